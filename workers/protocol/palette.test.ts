import { expect, test } from 'vitest'
import { contrastOf, distance, labOf, luminance, rgbOf } from './oklab'
import { classColor, classColorIn } from './palette'

const SCHEMES = { light: ['#ffffff', '#f7f7f9', '#eeeef2'], dark: ['#141417', '#1c1c20', '#26262b'] } as const
const schemes = ['light', 'dark'] as const
const colours = (scheme: 'light' | 'dark', count: number) => Array.from({ length: count }, (_, i) => classColorIn(scheme, i))

test('no colour is used twice among a thousand classes', () => {
  for (const scheme of schemes) expect(new Set(colours(scheme, 1000)).size).toBe(1000)
  expect([classColor(1), classColor(2), classColor(-1)]).toEqual([
    `light-dark(${classColorIn('light', 1)}, #e69f00)`,
    `light-dark(${classColorIn('light', 2)}, #009e73)`,
    '#8a8a8a',
  ])
})

test('a class’s colour is told from those of all classes before it: of few at a glance, of many where they lie side by side', () => {
  for (const scheme of schemes)
    for (const [count, least] of [
      [16, 0.08],
      [24, 0.06],
      [32, 0.05],
      [120, 0.009],
    ] as const) {
      const labs = [...colours(scheme, count), classColorIn(scheme, -1)].map((colour) => labOf(rgbOf(colour)))
      const nearest = Math.min(...labs.flatMap((lab, i) => labs.slice(0, i).map((other) => distance(lab, other))))
      expect(nearest, `${count} on ${scheme}`).toBeGreaterThan(least)
    }
})

test('every class’s colour stands out from whatever of its scheme is behind it', () => {
  for (const scheme of schemes)
    for (const behind of SCHEMES[scheme]) {
      const contrasts = colours(scheme, 200).map((colour) => contrastOf(luminance(rgbOf(colour)), luminance(rgbOf(behind))))
      expect(Math.min(...contrasts), `on ${behind}`).toBeGreaterThanOrEqual(3)
    }
})
