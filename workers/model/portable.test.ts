import { expect, it } from 'vitest'
import type { PortableLayer } from '../operations/facts'
import { packedBytes, packWeights, unpackWeights } from './portable'

const LAYERS: readonly PortableLayer[] = [
  { op: 'conv', id: 'c', inputs: ['input'], block: 'stem', inChannels: 3, outChannels: 3, kernel: 1, stride: 1, padding: 0, bias: true },
  { op: 'gap', id: 'g', inputs: ['c'], block: 'fc' },
  { op: 'linear', id: 'l', inputs: ['g'], block: 'fc', inFeatures: 3, outFeatures: 1 },
]
const WEIGHTS = {
  // One row ordinary, one of zeros, one of very small numbers beside one large.
  c: { weight: Float32Array.of(0.5, -1, 0.123, 0, 0, 0, 1e-3, 10, -1e-3), bias: Float32Array.of(1, -2, 3e-8) },
  l: { weight: Float32Array.of(-7, 7, 0.7), bias: Float32Array.of(0.1) },
}
const packed = () => packWeights(LAYERS, ({ id }, suffix) => WEIGHTS[id as keyof typeof WEIGHTS][suffix as 'weight' | 'bias'])

it('keeps every weight within half a step of its row, and biases as they are', () => {
  const back = [...unpackWeights(LAYERS, packed())]
  expect(back.map(({ layer }) => layer.id)).toEqual(['c', 'l'])
  for (const { layer, params } of back) {
    const original = WEIGHTS[layer.id as keyof typeof WEIGHTS]
    expect(params.bias).toEqual(original.bias)
    params.weight!.forEach((value, i) => {
      const row = original.weight.slice(i - (i % 3), i - (i % 3) + 3)
      expect(Math.abs(value - original.weight[i]!)).toBeLessThanOrEqual((Math.max(...row.map(Math.abs)) / 32767) * 0.501)
    })
  }
})

it('refuses bytes that are too few or too many', () => {
  const bytes = packed()
  expect(bytes.length).toBe(packedBytes(LAYERS))
  expect(() => [...unpackWeights(LAYERS, bytes.slice(2))]).toThrow(/bytes of weights/)
  expect(() => [...unpackWeights(LAYERS, new Uint8Array([...bytes, 0]))]).toThrow(/bytes of weights/)
})

it('keeps what is no weight as it is', () => {
  const norm: PortableLayer = { op: 'layernorm', id: 'n', inputs: ['c'], block: 'stem', channels: 2, eps: 1e-6 }
  const own = { weight: Float32Array.of(1e-9, 3), bias: Float32Array.of(-1e5, 1e-5) }
  const [back] = unpackWeights(
    [norm],
    packWeights([norm], (_, suffix) => own[suffix as keyof typeof own]),
  )
  expect(back?.params).toEqual(own)
})
