import { expect, it } from 'vitest'
import { exportModel, formulaParams } from '../export/fixtures/formula'
import { largestDifference, runOnnx } from '../export/fixtures/ort'
import { toOnnx } from '../export/onnx'
import { resnet } from './resnet'
import { withTemperature } from './temperature'

it.each(['linear', 'article'] as const)('a network with a temperature answers with its logits divided by it: head %s', async (head) => {
  const spec = resnet(18, { classes: 3, width: 2, head })
  const params = formulaParams(spec)
  const input = Float32Array.from({ length: 2 * 3 * 32 * 32 }, (_, i) => Math.sin(i))
  const answers = (of: typeof params) => runOnnx(toOnnx(exportModel(spec, of, 32)), input, 2, 32)
  const [plain, divided] = [await answers(params), await answers(withTemperature(spec, params, 2.5))]
  const expected = plain.logits.map((logit) => logit / 2.5)
  expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1e-3)
  expect(largestDifference(divided.logits, expected)).toBeLessThan(1e-6)
})

it('nothing but the last layer is copied, nothing at a temperature of 1, and no temperature is 0', () => {
  const spec = resnet(18, { classes: 2, width: 2 })
  const params = formulaParams(spec)
  expect(withTemperature(spec, params, 1)).toBe(params)
  const divided = withTemperature(spec, params, 2)
  expect([...params.keys()].filter((name) => divided.get(name) !== params.get(name))).toEqual(['fc.3.weight', 'fc.3.bias'])
  for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => withTemperature(spec, params, bad)).toThrow(RangeError)
})
