/** A model that was downloaded is taken in again with its head and its classes. */
import onnxProto from 'onnx-proto'
import { beforeAll, expect, test } from 'vitest'
import { exportModel, formulaParams } from '../../export/fixtures/formula'
import { runOnnx } from '../../export/fixtures/ort'
import { starterModel } from '../../export/fixtures/starter'
import type { ExportModel } from '../../export/model'
import { toOnnx } from '../../export/onnx'
import { toSafetensors } from '../../export/safetensors'
import { STATISTICS } from '../../export/unfold'
import { buildNetwork } from '../../model/networks'
import { resnet } from '../../model/resnet'
import { paramInfos } from '../../model/spec'
import { classesGoingOn } from '../../protocol'
import { uniform } from '../../random'
import { startingParams } from './head'
import { broughtWeights } from './weights'

const SIZE = 64
let model: ExportModel
beforeAll(async () => {
  model = await starterModel(SIZE, ['cat', 'dog'])
}, 60_000)

test.each([
  ['safetensors', () => toSafetensors(model), 0],
  ['ONNX', () => toOnnx(model), 1e-4],
  ['ONNX of half precision', () => toOnnx(model, { precision: 'f16' }), 2e-2],
])('%s comes back in with its classes, and answers as before', { timeout: 60_000 }, async (_, make, tolerance) => {
  const brought = await broughtWeights('model', make().buffer)
  expect(brought.info).toMatchObject({ depth: '18', bestSize: SIZE, bundled: false, model: { classes: ['cat', 'dog'], head: 'article' } })
  const params = startingParams(model.spec, brought, 1, model.classes)
  expect(params.get('bn1.running_var')).toEqual(model.params.get('bn1.running_var'))
  const input = Float32Array.from({ length: 3 * SIZE * SIZE }, (__, i) => uniform(3, i) * 2 - 1)
  const [before, after] = await Promise.all([model.params, params].map((one) => runOnnx(toOnnx({ ...model, params: one }), input, 1, SIZE)))
  for (const [i, value] of Array.from(before!.logits).entries()) expect(Math.abs(after!.logits[i]! - value)).toBeLessThanOrEqual(tolerance)
})

test('classes stand in the order of the open pictures, by their names; a new one has a row of its own and the others keep theirs', async () => {
  const brought = await broughtWeights('model.safetensors', toSafetensors(model).buffer)
  const classes = ['bird', 'dog', 'cat']
  const spec = resnet(18, { classes: 3 })
  const params = startingParams(spec, brought, 7, classes)
  const row = (of: ReadonlyMap<string, { data: Float32Array }>, i: number) => of.get('fc.3.weight')!.data.slice(i * 256, (i + 1) * 256)
  expect(row(params, 1)).toEqual(row(model.params, 1))
  expect(row(params, 2)).toEqual(row(model.params, 0))
  expect(Array.from(params.get('fc.3.bias')!.data.slice(1))).toEqual([...model.params.get('fc.3.bias')!.data].reverse())
  expect(params.get('fc.0.weight')).toEqual(model.params.get('fc.0.weight'))
  // Torch's bound for 256 inputs.
  const drawn = row(params, 0)
  expect(Math.max(...drawn.map(Math.abs))).toBeLessThanOrEqual(1 / 16)
  expect(new Set(drawn).size).toBeGreaterThan(200)
  expect(classesGoingOn(brought.info.model!, classes, 'article')).toEqual({ kept: ['dog', 'cat'], fresh: ['bird'], gone: [] })
})

test('under a head of another kind all classes are learned from the beginning, and the page can say so', async () => {
  const brought = await broughtWeights('model.safetensors', toSafetensors(model).buffer)
  const spec = resnet(18, { classes: 2, head: 'linear' })
  const params = startingParams(spec, brought, 7, ['cat', 'dog'])
  expect(params).toEqual(startingParams(spec, { ...brought, head: null }, 7, ['cat', 'dog']))
  expect(classesGoingOn(brought.info.model!, ['cat', 'bird'], 'linear')).toEqual({ kept: [], fresh: ['cat', 'bird'], gone: ['dog'] })
})

test('names are the same however their accents are written', () => {
  expect(classesGoingOn({ classes: ['Bär', 'Hund'], head: 'article' }, ['Ba\u0308r'], 'article')).toEqual({
    kept: ['Ba\u0308r'],
    fresh: [],
    gone: ['Hund'],
  })
})

test('a temperature in the last layer is taken out: nothing learns on from it', async () => {
  const folded = new Map(model.params)
  for (const name of ['fc.3.weight', 'fc.3.bias']) {
    const { shape, data } = model.params.get(name)!
    folded.set(name, { shape, data: data.map((value) => value / 2.5) })
  }
  const answering = { temperature: 2.5, isFolded: true, loss: 0.1, noneOf: null }
  const brought = await broughtWeights('model.safetensors', toSafetensors({ ...model, params: folded, answering }).buffer)
  const bias = brought.head!.params.get('fc.3.bias')!.data
  model.params.get('fc.3.bias')!.data.forEach((value, i) => {
    expect(bias[i]).toBeCloseTo(value, 6)
  })
})

test('a head that is spoilt, and an ONNX file without BatchNorm’s statistics, are refused by name', { timeout: 60_000 }, async () => {
  const bytes = toSafetensors(model)
  // The last tensor of the file is the last layer's bias.
  new DataView(bytes.buffer).setFloat32(bytes.length - 4, Number.NaN, true)
  await expect(broughtWeights('model.safetensors', bytes.buffer)).rejects.toMatchObject({
    code: 'weights-unsound',
    values: { name: 'fc.3.bias' },
  })
  const onnx = toOnnx(model)
  const at = Buffer.from(onnx.buffer).indexOf(STATISTICS)
  onnx.set(new TextEncoder().encode('x'), at)
  await expect(broughtWeights('model.onnx', onnx.buffer)).rejects.toMatchObject({ code: 'weights-onnx', values: { file: 'model.onnx' } })
})

test.each([
  ['of another program', 'producer', 'another program wrote it'],
  ['of an ensemble', 'arch', 'it is an ensemble, several networks in one file'],
])('an ONNX file %s is told as that, not by what is in its graph', async (_, key, detail) => {
  const { onnx } = onnxProto
  const other = onnx.ModelProto.decode(toOnnx(model))
  const said = other.metadataProps.find((prop) => prop.key === key)!
  said.value = key === 'arch' ? 'ensemble' : 'pytorch'
  other.graph!.node![0]!.opType = 'Constant'
  const bytes = onnx.ModelProto.encode(other).finish()
  await expect(broughtWeights('model.onnx', Uint8Array.from(bytes).buffer)).rejects.toMatchObject({
    code: 'weights-onnx',
    values: { detail },
  })
})

test.each([
  ['resnet50', '50', ['ONNX']],
  ['mobilenet_v3_large', 'mobilenet_v3_large', ['ONNX', 'safetensors']],
  ['efficientnet_b0', 'efficientnet_b0', ['ONNX', 'safetensors']],
  ['deit_tiny_patch16_224', 'deit_tiny_patch16_224', ['ONNX', 'safetensors']],
] as const)('%s comes back in as that network, with its head', { timeout: 120_000 }, async (arch, depth, forms) => {
  const spec = buildNetwork(arch, { classes: 2, head: 'linear' })
  const params = formulaParams(spec)
  // What BatchNorm has switched off is in the file all the same.
  if (arch === 'resnet50') params.get('layer3.5.bn2.weight')!.data.fill(0)
  const made = exportModel(spec, params, 64, ['cat', 'dog'])
  for (const form of forms) {
    const file = form === 'ONNX' ? toOnnx(made) : toSafetensors(made)
    const brought = await broughtWeights(`model.${form}`, file.buffer)
    expect(brought.info).toMatchObject({ depth, model: { classes: ['cat', 'dog'], head: 'linear' } })
    const taken = startingParams(spec, brought, 1, ['cat', 'dog'])
    for (const { name } of paramInfos(spec)) {
      const [before, after] = [params.get(name)!.data, taken.get(name)!.data]
      for (let i = 0; i < before.length; i += 997)
        expect(Math.abs(after[i]! - before[i]!), `${form}, ${name}`).toBeLessThan(1e-4 * Math.max(1, Math.abs(before[i]!)))
    }
  }
})
