import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { narrowVit, vitNetwork } from '../engine/fixtures/vit'
import { resnet } from '../model/resnet'
import { exportModel, formulaParams } from './fixtures/formula'
import { inferenceNetwork } from './fold'
import { roundedPlaces, roundingsOf, roundTo, valuesOf, wholeWeights, widen } from './int8'
import { toOnnx } from './onnx'
import { readOnnx } from './readback'

const spec = resnet(18, { classes: 2, width: 4 })
const { layers } = inferenceNetwork({ spec, params: formulaParams(spec), imageSize: 32 })

describe('what is rounded', () => {
  test('pictures and what every layer gives, but not between a layer and its ReLU, nor the logits', () => {
    const places = roundedPlaces(layers)
    expect(places).toContain('input')
    const relus = layers.filter(({ op }) => op === 'activation')
    expect(relus.every(({ id }) => places.has(id))).toBe(true)
    expect(relus.some(({ inputs }) => places.has(inputs[0]!))).toBe(false)
    expect(places).not.toContain(layers.at(-1)!.id)
    // A convolution that a sum reads.
    expect(places).toContain('layer1.0.bn2')
  })

  test('of a Vision Transformer what its matrices read, and nothing between its blocks', () => {
    const { spec, params } = vitNetwork(narrowVit().narrow)
    const network = inferenceNetwork({ spec, params, imageSize: 32 })
    const read = network.layers.filter(({ op }) => op === 'conv' || op === 'dense' || op === 'linear').map(({ inputs: [from] }) => from!)
    expect([...roundedPlaces(network.layers)].toSorted()).toEqual(read.toSorted())
    const file = readOnnx(toOnnx(exportModel(spec, params, 32), { roundings: new Map(read.map((id) => [id, { scale: 0.05, zero: 128 }])) }))
    expect(file.roundings.get('blocks.0.mlp.act')?.zero).toBe(128)
    const [name, suffix] = ['blocks.0.attn.qkv', 'weight']
    const { data } = params.get(`${name}.${suffix}`)!
    const whole = wholeWeights(data, params.get(`${name}.bias`)!.data, file.roundings.get('blocks.0.norm1')!.scale)
    expect(file.params.get(`${name}.${suffix}`)!.data).toEqual(valuesOf(whole.weight))
    // Biases of matrices are added in f32.
    expect(file.params.get(`${name}.bias`)!.data).toEqual(params.get(`${name}.bias`)!.data)
  })

  test('a largest value that is picked keeps its rounding', () => {
    const pool = layers.find(({ op }) => op === 'maxpool')!
    const ranges = new Map([...roundedPlaces(layers)].map((id, at) => [id, { least: 0, most: 1 + at }]))
    const roundings = roundingsOf(layers, ranges)
    expect(roundings.get(pool.id)).toEqual(roundings.get(pool.inputs[0]!))
  })
})

describe('rounding', () => {
  test('0 stays 0, and what lies within the range moves by half a step at most', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 }), (numbers) => {
        const values = Float32Array.from([0, ...numbers])
        const range = { least: 0, most: 0 }
        widen(range, values)
        const rounding = roundingsOf([], new Map([['x', range]])).get('x')!
        const rounded = values.slice()
        roundTo(rounding, rounded)
        expect(rounded[0]).toBe(0)
        expect(Number.isInteger(rounding.zero) && rounding.zero >= 0 && rounding.zero <= 255).toBe(true)
        // The zero point is a whole number, so the ends may lie up to half a step outside.
        for (const [i, value] of values.entries()) expect(Math.abs(value - rounded[i]!)).toBeLessThanOrEqual(1.001 * rounding.scale)
      }),
      { seed: 1, numRuns: 200 },
    )
  })

  test('of two numbers equally near the even one is taken, as QuantizeLinear does', () => {
    const values = Float32Array.of(0.5, 1.5, 2.5, -0.5, -1.5, 300, -300)
    roundTo({ scale: 1, zero: 128 }, values)
    expect([...values].map((v) => v + 0)).toEqual([0, 2, 2, 0, -2, 127, -128])
  })

  test('a value that is no number is told, not rounded', () => {
    expect(() => widen({ least: 0, most: 0 }, Float32Array.of(1, Number.NaN))).toThrow(/not a finite number/)
    expect(() => widen({ least: 0, most: 0 }, Float32Array.of(Number.POSITIVE_INFINITY))).toThrow(/not a finite number/)
  })
})

describe('weights', () => {
  test('each output has its own scale; two products of a picture’s numbers with them fit 16 bits', () => {
    const { weight } = wholeWeights(Float32Array.of(1, -2, 0.001, 0.0005), Float32Array.of(0, 0), 1)
    expect([...weight.numbers]).toEqual([32, -64, 64, 32])
    expect(weight.scales[0]).toBeCloseTo(2 / 64)
    expect(2 * 255 * Math.max(...weight.numbers.map(Math.abs))).toBeLessThan(2 ** 15)
  })

  test('an output that is nearly all bias, or nothing at all, keeps its bias', () => {
    for (const weights of [Float32Array.of(1e-30, 0), new Float32Array(2)]) {
      const { bias } = wholeWeights(weights, Float32Array.of(1000), 1e-3)
      expect(valuesOf(bias)[0]).toBeCloseTo(1000, 2)
    }
  })
})
