/** Mixed batches against torchvision's for given draws (`tools/fixtures/policies.py`), and what is drawn. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fixtureBytes } from '../pixels/fixtures/transforms'
import { cutmixOf, drawMix, type Mix, mixedLabels, mixedPixels } from './mixing'

interface Fixture {
  readonly size: number
  readonly rgb: string
  readonly labels: readonly number[]
  readonly cases: readonly ({ readonly lam: number; readonly rgb: string; readonly targets: readonly number[] } & (
    | { readonly kind: 'mixup' }
    | { readonly kind: 'cutmix'; readonly at: readonly [number, number]; readonly kept: number }
  ))[]
}
const fixture = JSON.parse(readFileSync(new URL('fixtures/mixing.json', import.meta.url), 'utf8')) as Fixture
const labels = Int32Array.from(fixture.labels)
const pixels = fixtureBytes(fixture.rgb)

const draws = (of: { mixup: number; cutmix: number }, seed = 1): Mix[] =>
  Array.from({ length: 20_000 }, (_, counter) => drawMix(of, { seed, counter }, 64))
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('mixed batches', () => {
  test('are torchvision’s for given draws: bytes to half a step (cutmix: exactly), soft labels, shares of the box', () => {
    expect(fixture.cases).toHaveLength(12)
    for (const one of fixture.cases) {
      const mix: Mix =
        one.kind === 'mixup' ? { kind: 'mixup', share: one.lam } : cutmixOf(one.lam, { x: one.at[0], y: one.at[1] }, fixture.size)
      if (one.kind === 'cutmix') expect(mix.share).toBeCloseTo(one.kept, 12)
      const expected = fixtureBytes(one.rgb)
      const most = mixedPixels(pixels, labels.length, mix).reduce((worst, value, i) => Math.max(worst, Math.abs(value - expected[i]!)), 0)
      expect(most, `${one.kind} ${one.lam}`).toBeLessThanOrEqual(one.kind === 'mixup' ? 1 : 0)
      const targets = mixedLabels(labels, 3, mix)
      targets.forEach((target, i) => {
        expect(target).toBeCloseTo(one.targets[i]!, 6)
      })
    }
  })

  test.each([0.1, 0.2, 1, 4])('shares are of Beta(alpha, alpha), alpha %d: mean, variance, and the even moment beyond', (alpha) => {
    const shares = draws({ mixup: alpha, cutmix: 0 }).map(({ share }) => share)
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true)
    expect(mean(shares)).toBeCloseTo(0.5, 1.8)
    const centred = (power: number) => mean(shares.map((share) => (share - 0.5) ** power))
    // Of Beta(a, a): variance 1 / (4 (2a + 1)), fourth central moment 3 / (16 (2a + 1) (2a + 3)).
    expect(centred(2) * 4 * (2 * alpha + 1)).toBeCloseTo(1, 1.5)
    expect((centred(4) * 16 * (2 * alpha + 1) * (2 * alpha + 3)) / 3).toBeCloseTo(1, 1.3)
  })

  test('cutmix keeps two thirds with alpha 1, boxes lie inside; with both a coin decides', () => {
    const cut = draws({ mixup: 0, cutmix: 1 })
    for (const mix of cut) {
      if (mix.kind !== 'cutmix') throw new Error('mixup is off')
      const { x, y, width, height } = mix.box
      expect(x >= 0 && y >= 0 && width >= 0 && height >= 0 && x + width <= 64 && y + height <= 64).toBe(true)
      expect(mix.share).toBeCloseTo(1 - (width * height) / 4096, 12)
    }
    // 20,000 draws by torchvision's formula with numpy: 0.690.
    expect(mean(cut.map(({ share }) => share))).toBeCloseTo(0.69, 1.8)
    const kinds = draws({ mixup: 0.2, cutmix: 1 }).filter(({ kind }) => kind === 'mixup')
    expect(kinds.length / 20_000).toBeCloseTo(0.5, 1.7)
    expect(draws({ mixup: 0.2, cutmix: 0 }).every(({ kind }) => kind === 'mixup')).toBe(true)
  })

  test('depend on seed and counter alone', () => {
    const of = { mixup: 0.4, cutmix: 1 }
    expect(drawMix(of, { seed: 3, counter: 11 }, 64)).toEqual(drawMix(of, { seed: 3, counter: 11 }, 64))
    expect(new Set(draws(of).map(({ share }) => share)).size).toBeGreaterThan(5000)
    expect(drawMix(of, { seed: 4, counter: 11 }, 64)).not.toEqual(drawMix(of, { seed: 3, counter: 11 }, 64))
  })

  test('a batch of one is mixed with itself', () => {
    const mix: Mix = { kind: 'mixup', share: 0.3 }
    expect(mixedPixels(pixels.subarray(0, 432), 1, mix)).toEqual(pixels.subarray(0, 432))
    expect([...mixedLabels(Int32Array.of(1), 2, mix)]).toEqual([0, 1])
  })
})
