import { expect, test } from 'vitest'
import drawnByTorchvision from './fixtures/untrained.json'
import drawnByTimm from './fixtures/vitUntrained.json'
import { type Arch, buildNetwork } from './networks'
import { type ParamMap, paramInfos } from './spec'
import { untrainedParams } from './untrained'

const stdOf = (data: Float32Array): number => {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length
  return Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length)
}
const untrained = (arch: Arch, seed: number): ParamMap => untrainedParams(buildNetwork(arch, { classes: 2 }), seed)

test.each(Object.entries(drawnByTorchvision))('%s begins as torchvision draws it', (arch, stds) => {
  const params = untrained(arch as Arch, 1)
  for (const [name, std] of Object.entries(stds)) {
    const { data } = params.get(name)!
    expect(stdOf(data) / std, name).toBeCloseTo(1, 1)
    expect(Math.abs(data.reduce((sum, value) => sum + value, 0) / data.length), name).toBeLessThan(0.1 * std)
  }
})

test('normalisations change nothing at first, biases are 0, and the head is left to the run', () => {
  const spec = buildNetwork('mobilenet_v3_small', { classes: 2 })
  const params = untrainedParams(spec, 1)
  expect([...params.keys()].some((name) => name.startsWith('classifier'))).toBe(false)
  for (const { name, role } of paramInfos(spec).filter((info) => params.has(info.name))) {
    const { data } = params.get(name)!
    if (name.endsWith('running_var') || (role === 'norm' && name.endsWith('weight'))) expect(new Set(data), name).toEqual(new Set([1]))
    else if (role !== 'weight' || name.endsWith('bias')) expect(new Set(data), name).toEqual(new Set([0]))
  }
})

test('a Vision Transformer begins as timm draws it', () => {
  const params = untrained('deit_tiny_patch16_224', 1)
  expect([...params.keys()].filter((name) => !/^blocks\.([1-9]|10)\./.test(name)).toSorted()).toEqual(Object.keys(drawnByTimm).toSorted())
  for (const [name, { mean, std, largest }] of Object.entries(drawnByTimm)) {
    const { data } = params.get(name)!
    if (std === 0) expect(new Set(data), name).toEqual(new Set([mean]))
    else {
      // So far two draws of so many numbers may well be apart.
      const apart = 3 / Math.sqrt(data.length) + 0.005
      expect(Math.abs(stdOf(data) / std - 1), name).toBeLessThan(apart)
      expect(Math.abs(data.reduce((sum, value) => sum + value, 0) / data.length - mean) / std, name).toBeLessThan(2 * apart)
      // Uniform ones end at 1.7 standard deviations, normal ones far beyond.
      const most = data.reduce((top, value) => Math.max(top, Math.abs(value)), 0)
      expect(most / largest, name).toBeGreaterThan(0.7)
      expect(most / largest, name).toBeLessThan(1.4)
    }
  }
})

test('a seed draws the same numbers again, another others', () => {
  const [first, again, other] = [1, 1, 2].map((seed) => untrained('mobilenet_v2', seed).get('features.18.0.weight')!.data)
  expect(again).toEqual(first)
  expect(other).not.toEqual(first)
})
