import { describe, expect, it } from 'vitest'
import { halfBits, roundToHalf, toHalf } from './half'

/** The value of 16 bits of binary16. */
function fromHalfBits(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >>> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

describe('binary16', () => {
  it('keeps every one of its own values', () => {
    const halves = Array.from({ length: 0x7c00 }, (_, half) => half)
    expect([...toHalf(Float32Array.from(halves, fromHalfBits))]).toEqual(halves)
    expect([...toHalf(Float32Array.from(halves, (half) => -fromHalfBits(half)))]).toEqual(halves.map((half) => half | 0x8000))
  })

  it('rounds to the nearest, ties to even', () => {
    const halves = Array.from({ length: 0x7bff }, (_, half) => half)
    const between = (share: number) =>
      toHalf(Float32Array.from(halves, (half) => fromHalfBits(half) * (1 - share) + fromHalfBits(half + 1) * share))
    expect([...between(0.5)]).toEqual(halves.map((half) => half + (half % 2)))
    expect([...between(0.49)]).toEqual(halves)
    expect([...between(0.51)]).toEqual(halves.map((half) => half + 1))
  })

  it('rounds in place to the very values that the bits stand for', () => {
    const values = Float32Array.from({ length: 20_000 }, (_, i) => (i % 2 ? 1 : -1) * 2 ** ((i % 50) - 30) * (1 + i / 20_000))
    values.set([0, 65504, 65519.99, 65520, -1e9, 2 ** -25, 3 * 2 ** -25, -(2 ** -24), Number.POSITIVE_INFINITY, Number.NaN])
    const rounded = values.slice()
    roundToHalf(rounded)
    for (const [i, value] of values.entries()) expect(rounded[i]! + 0).toBe(fromHalfBits(halfBits(value)) + 0)
  })

  it('has infinities, NaN, and zero for what is too small', () => {
    expect([...toHalf(Float32Array.of(65504, 65519.99, 65520, -1e9, Number.POSITIVE_INFINITY, 2 ** -25, -0))]).toEqual([
      0x7bff, 0x7bff, 0x7c00, 0xfc00, 0x7c00, 0, 0x8000,
    ])
    expect(fromHalfBits(halfBits(Number.NaN))).toBeNaN()
  })
})
