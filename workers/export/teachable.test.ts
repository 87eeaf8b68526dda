import * as tf from '@tensorflow/tfjs'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { evaluationViews } from '../data/pixels/views'
import { normalisedPlanes, PIXEL_SCALE } from '../model/preprocessing'
import { resnet } from '../model/resnet'
import { exportModel, formulaParams } from './fixtures/formula'
import { largestDifference, runOnnx } from './fixtures/ort'
import { seeThrough } from './fixtures/transparent'
import { toOnnx } from './onnx'
import { readTeachableZip, resizeMatrix, TEACHABLE_FOLDER, toTeachableZip } from './teachable'
import { unzipFiles, zipFiles } from './zip'

const modelOf = (imageSize: number) => {
  const spec = resnet(18, { classes: 2, head: 'linear', width: 4 })
  return exportModel(spec, formulaParams(spec), imageSize, ['cat', 'dog, big'])
}
const FILES = ['model.json', 'weights.bin', 'metadata.json']
const unpacked = async (zip: Blob) => {
  const files = await unzipFiles(
    zip,
    FILES.map((name) => `${TEACHABLE_FOLDER}/${name}`),
  )
  return Object.fromEntries(FILES.map((name) => [name, files[`${TEACHABLE_FOLDER}/${name}`]!])) as Record<string, Uint8Array<ArrayBuffer>>
}
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

/** What `@teachablemachine/image` 0.8.5 gives a model of a picture that is 224 px square already: `capture` of its utils/tf.ts. */
const capture = (rgb: Uint8Array) => tf.tensor3d(rgb, [224, 224, 3], 'int32').expandDims(0).toFloat().div(tf.scalar(127)).sub(tf.scalar(1))

describe('Teachable Machine’s layout', () => {
  beforeAll(() => tf.setBackend('cpu'))

  it.each([96, 224])(
    'gives the network the studio’s own bytes of a picture at 224 px, trained at %i px',
    { timeout: 120_000 },
    async (size) => {
      const model = modelOf(size)
      const files = await unpacked(await toTeachableZip({ model, name: 'pets 1' }))
      const { modelTopology, weightsManifest } = JSON.parse(textOf(files['model.json']!))
      const net = await tf.loadLayersModel(
        tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData: files['weights.bin']!.buffer }),
      )
      const { onWhite, width, height } = await seeThrough(300, 300)
      const raw = { width, height, channels: 3 } as const
      const given = await sharp(onWhite, { raw }).resize(224, 224).raw().toBuffer()
      // The studio's own way with such a picture.
      const seen = evaluationViews({ data: Uint8ClampedArray.from(given), width: 224, height: 224, channels: 3 }, size)
      const planes = normalisedPlanes(seen, 1, size)
      const front = tf.model({ inputs: net.inputs, outputs: net.getLayer('tm_normalise').output })
      const pixels = await (front.predict(capture(given)) as tf.Tensor).data()
      const steps = Array.from(
        pixels,
        (value, i) => Math.abs(value - planes[(i % 3) * size * size + Math.floor(i / 3)]!) / PIXEL_SCALE[i % 3]!,
      )
      // Its bytes, but for a few whose exact value is as good as one half.
      expect(steps.reduce((most, step) => Math.max(most, step), 0)).toBeLessThan(1.01)
      expect(steps.filter((step) => step > 0.01).length / steps.length).toBeLessThan(1e-3)
      if (size > 96) return
      const theirs = (await (net.predict(capture(given)) as tf.Tensor).data()) as Float32Array
      const { probabilities } = await runOnnx(toOnnx(model), planes, 1, size)
      expect(largestDifference(theirs, probabilities)).toBeLessThan(1e-4)
    },
  )

  it('sees the same middle as the studio: each pixel is a mean, and edges are cut', () => {
    for (const size of [96, 224]) {
      const matrix = resizeMatrix(size)
      for (let to = 0; to < size; to++) {
        let sum = 0
        for (let from = 0; from < 224; from++) sum += matrix[from * size + to]!
        expect(sum).toBeCloseTo(1, 5)
      }
      expect(matrix.subarray(0, 13 * size).every((weight) => weight === 0)).toBe(true)
      expect(matrix.subarray(-13 * size).every((weight) => weight === 0)).toBe(true)
    }
  })

  it('tells the libraries labels and size, is read back as the network that it holds, and refused where anything before it is another', async () => {
    const zip = await toTeachableZip({ model: modelOf(96), name: 'pets 1' })
    expect(await readTeachableZip(zip)).toMatchObject({ classes: ['cat', 'dog, big'], imageSize: 96 })
    const files = await unpacked(zip)
    expect(JSON.parse(textOf(files['metadata.json']!))).toMatchObject({
      labels: ['cat', 'dog, big'],
      imageSize: 224,
      modelName: 'pets 1',
      packageName: '@teachablemachine/image',
    })
    const refused = async (name: string, content: string | Uint8Array<ArrayBuffer>, why: RegExp) =>
      expect(readTeachableZip(await zipFiles(TEACHABLE_FOLDER, { ...files, [name]: content }))).rejects.toThrow(why)
    const spoilt = Uint8Array.from(files['weights.bin']!)
    new DataView(spoilt.buffer).setFloat32(4 * 224 * 50, 9, true)
    await refused('weights.bin', spoilt, /another tm_resize_x/)
    await refused('metadata.json', '{"labels":["dog","cat"]}', /other labels/)
    await refused('model.json', textOf(files['model.json']!).replaceAll('tm_normalise/bias', 'other/bias'), /lacks a layer/)
  })
})
