/**
 * The small networks that an adapter is tried on: those of `operations/fixtures/networks.json`, which have every operation at every place that it may stand in, so
 * that none can be left out, and what real networks have besides. Which of them a plan needs is found by the kinds of its kernels.
 */
import { type ModelSpec, outputShapes } from '../../../model/spec'
import networks from '../../../operations/fixtures/networks.json' with { type: 'json' }
import type { TrainPlan } from '../../engine'
import { NARROW_PLAN, narrowNetwork } from './cases'
import { kindsOf, type Use } from './kinds'

/** A network, and a plan that it is tried by. */
export interface Sample {
  readonly spec: ModelSpec
  readonly plan: TrainPlan
}

type Given = Pick<ModelSpec, 'layers' | 'blocks' | 'features' | 'cam'> & { readonly size: number }

type Layers = ModelSpec['layers']
/** What is other than usual of a convolution. */
type Conv = Record<'inChannels' | 'outChannels' | 'kernel' | 'stride' | 'padding' | 'groups', number>

/** A convolution of 8 channels to as many, BatchNorm, and a ReLU where it is asked for: the last is called by `id`. */
function unit(block: string, id: string, from: string, { relu, add, ...over }: Partial<Conv> & { relu?: true; add?: string } = {}): Layers {
  const conv = {
    op: 'conv',
    id: `${id}.conv`,
    inputs: [from],
    block,
    inChannels: 8,
    outChannels: 8,
    kernel: 3,
    stride: 1,
    padding: 1,
    ...over,
  } as const
  const last = (at: string, is: boolean) => (is ? id : `${id}.${at}`)
  const bn = last('bn', !relu && !add)
  return [
    conv,
    { op: 'bn', id: bn, inputs: [conv.id], block, channels: conv.outChannels, eps: 1e-5, momentum: 0.1 },
    ...(add ? [{ op: 'add', id: last('add', !relu), inputs: [bn, add], block } as const] : []),
    ...(relu ? [{ op: 'activation', kind: 'relu', id, inputs: [add ? `${id}.add` : bn], block } as const] : []),
  ]
}

/** What stands in frozen blocks behind the first, each form that is done as one; convolutions of many channels, which need no parts; a depthwise one that nothing follows. */
const STAGES: Given = {
  size: 16,
  blocks: ['stem', 'a', 'b', 'fc'],
  features: 'pool',
  cam: 'b2',
  layers: [
    ...unit('stem', 'stem', 'input', { inChannels: 3, stride: 2, relu: true }),
    ...unit('a', 'a1', 'stem', { relu: true }),
    ...unit('a', 'a2', 'a1', { relu: true, add: 'stem' }),
    ...unit('a', 'a3', 'a2', { groups: 8, relu: true }),
    ...unit('a', 'a4', 'a3', { groups: 8 }),
    ...unit('a', 'a4b', 'a4', { groups: 2, relu: true }),
    ...unit('a', 'a5', 'a4b', { kernel: 1, padding: 0 }),
    ...unit('a', 'a6', 'a5', { kernel: 1, padding: 0, add: 'a2' }),
    ...unit('b', 'b1', 'a6', { outChannels: 64, stride: 2, relu: true }),
    ...unit('b', 'b2', 'b1', { inChannels: 64, outChannels: 64, relu: true }),
    { op: 'gap', id: 'pool', inputs: ['b2'], block: 'b' },
    { op: 'linear', id: 'fc', inputs: ['pool'], block: 'fc', inFeatures: 64, outFeatures: 3 },
  ],
}

/** Patches of 16 px, as a Vision Transformer's, whose filter gradient needs no parts. */
const PATCHES: Given = {
  size: 32,
  blocks: ['stem', 'fc'],
  features: 'pool',
  cam: 'patches',
  layers: [
    {
      op: 'conv',
      id: 'patches',
      inputs: ['input'],
      block: 'stem',
      inChannels: 3,
      outChannels: 192,
      kernel: 16,
      stride: 16,
      padding: 0,
      bias: true,
    },
    { op: 'gap', id: 'pool', inputs: ['patches'], block: 'stem' },
    { op: 'linear', id: 'fc', inputs: ['pool'], block: 'fc', inFeatures: 192, outFeatures: 3 },
  ],
}

/** The positions' own grid, as at the size that a Vision Transformer was trained at. */
const OWN_GRID: Given = { ...(networks.tokens as unknown as Given), size: 24 }

const CLASSES = 3

function sampleNetwork(arch: string, { size, ...rest }: Given): { readonly spec: ModelSpec; readonly imageSize: number } {
  const featureWidth = outputShapes(rest, size).get(rest.features)!.at(-1)!
  return { spec: { ...rest, arch, classes: CLASSES, featureWidth }, imageSize: size }
}

/** All of them. */
export const sampleNetworks = (): { readonly spec: ModelSpec; readonly imageSize: number }[] => [
  { spec: narrowNetwork(), imageSize: NARROW_PLAN.imageSize },
  ...Object.entries(networks as unknown as Record<string, Given>).map(([name, given]) => sampleNetwork(name, given)),
  sampleNetwork('stages', STAGES),
  sampleNetwork('patches', PATCHES),
  sampleNetwork('own-grid', OWN_GRID),
]

/** What decides over the kernels of a plan beside the network. */
type Like = Pick<TrainPlan, 'optimizer' | 'ema' | 'softLabels'> & { readonly precision?: TrainPlan['precision'] }

/** Samples with everything learning, then with each prefix frozen. */
function* samplesLike({ optimizer, ema, softLabels, precision }: Like): Iterable<Sample[]> {
  const plan = { ...NARROW_PLAN, optimizer, ema, softLabels, ...(precision ? { precision } : {}) }
  const all = sampleNetworks()
  yield all.map(({ spec, imageSize }) => ({ spec, plan: { ...plan, imageSize } }))
  yield all.flatMap(({ spec, imageSize }) =>
    spec.blocks.slice(1).map((_, i) => ({ spec, plan: { ...plan, imageSize, frozenBlocks: i + 1 } })),
  )
}

/** A sample, and what it is there for. */
export interface Chosen extends Sample {
  readonly kinds: ReadonlySet<string>
}

/**
 * The samples to be tried for some kinds, by those that a plan like `like` has: of all the cheapest, as the kernels go that are to be compiled for each kind.
 * @returns also the kinds that no sample has; none of a network that is offered (`kinds.test.ts`)
 */
export function samplesFor(wanted: ReadonlySet<string>, like: Like, use: Use): { readonly chosen: Chosen[]; readonly none: Set<string> } {
  const none = new Set(wanted)
  const chosen: Chosen[] = []
  for (const samples of samplesLike(like)) {
    if (none.size === 0) break
    const open = samples.map((sample) => ({ ...sample, kinds: kindsOf(sample.spec, sample.plan, use) }))
    for (;;) {
      const costs = open.map((sample) => ({ sample, cost: sample.kinds.size / [...sample.kinds].filter((kind) => none.has(kind)).length }))
      const best = costs.reduce((least, one) => (one.cost < least.cost ? one : least))
      if (best.cost === Number.POSITIVE_INFINITY) break
      chosen.push(best.sample)
      for (const kind of best.sample.kinds) none.delete(kind)
    }
  }
  return { chosen, none }
}
