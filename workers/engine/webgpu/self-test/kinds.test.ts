/** No run relies on a kernel that an adapter was not tried on: whatever network, with everything learning or less, by each optimizer, in both precisions. */
import { describe, expect, it } from 'vitest'
import { buildNetwork } from '../../../model/networks'
import type { ModelSpec } from '../../../model/spec'
import { NETWORKS } from '../../../protocol/networks'
import type { TrainPlan } from '../../engine'
import type { KernelFamily } from '../device'
import { planNetwork } from '../planner'
import { NARROW_PLAN } from './cases'
import { kindOf, kindsOf } from './kinds'
import { sampleNetworks, samplesFor } from './networks'

const ARCHS = Object.values(NETWORKS).map(({ arch }) => arch)
/** One of each family of networks, and each attention in a ResNet. */
const VARIED = [
  'resnet18',
  'resnet50',
  'resnext50_32x4d',
  'se_resnet50',
  'cbam_resnet50',
  'mobilenet_v2',
  'mobilenet_v3_small',
  'efficientnet_b0',
] as const
const FAMILIES: readonly KernelFamily[] = ['tiles', 'registers', 'quads']
const spec = (arch: Parameters<typeof buildNetwork>[0], head: 'linear' | 'article' = 'article'): ModelSpec =>
  buildNetwork(arch, { classes: 5, head, dropout: 0.3 })
const untried = (network: ModelSpec, plan: TrainPlan, family: KernelFamily): string[] => [
  ...samplesFor(kindsOf(network, plan, { family }), plan, { family }).none,
]

describe.each(FAMILIES)('%s', (family) => {
  it.each(['f32', 'mixed'] as const)('samples have every kind of kernel of every network that is offered, in %s', (precision) => {
    for (const arch of ARCHS) {
      const plan = { ...NARROW_PLAN, batch: 32, imageSize: 224, precision }
      expect(untried(spec(arch), plan, family), arch).toEqual([])
    }
  })

  it('and with prefixes frozen, other optimizers, averages, soft labels, heads, sizes and batches', () => {
    const vits = ARCHS.filter((arch) => arch.includes('vit') || arch.includes('deit')).slice(0, 2)
    for (const arch of [...VARIED, ...vits])
      for (const [i, over] of [
        { optimizer: 'sgd', ema: true, softLabels: true },
        { optimizer: 'adamw', frozenBlocks: 1, precision: 'mixed', ema: true },
        { optimizer: 'sgd', frozenBlocks: 2, precision: 'mixed', softLabels: true },
        { optimizer: 'adam', frozenBlocks: spec(arch).blocks.length - 1, precision: 'mixed', ema: true },
      ].entries()) {
        const plan = { ...NARROW_PLAN, batch: 1 + 7 * i, imageSize: 96 + 32 * i, ...over } as TrainPlan
        expect(untried(spec(arch, i % 2 ? 'linear' : 'article'), plan, family), `${arch} ${i}`).toEqual([])
      }
  })
})

/** A text with its numbers and what is unrolled by them left out. */
const structure = (code: string): string => code.replace(/(?<![\w])\d+(\.\d+)?(e[-+]?\d+)?[uf]?/g, '#').replace(/-?#(, -?#)+/g, '#')

it('kernels of one kind differ in numbers only, but for convolutions, each variant of which is tried by itself', () => {
  const texts = new Map<string, Map<string, string>>()
  const plans = [
    ...ARCHS.map((arch) => ({ network: spec(arch), imageSize: 224 })),
    ...sampleNetworks().map((one) => ({ network: one.spec, ...one })),
  ]
  for (const { network, imageSize } of plans)
    for (const { kernel } of [
      ...planNetwork(network, { ...NARROW_PLAN, imageSize, precision: 'mixed' }, 'tiles').segments.values(),
    ].flat()) {
      if (/^conv-\w+(-gradient)?-tiles /.test(kernel.name)) continue
      const kind = kindOf(kernel.name)
      texts.set(kind, (texts.get(kind) ?? new Map()).set(structure(kernel.code), kernel.name))
    }
  expect(texts.size).toBeGreaterThan(60)
  expect([...texts].filter(([, found]) => found.size > 1).map(([kind, found]) => [kind, ...found.values()])).toEqual([])
})
