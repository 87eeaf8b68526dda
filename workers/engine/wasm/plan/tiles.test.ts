/** Which convolutions of ResNet18 go by Winograd's tiles, and that the memory for it stays within bounds. */
import { expect, test } from 'vitest'
import { resnet } from '../../../model/resnet'
import { plan as planOf } from '../../fixtures/narrow'
import { PANEL } from '../code/products'
import type { KindName } from '../kinds'
import { planNetwork } from './network'

const spec = resnet(18, { classes: 2 })
const planAt = (imageSize: number, frozenBlocks = 0) => planNetwork(spec, planOf({ batch: 32, imageSize, frozenBlocks }), 2)
/** Channels of the products at points of a segment. */
const channels = (
  { ops, segments }: ReturnType<typeof planAt>,
  segment: 'forward' | 'backward' | 'points',
  of: KindName = segment === 'points' ? 'winogradWeights' : 'winogradProduct',
) => {
  const [from, to] = segments[segment] ?? [0, 0]
  const made = ops.slice(from, to).filter(({ kind }) => kind === of)
  return made.map(({ args }) => args.panels! * PANEL)
}
const stages = (...counts: readonly (readonly [number, number])[]) =>
  counts.flatMap(([width, count]) => new Array<number>(count).fill(width))

test('at 64 px all 3 x 3 convolutions of stride 1 but those of 2 x 2 places, forward and for both gradients', () => {
  const plan = planAt(64)
  expect(channels(plan, 'forward')).toEqual(stages([64, 4], [128, 3], [256, 3]))
  for (const kind of ['winogradProduct', 'winogradFilterProduct'] as const)
    expect(channels(plan, 'backward', kind).sort((a, b) => a - b)).toEqual(stages([64, 4], [128, 3], [256, 3]))
})

test('at 224 px all of them, within 1.2 GB', () => {
  const plan = planAt(224)
  expect(channels(plan, 'forward')).toEqual(stages([64, 4], [128, 3], [256, 3], [512, 3]))
  expect(plan.bytes).toBeLessThan(1.2e9)
})

test('frozen weights are taken to the points once', () => {
  const plan = planAt(64, spec.blocks.length - 1)
  expect(channels(plan, 'points')).toEqual(stages([64, 4], [128, 3], [256, 3]))
  const [from, to] = plan.segments.backbone!
  expect(plan.ops.slice(from, to).some(({ kind }) => kind === 'winogradWeights')).toBe(false)
})
