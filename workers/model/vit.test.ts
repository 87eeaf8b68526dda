import { expect, test } from 'vitest'
import { forwardMacs, outputShapes, paramInfos } from './spec'
import { vit } from './vit'

const count = (spec: Parameters<typeof paramInfos>[0]) =>
  paramInfos(spec).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)

test.each([
  ['vit_tiny_patch16_224', 5_717_416],
  ['deit_tiny_patch16_224', 5_717_416],
  ['vit_small_patch16_224', 22_050_664],
  ['deit_small_patch16_224', 22_050_664],
] as const)('%s has timm’s parameters', (arch, parameters) => {
  const spec = vit(arch, { classes: 1000, head: 'linear' })
  expect(count(spec)).toBe(parameters)
  const names = new Map(paramInfos(spec).map(({ name, shape }) => [name, shape]))
  const width = arch.includes('tiny') ? 192 : 384
  expect(names.get('cls_token')).toEqual([1, 1, width])
  expect(names.get('pos_embed')).toEqual([1, 197, width])
  expect(names.get('patch_embed.proj.weight')).toEqual([width, 3, 16, 16])
  expect(names.get('blocks.11.attn.qkv.weight')).toEqual([3 * width, width])
  expect(names.get('head.weight')).toEqual([1000, width])
})

test('a picture of another size has other tokens and the same parameters', () => {
  const spec = vit('deit_tiny_patch16_224', { classes: 2 })
  expect(outputShapes(spec, 224).get('tokens')).toEqual([1, 197, 192])
  expect(outputShapes(spec, 128).get('tokens')).toEqual([1, 65, 192])
  expect(outputShapes(spec, 128).get(spec.features)).toEqual([1, 1, 192])
  // Linear layers of 12 blocks, the patches', products of attention, the article's head.
  const tokens = 197 * 12 * (192 * 576 + 192 * 192 + 2 * 192 * 768)
  expect(forwardMacs(spec, 224)).toBe(tokens + 196 * 768 * 192 + 12 * 2 * 197 ** 2 * 192 + 192 * 256 + 512)
})
