/** Which convolutions a network asks for, and the variants that may compute each. */
import type { ModelSpec } from '../../../model/spec'
import type { TrainPlan } from '../../engine'
import type { KernelFamily } from '../device'
import { kernelSource } from '../kernel'
import { convFilterGradient, convForward, convInputGradient, filterSplits } from '../kernels/conv'
import { convFlops } from '../kernels/conv-shape'
import { type ConvQuestion, type ConvVariant, questionKey } from '../kernels/variants'
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

/** The WGSL of a variant's kernel for a question, by which equal ones are told. */
function textOf(variant: ConvVariant, { direction, shape, batch }: ConvQuestion): string {
  const kernel = {
    forward: () => convForward(variant, shape, batch),
    'input-gradient': () => convInputGradient(variant, shape, batch, false),
    'filter-gradient': () => convFilterGradient(variant, shape, filterSplits(variant, shape, batch)),
  }[direction]()
  return kernelSource(kernel, [])
}

/**
 * Variants that a device can run, the one that is taken without any timing first; of several with the same kernel one.
 * @param base what is taken without any timing
 * @param excluded those that were found wrong in this direction
 */
export function candidatesFor(
  question: ConvQuestion,
  base: ConvVariant,
  features: readonly string[],
  excluded: (variant: ConvVariant) => boolean = () => false,
): ConvVariant[] {
  const quads: readonly ConvVariant[] = features.includes('subgroups') ? ['quads'] : []
  const all: readonly ConvVariant[] = [base, 'tiles-low', 'tiles-tall', ...quads, 'registers']
  const texts = new Set<string>()
  return all.filter((variant) => {
    if (excluded(variant)) return false
    const text = textOf(variant, question)
    return !texts.has(text) && texts.add(text)
  })
}
