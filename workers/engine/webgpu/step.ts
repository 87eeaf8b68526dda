/** Writes the per-step uniform that every kernel sees (its WGSL is in kernel.ts). */
import type { ModelSpec } from '../../model/spec'
import type { StepHyper, TrainPlan } from '../engine'
import { STEP_BYTES } from './kernel'

export class StepUniform {
  readonly data = new ArrayBuffer(STEP_BYTES)
  private readonly words = new Uint32Array(this.data)
  private readonly floats = new Float32Array(this.data)

  constructor(
    private readonly plan: TrainPlan,
    private readonly spec: Pick<ModelSpec, 'blocks'>,
    /** In mixed precision the device corrects, by the updates that it made: it is told how many there were to be, none of what is frozen. */
    private readonly mixed = false,
  ) {}

  /** Fields of any dispatch. */
  batch(n: number, counter: number): this {
    this.words[0] = n
    this.words[1] = counter
    this.words[2] = this.plan.seed
    return this
  }

  /** Fields of a training step. Adam's corrections are computed here, in double precision. */
  hyper(hyper: StepHyper, slot: number, serial: number): this {
    const { words, floats } = this
    words[3] = hyper.firstMicroBatch ? 1 : 0
    floats[4] = hyper.gradientScale
    words[5] = slot
    words[6] = serial
    floats.set([hyper.clipNorm, hyper.beta1, hyper.beta2, hyper.eps, hyper.momentum], 7)
    floats[12] = hyper.emaDecay
    words[13] = hyper.nesterov ? 1 : 0
    this.spec.blocks.forEach((block, b) => {
      const rate = hyper.blockLearningRates?.[block] ?? hyper.learningRate
      const step = hyper.blockSteps?.[block] ?? hyper.step
      const corrections = this.mixed
        ? ([b < this.plan.frozenBlocks ? 0 : step, 0] as const)
        : ([1 - hyper.beta1 ** step, Math.sqrt(1 - hyper.beta2 ** step)] as const)
      const decay = hyper.decayNormAndBias ? hyper.weightDecay : 0
      floats.set([rate, hyper.weightDecay, ...corrections, rate, decay, ...corrections], 16 + b * 8)
    })
    return this
  }
}
