/** Kinds of kernels: what an adapter is tried for, whatever shapes a network has. */
import type { ModelSpec } from '../../../model/spec'
import type { TrainPlan } from '../../engine'
import type { KernelFamily } from '../device'
import type { ChooseConv } from '../kernels/variants'
import { planNetwork } from '../planner'

/** What an engine on the adapter is made with. */
export interface Use {
  readonly family: KernelFamily
  readonly choose?: ChooseConv
}

/** A kernel's name without its numbers: two of one kind have the same text but for numbers, or are convolutions of one variant (`kinds.test.ts`). */
export const kindOf = (name: string): string => name.replace(/\bf16\b|\d+/g, (found) => (found === 'f16' ? found : '#'))

/** Kinds of all kernels of a plan: of answers, Grad-CAM, a step and its update. */
export function kindsOf(spec: ModelSpec, plan: TrainPlan, { family, choose }: Use): Set<string> {
  const ops = [...planNetwork(spec, plan, family, choose).segments.values()].flat()
  return new Set(ops.map(({ kernel }) => kindOf(kernel.name)))
}
