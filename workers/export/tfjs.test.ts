import * as tf from '@tensorflow/tfjs'
import { BlobReader, TextWriter, ZipReader } from '@zip.js/zip.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { generated, noise, SEED } from '../engine/fixtures/narrow'
import { softmax } from '../metrics/probabilities'
import { normalisedPlanes } from '../model/preprocessing'
import { resnet } from '../model/resnet'
import { vit } from '../model/vit'
import { expectedOf, networkOf } from '../operations/fixtures/networks'
import { exportModel, formulaInput, formulaParams } from './fixtures/formula'
import fixture from './fixtures/logits.json'
import { largestDifference, runOnnx } from './fixtures/ort'
import { inferenceNetwork } from './fold'
import type { ExportModel } from './model'
import { toOnnx } from './onnx'
import { readTfjs } from './readback'
import { toTfjs } from './tfjs'
import { toTfjsZip } from './tfjsZip'

/** Pictures in the fixture of small networks. */
const BATCH = 4

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

  it.each(['tokens', 'widened'])('answers as PyTorch does on a network of %s', async (name) => {
    const { spec, size } = networkOf(name)
    const net = await load(exportModel(spec, generated(spec), size))
    const ours = await answer(net, normalisedPlanes(noise(SEED, BATCH, size), BATCH, size), BATCH, size)
    expect(largestDifference(ours, softmax(expectedOf(name)('eval.logits'), spec.classes))).toBeLessThan(1e-5)
  })

  it('answers as the ONNX file does with a Vision Transformer, and is read back as it', async () => {
    const narrow = { width: 24, heads: 3, depth: 2, patch: 8, grid: 4 }
    const spec = vit('deit_tiny_patch16_224', { classes: 3, head: 'article', narrow })
    const model = exportModel(spec, formulaParams(spec), 48, ['a', 'b', 'c'])
    const input = formulaInput(2, 48)
    const { probabilities } = await runOnnx(toOnnx(model), input, 2, 48)
    const net = await load(model)
    expect(largestDifference(await answer(net, input, 2, 48), probabilities)).toBeLessThan(1e-4)
    expect(net.getLayer(spec.features).outputShape).toEqual([null, narrow.width])
    const { layers } = readTfjs(toTfjs(model)).spec
    expect(layers.map(({ op }) => op)).toEqual(inferenceNetwork(model).layers.map(({ op }) => op))
  })

  it('of tokens is refused where it was changed', () => {
    const { spec, size } = networkOf('tokens')
    const { json, weights } = toTfjs(exportModel(spec, generated(spec), size))
    const changed = (from: string, to: string) => () => readTfjs({ json: json.replace(from, to), weights })
    expect(changed('"epsilon":0,', '"epsilon":1,')).toThrow(/embed of model.json does more/)
    expect(changed('"Softmax","name":"attn1_head0_weights"', '"Add","name":"attn1_head0_weights"')).toThrow(
      /no attention that this program wrote/,
    )
    expect(changed('"cropping":[[0,0],[0,4]]', '"cropping":[[0,0],[0,6]]')).toThrow(/no attention that this program wrote/)
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
