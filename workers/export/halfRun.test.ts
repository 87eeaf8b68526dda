import { describe, expect, it } from 'vitest'
import { resnet } from '../model/resnet'
import { checkExport } from './check'
import { exportModel, formulaInput, formulaParams } from './fixtures/formula'
import { largestDifference, runOnnx } from './fixtures/ort'
import { halfLogits } from './halfRun'
import { toOnnx } from './onnx'
import { readOnnx } from './readback'

const SIZE = 45
const N = 3
const spec = resnet(18, { classes: 3, width: 4 })
const input = formulaInput(N, SIZE)

describe('a network in binary16', () => {
  it('answers as onnxruntime does with the half-precision file', async () => {
    const file = toOnnx(exportModel(spec, formulaParams(spec), SIZE), { precision: 'f16' })
    const { logits } = await runOnnx(file, input, N, SIZE)
    const got = halfLogits(readOnnx(file), input, N, SIZE)
    expect(largestDifference(got, logits)).toBeLessThan(2e-2)
    // Not merely the file's weights in f32.
    const { logits: wide } = await runOnnx(toOnnx({ ...exportModel(spec, formulaParams(spec), SIZE), ...readOnnx(file) }), input, N, SIZE)
    expect(largestDifference(got, wide)).toBeGreaterThan(0)
  })

  it('overflows where an activation does that f32 holds, and the check then refuses the file', async () => {
    const params = formulaParams(spec)
    // A gain of 30,000 after the first convolution, which the shortcuts carry to the head, where it is taken back.
    for (const name of ['bn1.weight', 'bn1.bias']) params.set(name, scaled(params.get(name)!, 30_000))
    for (const [name, param] of params) if (/^fc\.0\.weight/.test(name)) params.set(name, scaled(param, 1 / 30_000))
    const model = exportModel(spec, params, SIZE)
    const file = toOnnx(model, { precision: 'f16' })
    const { probabilities } = await runOnnx(toOnnx(model), input, N, SIZE)
    const common = {
      format: 'onnx-f16',
      precision: 'f16',
      read: () => readOnnx(file),
      expected: probabilities,
      classes: model.classes,
      noneOf: null,
    } as const
    const wide = checkExport({ ...common, run: async (read) => (await runOnnx(toOnnx({ ...model, ...read }), input, N, SIZE)).logits })
    expect(await wide).toBeLessThan(2e-2)
    const half = checkExport({ ...common, run: async (read) => halfLogits(read, input, N, SIZE) })
    await expect(half).rejects.toMatchObject({ code: 'export-check-failed' })
  })
})

function scaled({ shape, data }: { shape: readonly number[]; data: Float32Array }, by: number) {
  return { shape, data: data.map((v) => v * by) }
}
