import { describe, expect, test } from 'vitest'
import { DEFAULT_CONFIG, parseConfig } from '../../protocol/options'
import { AUGMENTATIONS, type AugmentationName, augmentationOf } from '../../protocol/presets'
import { draw } from './augment'

const drawn = (name: keyof typeof AUGMENTATIONS, epoch: number, index: number) =>
  draw({ ...DEFAULT_CONFIG, ...AUGMENTATIONS[name].changes }, { seed: 1, epoch, index }, 500, 375, 64)

describe('augmentation presets', () => {
  test.each(Object.keys(AUGMENTATIONS) as AugmentationName[])('%s is possible and known again', (name) => {
    const { config, faults } = parseConfig({ ...DEFAULT_CONFIG, ...AUGMENTATIONS[name].changes })
    expect(faults).toEqual([])
    expect(augmentationOf(config)).toBe(name)
  })

  test('the default is the article’s, and a change is no preset', () => {
    expect(augmentationOf(DEFAULT_CONFIG)).toBe('article')
    expect(augmentationOf({ ...DEFAULT_CONFIG, rotation: 3 })).toBeNull()
  })

  test('none: the centred square, upright and untouched, every time', () => {
    for (const epoch of [1, 2, 9])
      for (const index of [0, 7])
        expect(drawn('none', epoch, index)).toEqual({
          crop: { x: 62, y: 0, width: 375, height: 375 },
          flip: false,
          policy: [],
          angle: 0,
          colour: [],
          erase: null,
        })
  })

  test('the article’s: crops and mirrors, no more', () => {
    const draws = Array.from({ length: 400 }, (_, epoch) => drawn('article', epoch, 3))
    expect(draws.every((d) => d.angle === 0 && d.colour.length === 0 && d.erase === null)).toBe(true)
    const flipped = draws.filter((d) => d.flip).length
    expect(flipped).toBeGreaterThan(160)
    expect(flipped).toBeLessThan(240)
    const shares = draws.map(({ crop }) => (crop.width * crop.height) / (500 * 375))
    expect(Math.min(...shares)).toBeGreaterThan(0.075)
    expect(Math.min(...shares)).toBeLessThan(0.15)
    expect(Math.max(...shares)).toBeGreaterThan(0.8)
  })

  test('strong: turned by up to 15 degrees either way, coloured, a quarter with a patch blanked out', () => {
    const draws = Array.from({ length: 400 }, (_, epoch) => drawn('strong', epoch, 3))
    const angles = draws.map((d) => d.angle)
    expect(Math.min(...angles)).toBeGreaterThanOrEqual(-15)
    expect(Math.min(...angles)).toBeLessThan(-13)
    expect(Math.max(...angles)).toBeGreaterThan(13)
    expect(draws.every((d) => d.colour.length === 3)).toBe(true)
    const erased = draws.filter((d) => d.erase).length
    expect(erased).toBeGreaterThan(70)
    expect(erased).toBeLessThan(130)
  })
})
