import * as tf from '@tensorflow/tfjs'
import { BlobReader, TextWriter, ZipReader } from '@zip.js/zip.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { softmax } from '../metrics/probabilities'
import { resnet } from '../model/resnet'
import { exportModel, formulaInput, formulaParams } from './fixtures/formula'
import fixture from './fixtures/logits.json'
import { largestDifference, runOnnx } from './fixtures/ort'
import type { ExportModel } from './model'
import { toOnnx } from './onnx'
import { toTfjs } from './tfjs'
import { toTfjsZip } from './tfjsZip'

async function load(model: ExportModel): Promise<tf.LayersModel> {
  const { json, weights } = toTfjs(model)
  const parsed = JSON.parse(json)
  return tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: parsed.modelTopology,
      weightSpecs: parsed.weightsManifest[0].weights,
      weightData: weights.buffer,
      userDefinedMetadata: parsed.userDefinedMetadata,
    }),
  )
}

/** Probabilities for a batch given as `[n, 3, size, size]`. */
async function answer(net: tf.LayersModel, input: Float32Array, n: number, size: number): Promise<Float32Array> {
  const x = tf.transpose(tf.tensor4d(input, [n, 3, size, size]), [0, 2, 3, 1])
  return (await (net.predict(x) as tf.Tensor).data()) as Float32Array
}

describe('TensorFlow.js layers model, run by TensorFlow.js', () => {
  beforeAll(() => tf.setBackend('cpu'))

  it('answers as torchvision does on the whole ResNet18', { timeout: 120_000 }, async () => {
    const c = fixture.cases[0]!
    const spec = resnet(18, { classes: c.classes })
    const net = await load(exportModel(spec, formulaParams(spec), c.size))
    const one = formulaInput(c.n, c.size).slice(0, 3 * c.size * c.size)
    expect(largestDifference(await answer(net, one, 1, c.size), softmax(c.logits, c.classes).slice(0, c.classes))).toBeLessThan(1e-3)
  })

  it.each([
    { depth: 18, head: 'linear', size: 45 },
    { depth: 50, head: 'article', size: 32 },
  ] as const)('answers as the ONNX file does: $depth, $head, $size px', { timeout: 60_000 }, async ({ depth, head, size }) => {
    const spec = resnet(depth, { classes: 3, head, width: 4 })
    const model = exportModel(spec, formulaParams(spec), size)
    const input = formulaInput(2, size)
    const ours = await answer(await load(model), input, 2, size)
    expect(largestDifference(ours, (await runOnnx(toOnnx(model), input, 2, size)).probabilities)).toBeLessThan(1e-4)
  })

  it('carries labels, preprocessing and origin', async () => {
    const spec = resnet(18, { classes: 2, width: 4 })
    const about = (await load(exportModel(spec, formulaParams(spec), 96))).getUserDefinedMetadata() as Record<string, string>
    expect(JSON.parse(about.labels!)).toEqual(['cat', '狗 🐶'])
    expect(about).toMatchObject({ base_weights_licence: 'MIT', seed: '7' })
  })

  it('comes as a zip with a page that uses it', async () => {
    const spec = resnet(18, { classes: 2, width: 4 })
    const zip = new ZipReader(new BlobReader(await toTfjsZip(exportModel(spec, formulaParams(spec), 96))))
    const entries = await zip.getEntries()
    expect(entries.map((entry) => entry.filename)).toEqual(
      ['model.json', 'weights.bin', 'index.html'].map((name) => `trainyard-tfjs/${name}`),
    )
    const page = entries[2]!
    if (page.directory) throw new Error('the page is a folder')
    expect(await page.getData(new TextWriter(), { useWebWorkers: false })).toContain("tf.loadLayersModel('./model.json')")
    await zip.close()
  })
})
