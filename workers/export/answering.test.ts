import onnxProto from 'onnx-proto'
import { describe, expect, it } from 'vitest'
import { fitPrototypes, similarities } from '../metrics/prototypes'
import { prototypesFrom } from '../metrics/prototypesText'
import { resnet } from '../model/resnet'
import { checkExport } from './check'
import { exportModel, formulaParams } from './fixtures/formula'
import { onnxOutputs } from './fixtures/ort'
import { metadataOf } from './model'
import { toOnnx } from './onnx'
import { readOnnx } from './readback'
import { labelsJson } from './snippets'

const { onnx } = onnxProto
const SIZE = 32
const WIDTH = 16

/** A network whose logits are its pooled features. */
function openModel() {
  const spec = resnet(18, { classes: WIDTH, width: 2, head: 'linear' })
  const params = new Map(formulaParams(spec))
  params.set('fc.weight', {
    shape: [WIDTH, WIDTH],
    data: Float32Array.from({ length: WIDTH ** 2 }, (_, i) => (i % (WIDTH + 1) === 0 ? 1 : 0)),
  })
  params.set('fc.bias', { shape: [WIDTH], data: new Float32Array(WIDTH) })
  return exportModel(spec, params, SIZE)
}

const values = Float32Array.from({ length: 6 * WIDTH }, (_, i) => Math.abs(Math.sin(3 * i)))
const prototypes = fitPrototypes({ values, width: WIDTH, labels: [0, 1, 0, 1, 0, 1], classes: 2, perClass: 2, seed: 1 })
const answering = { temperature: 1.5, isFolded: true, loss: 0.2, noneOf: { prototypes, threshold: 0.75, pass: 0.95 } }
const model = { ...openModel(), answering }

describe('a model that tells "none of these"', () => {
  it.each([
    ['f32', 1e-5],
    ['f16', 5e-3],
  ] as const)('is an ONNX file whose third output is the similarity that the studio finds, in %s', async (precision, tolerance) => {
    const input = Float32Array.from({ length: 3 * 3 * SIZE ** 2 }, (_, i) => Math.sin(i / 7))
    const file = toOnnx(model, { precision })
    const { logits, similarity } = await onnxOutputs(file, input, 3, SIZE)
    const expected = similarities(logits!, prototypes)
    expect(similarity).toHaveLength(3)
    expect(new Set(expected.map((value) => Math.round(1e4 * value))).size).toBeGreaterThan(1)
    similarity!.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(tolerance)
    })
    // It is still read back as the network that answers.
    const read = readOnnx(file)
    expect(read.noneOf).toEqual({ prototypes, threshold: 0.75 })
    expect(read.spec.layers.map(({ op }) => op)).toEqual(readOnnx(toOnnx(openModel(), { precision })).spec.layers.map(({ op }) => op))
  })

  it.each([
    [
      'another prototype',
      { prototypes: { ...prototypes, vectors: prototypes.vectors.map((x, i) => (i === 5 ? x + 1e-3 : x)) }, threshold: 0.75 },
    ],
    ['another threshold', { prototypes, threshold: 0.74 }],
    ['none', null],
  ])('is no file that tells it as the studio does where the studio has %s', async (_, noneOf) => {
    const ofStudio = {
      format: 'onnx',
      precision: 'f32',
      classes: model.classes,
      expected: new Float64Array(WIDTH).fill(1 / WIDTH),
    } as const
    const read = () => readOnnx(toOnnx(model))
    const check = (told: typeof noneOf) => checkExport({ ...ofStudio, read, run: async () => new Float32Array(WIDTH), noneOf: told })
    expect(await check(answering.noneOf)).toBe(0)
    await expect(check(noneOf)).rejects.toMatchObject({ values: { difference: 1 } })
  })

  it('is not read where the similarity is found in another way', () => {
    const file = onnx.ModelProto.decode(toOnnx(model))
    const found = file.graph!.node!.find(({ opType }) => opType === 'ReduceMax')!
    found.opType = 'ReduceL2'
    expect(() => readOnnx(onnx.ModelProto.encode(file).finish())).toThrow('another way')
  })

  it('has no third output where nothing was learned', async () => {
    expect(Object.keys(await onnxOutputs(toOnnx(openModel()), new Float32Array(3 * SIZE ** 2), 1, SIZE))).toEqual([
      'logits',
      'probabilities',
    ])
  })

  it('says so in its metadata, with the very prototypes where a program must compute it', () => {
    const noneOf = JSON.parse(metadataOf(model).none_of_these!) as {
      threshold: number
      pass_rate: number
      width: number
      prototypes_f32_base64: string
    }
    expect(noneOf).toMatchObject({ threshold: 0.75, pass_rate: 0.95, width: WIDTH })
    expect(prototypesFrom(noneOf.prototypes_f32_base64, noneOf.width)).toEqual(prototypes)
    expect(JSON.parse(metadataOf(model).calibration!)).toEqual({ temperature: 1.5, folded_into_last_layer: true, val_loss: 0.2 })
    const labels = JSON.parse(labelsJson(model)) as { none_of_these: object; calibration: object }
    expect(labels.none_of_these).not.toHaveProperty('prototypes_f32_base64')
    expect(labels.none_of_these).toMatchObject({ threshold: 0.75 })
    for (const said of [metadataOf(openModel()), JSON.parse(labelsJson(openModel())) as object])
      for (const key of ['none_of_these', 'calibration']) expect(said).not.toHaveProperty(key)
  })
})
