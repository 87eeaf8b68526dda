import onnxProto from 'onnx-proto'
import { describe, expect, it } from 'vitest'
import { softmax } from '../metrics/probabilities'
import { resnet } from '../model/resnet'
import { exportModel, formulaInput, formulaParams } from './fixtures/formula'
import fixture from './fixtures/logits.json'
import { largestDifference, runOnnx } from './fixtures/ort'
import { starterModel } from './fixtures/starter'
import type { ExportModel } from './model'
import { OPSET, toOnnx } from './onnx'

async function modelOf(c: (typeof fixture.cases)[number]): Promise<ExportModel> {
  if (c.starter) return starterModel(c.size, ['cat', 'dog'])
  const spec = resnet(c.depth as 18 | 50, { classes: c.classes, head: c.head as 'article' | 'linear' })
  return exportModel(spec, formulaParams(spec), c.size)
}

describe('ONNX export, run by onnxruntime, against torchvision', () => {
  it.each(fixture.cases)('$name', { timeout: 60_000 }, async (c) => {
    const model = await modelOf(c)
    const { logits, probabilities, dims } = await runOnnx(toOnnx(model), formulaInput(c.n, c.size), c.n, c.size)
    expect(dims).toEqual([c.n, c.classes])
    const scale = Math.max(1, ...c.logits.map(Math.abs))
    expect(largestDifference(logits, c.logits) / scale).toBeLessThan(1e-4)
    expect(largestDifference(probabilities, softmax(c.logits, c.classes))).toBeLessThan(1e-3)
  })

  it('in f16: half the size, f32 in and out, probabilities within 2e-2', { timeout: 60_000 }, async () => {
    const c = fixture.cases.at(-1)!
    const model = await modelOf(c)
    const [full, half] = [toOnnx(model), toOnnx(model, { precision: 'f16' })]
    expect(half.length / full.length).toBeLessThan(0.51)
    const { probabilities } = await runOnnx(half, formulaInput(c.n, c.size), c.n, c.size)
    expect(largestDifference(probabilities, softmax(c.logits, c.classes))).toBeLessThan(2e-2)
  })

  it('takes any number of pictures', { timeout: 60_000 }, async () => {
    const spec = resnet(18, { classes: 2, width: 4 })
    const model = exportModel(spec, formulaParams(spec), 32)
    const file = toOnnx(model)
    const input = formulaInput(5, 32)
    const five = await runOnnx(file, input, 5, 32)
    expect(largestDifference(five.probabilities, softmax(five.logits, 2))).toBeLessThan(1e-6)
    const one = await runOnnx(file, input.slice(0, 3 * 32 * 32), 1, 32)
    expect(largestDifference(one.logits, five.logits.slice(0, 2))).toBeLessThan(1e-4)
  })

  it('says what it is: opset, labels, preprocessing, source, licence', () => {
    const spec = resnet(18, { classes: 3, width: 4 })
    const model = exportModel(spec, formulaParams(spec), 96)
    const proto = onnxProto.onnx.ModelProto.decode(toOnnx(model))
    expect(Number(proto.opsetImport[0]!.version)).toBe(OPSET)
    const meta = Object.fromEntries(proto.metadataProps.map((p) => [p.key, p.value!]))
    expect(JSON.parse(meta.labels!)).toEqual(['cat', '狗 🐶', 'a "quoted", name'])
    expect(JSON.parse(meta.preprocessing!)).toMatchObject({ resize_shorter_side: 110, center_crop: 96, mean: [0.485, 0.456, 0.406] })
    expect(meta).toMatchObject({ seed: '7', dataset_fingerprint: 'f'.repeat(64), base_weights_licence: 'MIT' })
    expect(proto.graph!.node!.map((n) => n.opType)).not.toContain('BatchNormalization')
  })

  it('refuses a model with a parameter missing, misshapen or not a number', () => {
    const spec = resnet(18, { classes: 2, width: 4 })
    const model = exportModel(spec, formulaParams(spec), 32)
    const change = (name: string, param?: { shape: number[]; data: Float32Array }) => {
      const params = new Map(model.params)
      if (param) params.set(name, param)
      else params.delete(name)
      return () => toOnnx({ ...model, params })
    }
    expect(change('fc.3.bias')).toThrow(/no parameter fc\.3\.bias/)
    expect(change('fc.3.bias', { shape: [3], data: new Float32Array(3) })).toThrow(/fc\.3\.bias is \[3\], the network needs \[2\]/)
    expect(change('fc.3.bias', { shape: [2], data: Float32Array.of(1, Number.NaN) })).toThrow(/not a finite number/)
    expect(() => toOnnx({ ...model, classes: ['one'] })).toThrow(/1 labels for a network with 2 outputs/)
  })
})
