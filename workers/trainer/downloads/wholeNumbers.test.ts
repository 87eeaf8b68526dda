/** Networks in whole numbers: what is told of a file before it is taken is what onnxruntime answers with it. */
import { readdirSync } from 'node:fs'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isWatching, type WatchingEngine } from '../../engine/engine'
import { generated, noise, relative, SEED } from '../../engine/fixtures/narrow'
import { narrowVit, vitNetwork } from '../../engine/fixtures/vit'
import { createTfjsEngine } from '../../engine/tfjs/create'
import { exportModel, formulaParams } from '../../export/fixtures/formula'
import { largestDifference, runOnnx } from '../../export/fixtures/ort'
import { toOnnx } from '../../export/onnx'
import { readOnnx } from '../../export/readback'
import { softmax } from '../../metrics/probabilities'
import { normalisedPlanes } from '../../model/preprocessing'
import { resnet } from '../../model/resnet'
import { expectedOf, NETWORKS, networkOf } from '../../operations/fixtures/networks'
import { DEFAULT_CONFIG } from '../../protocol'
import { answeringPlan } from '../fit/plan'
import { roundedLogits, wholeFile } from './wholeNumbers'

const SHARED = new URL('../../../../shared/data/dogs-vs-cats/train/', import.meta.url).pathname
const planOf = (imageSize: number) => answeringPlan({ ...DEFAULT_CONFIG, imageSize, batchSize: 4 })

let engine: WatchingEngine
beforeAll(async () => {
  const made = await createTfjsEngine({ backend: 'tfjs-wasm' })
  if (!isWatching(made)) throw new Error('it does not tell what lies between layers')
  engine = made
})
afterAll(() => engine.dispose())

describe.each(NETWORKS)('%s', (name) => {
  test('is rounded as onnxruntime rounds it, and answers nearly as before', async () => {
    const n = 4
    const { spec, size } = networkOf(name)
    const pixels = noise(SEED, n, size)
    const { file, logits } = await wholeFile(exportModel(spec, generated(spec), size), planOf(size), engine, { pixels, n }, n)
    const { logits: theirs } = await runOnnx(file, normalisedPlanes(pixels, n, size), n, size)
    expect(relative(logits.f32, expectedOf(name)('eval.logits'))).toBeLessThan(1e-4)
    expect(relative(logits.int8, theirs)).toBeLessThan(1e-2)
    expect(relative(theirs, logits.f32)).toBeLessThan(0.1)
    // Not merely the network itself.
    expect(relative(theirs, logits.f32)).toBeGreaterThan(1e-4)
  })
})

test('a ResNet18 answers about photos as it is said to, in less than a third of the size', async () => {
  const [n, size] = [6, 64]
  const names = readdirSync(SHARED).toSorted()
  const paths = [...names.slice(0, n / 2), ...names.slice(-n / 2)]
  const pixels = new Uint8Array(
    Buffer.concat(
      await Promise.all(
        paths.map((path) =>
          sharp(SHARED + path)
            .resize(size, size, { fit: 'cover' })
            .removeAlpha()
            .raw()
            .toBuffer(),
        ),
      ),
    ),
  )
  const spec = resnet(18, { classes: 2, width: 16 })
  const model = exportModel(spec, formulaParams(spec), size, ['cat', 'dog'])
  const { file, logits } = await wholeFile(model, planOf(size), engine, { pixels, n }, n)
  // A narrow one has more of what does not shrink: BatchNorm's statistics, and a scale for each output.
  expect(file.length / toOnnx(model).length).toBeLessThan(0.33)
  const { probabilities, dims } = await runOnnx(file, normalisedPlanes(pixels, n, size), n, size)
  expect(dims).toEqual([n, 2])
  expect(largestDifference(probabilities, softmax(logits.int8, 2))).toBeLessThan(1e-2)
  expect(largestDifference(probabilities, softmax(logits.f32, 2))).toBeLessThan(5e-2)
  // What is read back is the very network that was rounded.
  const back = readOnnx(file)
  expect(back.classes).toEqual(['cat', 'dog'])
  expect(largestDifference(await roundedLogits(engine, back, planOf(size), { pixels, n }), logits.int8)).toBeLessThan(1e-5)
})

test('a Vision Transformer’s file is read back as the very network that was rounded, and onnxruntime answers as it', async () => {
  const { narrow, batch: n, pictures, size = 0 } = narrowVit()
  const { spec, params } = vitNetwork(narrow)
  const pixels = noise(pictures, n, size)
  const { file, logits } = await wholeFile(exportModel(spec, params, size), planOf(size), engine, { pixels, n }, n)
  const { logits: theirs } = await runOnnx(file, normalisedPlanes(pixels, n, size), n, size)
  expect(relative(theirs, logits.int8)).toBeLessThan(1e-2)
  expect(relative(theirs, logits.f32)).toBeLessThan(0.1)
  expect(largestDifference(await roundedLogits(engine, readOnnx(file), planOf(size), { pixels, n }), logits.int8)).toBeLessThan(1e-5)
})
