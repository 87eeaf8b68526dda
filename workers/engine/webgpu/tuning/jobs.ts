/** Which convolutions a network asks for, and the variants that may compute each. */
import type { ModelSpec } from '../../../model/spec'
import type { TrainPlan } from '../../engine'
import type { KernelFamily } from '../device'
import { kernelSource } from '../kernel'
import { filterGradientBy, forwardBy, inputGradientBy } from '../kernels/conv'
import { type Convolution, convFlops } from '../kernels/conv-shape'
import { type ConvQuestion, type ConvVariant, familyOf, questionKey } from '../kernels/variants'
import { planNetwork } from '../planner'

/** A question of the plans, and how much of the work hangs on its answer. */
export interface TuningJob {
  readonly key: string
  readonly question: ConvQuestion
  /** Operations of all convolutions that ask it. */
  readonly flops: number
}

/** All that the plans ask of f32, the most work first: where time runs out, what is left matters least. In f16 nothing is timed. */
export function jobsOf(spec: ModelSpec, plans: readonly TrainPlan[], family: KernelFamily): TuningJob[] {
  const found = new Map<string, TuningJob>()
  for (const train of plans)
    planNetwork(spec, train, family, (question) => {
      if (question.half) return family
      const key = questionKey(question)
      const flops = (found.get(key)?.flops ?? 0) + convFlops(question.shape)(question.batch)
      found.set(key, { key, question, flops })
      return family
    })
  return [...found.values()].sort((a, b) => b.flops - a.flops)
}

/** What answers a question by itself, with nothing fused to it. */
export function convolutionOf(variant: ConvVariant, { direction, shape, batch }: ConvQuestion): Convolution {
  if (direction === 'forward') return forwardBy(variant, shape, batch)
  return direction === 'input-gradient' ? inputGradientBy(variant, shape, batch, false) : filterGradientBy(variant, shape, batch)
}

/** The WGSL of a variant's kernels for a question, by which equal ones are told. */
const textOf = (variant: ConvVariant, question: ConvQuestion): string =>
  convolutionOf(variant, question)
    .dispatches.map(({ kernel }) => kernelSource(kernel, []))
    .join('\0')

/**
 * Variants that a device can run, the one that is taken without any timing first, then Winograd's by the same family; of several with the same kernels one.
 * @param base what is taken without any timing
 * @param excluded those that were found wrong in this direction
 */
export function candidatesFor(
  question: ConvQuestion,
  base: ConvVariant,
  features: readonly string[],
  excluded: (variant: ConvVariant) => boolean = () => false,
): ConvVariant[] {
  const quads: readonly ConvVariant[] = features.includes('subgroups') ? ['quads', 'winograd-quads'] : []
  const own = `winograd-${familyOf(base)}` as const
  const all: readonly ConvVariant[] = [
    base,
    own,
    'tiles-low',
    'tiles-tall',
    'winograd-tiles',
    ...quads,
    'registers',
    'registers-narrow',
    'winograd-registers',
  ]
  const texts = new Set<string>()
  return all.filter((variant) => {
    if (excluded(variant)) return false
    const text = textOf(variant, question)
    return !texts.has(text) && texts.add(text)
  })
}
