import { describe, expect, it } from 'vitest'
import { resnet } from '../model/resnet'
import type { ReadBack } from './builder'
import { checkExport, type ExportCheck } from './check'
import { exportModel, formulaInput, formulaParams } from './fixtures/formula'
import { runOnnx } from './fixtures/ort'
import { toOnnx } from './onnx'
import { readOnnx, readSafetensorsModel, readTfjs } from './readback'
import { toSafetensors } from './safetensors'
import { toTfjs } from './tfjs'

const SIZE = 45
const N = 4
const spec = resnet(18, { classes: 3, width: 4 })
const model = exportModel(spec, formulaParams(spec), SIZE)
const input = formulaInput(N, SIZE)

/** Stands for an engine: what was read back is run by onnxruntime. */
const run = async ({ spec: read, params }: ReadBack) => (await runOnnx(toOnnx({ ...model, spec: read, params }), input, N, SIZE)).logits

async function check(change: Partial<ExportCheck>): Promise<number> {
  const { probabilities } = await runOnnx(toOnnx(model), input, N, SIZE)
  return checkExport({
    format: 'onnx',
    precision: 'f32',
    read: () => readOnnx(toOnnx(model)),
    run,
    expected: probabilities,
    classes: model.classes,
    noneOf: null,
    ...change,
  })
}

describe('check of a download', () => {
  it.each([
    { format: 'onnx', read: () => readOnnx(toOnnx(model)) },
    { format: 'safetensors', read: () => readSafetensorsModel(toSafetensors(model)) },
    { format: 'tfjs', read: () => readTfjs(toTfjs(model)) },
  ])('$format read back answers as before', async ({ format, read }) => {
    expect(await check({ format, read })).toBeLessThan(1e-5)
    expect(read()).toMatchObject({ classes: model.classes, imageSize: SIZE })
  })

  it('f16 within its own tolerance', async () => {
    expect(await check({ precision: 'f16', read: () => readOnnx(toOnnx(model, { precision: 'f16' })) })).toBeLessThan(2e-2)
  })

  it.each([
    { name: 'one bias changed', read: () => changed('fc.3.bias') },
    { name: 'one convolution changed', read: () => changed('layer1.0.bn2.conv.weight') },
    { name: 'other labels', read: () => ({ ...readOnnx(toOnnx(model)), classes: ['x', 'y', 'z'] }) },
    { name: 'a file cut short', read: () => readSafetensorsModel(toSafetensors(model).slice(0, -4)) },
    { name: 'another file', read: () => readOnnx(new TextEncoder().encode('not a model at all')) },
  ])('$name: an error, not a file', async ({ read }) => {
    await expect(check({ read })).rejects.toMatchObject({ name: 'Problem', code: 'export-check-failed' })
  })

  it('answers that are not numbers, or none: an error, not a file', async () => {
    for (const answer of [new Float32Array(N * 3).fill(Number.NaN), new Float32Array()]) {
      await expect(check({ run: async () => answer })).rejects.toMatchObject({ code: 'export-check-failed' })
    }
  })

  function changed(name: string): ReadBack {
    const read = readOnnx(toOnnx(model))
    read.params.get(name)!.data.fill(1)
    return read
  }
})
