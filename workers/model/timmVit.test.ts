import { expect, test } from 'vitest'
import { NETWORKS } from '../protocol'
import { MEAN, STD } from './preprocessing'
import type { ParamMap } from './spec'
import { vitTraining, withImageNetColours } from './timmVit'

test.each([
  [NETWORKS.deit_tiny_patch16_224.hub, 'deit'],
  [NETWORKS.deit_small_patch16_224.hub, 'deit'],
  [NETWORKS.vit_tiny_patch16_224.hub, 'vit'],
  [NETWORKS.vit_small_patch16_224.hub, 'vit'],
  ['deit_tiny_patch16_224-a1311bcf.safetensors', 'deit'],
  ['vit_small_patch16_224.augreg_in1k (1).safetensors', 'vit'],
  ['vit_small_patch16_224.dino', null],
  ['deit_tiny_distilled_patch16_224.fb_in1k', null],
  ['my_deit_tiny_patch16_224', null],
  ['model.safetensors', null],
] as const)('how the weights %s were trained: %s', (name, training) => {
  expect(vitTraining(name)).toBe(training)
})

test('weights for colours of 0.5 see in ImageNet’s what they saw in theirs', () => {
  const [outs, taps] = [2, 4]
  const data = Float32Array.from({ length: outs * 3 * taps }, (_, i) => Math.sin(i))
  const bias = { shape: [outs], data: Float32Array.of(0.25, -0.5) }
  const weight = { shape: [outs, 3, 2, 2], data }
  const other = { shape: [1], data: Float32Array.of(1) }
  const params: ParamMap = new Map([
    ['patch_embed.proj.weight', weight],
    ['patch_embed.proj.bias', bias],
    ['norm.weight', other],
  ])
  const turned = withImageNetColours(params)
  const seen = (of: ParamMap, scaled: (share: number, c: number) => number) =>
    Array.from({ length: outs }, (_, o) => {
      let sum = of.get('patch_embed.proj.bias')!.data[o]!
      for (let c = 0; c < 3; c++)
        for (let tap = 0; tap < taps; tap++)
          sum += of.get('patch_embed.proj.weight')!.data[(o * 3 + c) * taps + tap]! * scaled((7 * c + tap) / 20, c)
      return sum
    })
  const theirs = seen(params, (share) => (share - 0.5) / 0.5)
  const ours = seen(turned, (share, c) => (share - MEAN[c]!) / STD[c]!)
  for (const [o, value] of ours.entries()) expect(value).toBeCloseTo(theirs[o]!, 5)
  expect(turned.get('norm.weight')).toBe(other)
  // As they are they would not.
  expect(seen(params, (share, c) => (share - MEAN[c]!) / STD[c]!)[0]).not.toBeCloseTo(theirs[0]!, 1)
})
