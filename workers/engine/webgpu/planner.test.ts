/** What the planner promises: few dispatches, bounded memory, no two living tensors in one buffer. */
import { describe, expect, it } from 'vitest'
import { type Arch, buildNetwork } from '../../model/networks'
import { resnet } from '../../model/resnet'
import type { ModelSpec } from '../../model/spec'
import { NETWORKS } from '../../protocol'
import { hyper, plan as trainPlan } from '../fixtures/narrow'
import type { KernelFamily } from './device'
import { type ChooseConv, familyOf } from './kernels/variants'
import { planNetwork } from './planner'
import { StepUniform } from './step'
import { planBytes, type Segment, viewOf } from './tensors'

const spec = resnet(18, { classes: 2 })
const full = (family: KernelFamily, frozenBlocks = 0) =>
  planNetwork(spec, trainPlan({ batch: 32, imageSize: 224, frozenBlocks, optimizer: 'adam' }), family)

describe.each(['tiles', 'registers', 'quads'] as const)('ResNet18 at 224 px, batch 32, %s', (family) => {
  it('takes at most 260 dispatches a step', () => {
    const { segments } = full(family)
    const count = (['pixels', 'train', 'clip', 'update'] as const).reduce((sum, name) => sum + segments.get(name)!.length, 0)
    expect(count).toBeGreaterThan(150)
    expect(count).toBeLessThanOrEqual(260)
  })

  it('holds at most 1.6 GB for a full fine-tune, 0.5 GB with the backbone frozen', () => {
    expect(planBytes(full(family))).toBeLessThanOrEqual(1.6e9)
    expect(planBytes(full(family, 5))).toBeLessThanOrEqual(0.5e9)
  })

  it('never reads and writes one buffer in a dispatch, nor shares one between tensors that live together', () => {
    const { segments, placed, buffers } = full(family)
    for (const ops of segments.values()) {
      for (const { kernel, bindings } of ops) {
        const uses = Object.entries(bindings).map(([name, bound]) => ({
          buffer: placed.get(viewOf(bound).tensor)!,
          tensor: viewOf(bound).tensor,
          access: kernel.bindings[name]!.access,
        }))
        for (const a of uses) {
          for (const b of uses) {
            if (a.buffer !== b.buffer) continue
            expect(a.tensor, `${kernel.name}`).toBe(b.tensor)
            expect(a.access, `${kernel.name}`).toBe(b.access)
          }
        }
      }
    }
    // A written tensor stays its buffer's owner until its last reader.
    const owner = new Map<number, unknown>()
    for (const ops of segments.values()) {
      for (const { kernel, bindings } of ops) {
        for (const [name, bound] of Object.entries(bindings)) {
          const { tensor } = viewOf(bound)
          const buffer = placed.get(tensor)!
          if (kernel.bindings[name]!.access === 'read_write') owner.set(buffer, tensor)
          else if (!tensor.persistent) expect(owner.get(buffer), `${kernel.name} ${name}`).toBe(tensor)
        }
      }
    }
    expect(buffers.length).toBeLessThan(120)
  })
})

describe.each(['winograd-tiles', 'winograd-registers', 'winograd-quads'] as const)(
  'ResNet18 at 224 px with %s wherever it can be',
  (variant) => {
    const by = (batch: number, frozenBlocks = 0) =>
      planNetwork(spec, trainPlan({ batch, imageSize: 224, frozenBlocks, optimizer: 'adam' }), familyOf(variant), () => variant)

    it('stays within the same bytes, of which what lies between transforms is bounded whatever the batch', () => {
      expect(planBytes(by(32))).toBeLessThanOrEqual(1.6e9)
      expect(planBytes(by(32, 5))).toBeLessThanOrEqual(0.5e9)
      for (const batch of [8, 128]) {
        const between = by(batch).tensors.filter(({ label }) => / (u|v|m|sums)$/.test(label))
        expect(between.length).toBeGreaterThan(60)
        expect(Math.max(...between.map(({ bytes }) => bytes))).toBeLessThanOrEqual(2 ** 25)
      }
    })

    it('counts the operations of the convolutions that it computes', () => {
      const flops = (of: ReturnType<typeof full>, n: number) =>
        [...of.segments.values()].flat().reduce((sum, { kernel }) => sum + (/^(conv|winograd)-/.test(kernel.name) ? kernel.flops(n) : 0), 0)
      for (const n of [32, 5]) expect(flops(by(32), n)).toBe(flops(full('tiles'), n))
    })
  },
)

/** Networks that have every operation between them. */
const UNLIKE = [
  'resnet18',
  'resnext50_32x4d',
  'se_resnet50',
  'cbam_resnet50',
  'mobilenet_v3_small',
  'efficientnet_b0',
  'deit_tiny_patch16_224',
] as const

describe('in mixed precision', () => {
  it('is asked of networks that have every operation between them', () => {
    const opsOf = (archs: readonly Arch[]) =>
      new Set(archs.flatMap((arch) => buildNetwork(arch, { classes: 2, head: 'linear', dropout: 0.2 }).layers.map(({ op }) => op)))
    const between = opsOf(UNLIKE)
    expect([...opsOf(Object.values(NETWORKS).map(({ arch }) => arch))].filter((op) => !between.has(op))).toEqual([])
  })

  const mixed = (of: ModelSpec, choose: ChooseConv) =>
    planNetwork(of, trainPlan({ batch: 4, imageSize: 64, precision: 'mixed' }), 'tiles', choose)

  it('asks what computes a convolution in f16 apart from what computes it in f32', () => {
    const { segments } = mixed(spec, ({ half }) => (half ? 'registers' : 'tiles'))
    const convs = (segment: Segment) => segments.get(segment)!.flatMap(({ kernel: { name } }) => (name.startsWith('conv-') ? [name] : []))
    expect(convs('train').length).toBeGreaterThan(50)
    expect(convs('train').filter((name) => !/-registers.*f16/.test(name))).toEqual([])
    expect(convs('backbone').filter((name) => !name.includes('-tiles') || name.includes('f16'))).toEqual([])
  })

  it.each([
    'tiles-low',
    'tiles-tall',
    'quads',
    'registers',
    'registers-narrow',
    'winograd-tiles',
    'winograd-quads',
    'winograd-registers',
  ] as const)('every network can be stored in f16 by %s', (variant) => {
    // Deeper and wider ones have the same operations.
    const archs = variant === 'tiles-low' ? Object.values(NETWORKS).map(({ arch }) => arch) : UNLIKE
    for (const arch of archs) {
      const of = buildNetwork(arch, { classes: 2, head: 'linear', dropout: 0.2 })
      expect(mixed(of, () => variant).tensors.filter(({ half }) => half).length, arch).toBeGreaterThan(20)
    }
  })
})

it('has rates for each of 32 blocks, and says no to more', () => {
  const blocks = Array.from({ length: 32 }, (_, i) => `block${i}`)
  const rates = Object.fromEntries(blocks.map((block, i) => [block, i + 1]))
  const plan = trainPlan({ batch: 1, imageSize: 32 })
  const step = new StepUniform(plan, { blocks }).hyper({ ...hyper(), blockLearningRates: rates }, 0, 1)
  const written = blocks.map((_, i) => new Float32Array(step.data)[16 + 8 * i])
  expect(written).toEqual(Object.values(rates))
  const many = (count: number) => ({ ...spec, blocks: [...blocks.slice(0, count - spec.blocks.length), ...spec.blocks] })
  expect(() => planNetwork(many(32), plan, 'tiles')).not.toThrow()
  expect(() => planNetwork(many(33), plan, 'tiles')).toThrow('takes 32 blocks; this network has 33')
})
