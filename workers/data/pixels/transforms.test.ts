import { expect, test } from 'vitest'
import { roundHalfEven } from '../../recipe/viewed'
import { adjust } from './colour'
import { fixtureBytes as bytes, transformFixture as fixture } from './fixtures/transforms'
import { erase, flip, rotate } from './geometry'
import type { Raster } from './raster'
import { evaluationView, resize } from './resample'

const inputs: Raster[] = fixture.inputs.map(({ width, height, rgb }) => ({ width, height, channels: 3, data: bytes(rgb) }))

function largestDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]!)), 0)
}

test('every transform equals torchvision’s on PIL images, bit for bit', () => {
  expect(fixture.cases.length).toBeGreaterThan(30)
  for (const c of fixture.cases) {
    const source = inputs[c.input]!
    const copy = () => new Uint8Array(source.data)
    const name = JSON.stringify({ ...c, rgb: undefined })
    let got: Uint8Array
    switch (c.op) {
      case 'crop': {
        const [x, y, width, height] = c.crop
        got = resize(source, { x, y, width, height }, c.size, c.size)
        break
      }
      case 'evaluate':
        got = evaluationView(source, c.size)
        break
      case 'flip':
        got = copy()
        flip(got, source.width)
        break
      case 'rotate':
        got = rotate(copy(), source.width, c.angle)
        break
      case 'erase': {
        const [x, y, width, height] = c.crop
        got = copy()
        erase(got, source.width, { x, y, width, height })
        break
      }
      default:
        got = copy()
        adjust(got, c.op, c.factor)
    }
    expect(largestDifference(got, bytes(c.rgb)), name).toBe(0)
  }
})

test('four channels give the same as three', () => {
  const rgb = inputs[0]!
  const data = new Uint8ClampedArray(rgb.width * rgb.height * 4).fill(7)
  for (let i = 0; i < rgb.width * rgb.height; i++) for (let c = 0; c < 3; c++) data[i * 4 + c] = rgb.data[i * 3 + c]!
  const rgba: Raster = { ...rgb, channels: 4, data }
  expect(evaluationView(rgba, 28)).toEqual(evaluationView(rgb, 28))
})

test('a crop outside the picture is refused', () => {
  expect(() => resize(inputs[0]!, { x: 60, y: 0, width: 2, height: 2 }, 8, 8)).toThrow(RangeError)
})

test('halves round to even', () => {
  expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.4].map(roundHalfEven)).toEqual([0, 2, 2, 0, -2, 2])
})
