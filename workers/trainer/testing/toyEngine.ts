/** An engine of one parameter whose value depends on every picture, counter and rate it was given: what the fit loop does shows in it. */
import {
  assertLabelled,
  type Batch,
  type EngineInfo,
  EngineLostError,
  type StepHyper,
  type TrainingEngine,
  type TrainPlan,
} from '../../engine/engine'
import type { ModelSpec, ParamMap } from '../../model/spec'

const scalar = (value: number): ParamMap => new Map([['w', { shape: [1], data: Float32Array.of(value) }]])

/** As engines name SGD's state of the parameter `w`. */
const MOMENTUM = 'momentum_buffer.w'

export class ToyEngine implements TrainingEngine {
  readonly info: EngineInfo = { backend: 'tfjs-cpu', device: 'toy', software: true, features: [] }
  readonly lost = new Promise<EngineLostError>(() => {})
  readonly plans: TrainPlan[] = []
  private w = 0
  private momentum = 0
  private classes = 2
  disposed = false

  /** @param loseAt the engine is lost at this step of its life */
  constructor(private loseAt = Number.POSITIVE_INFINITY) {}

  async load(spec: ModelSpec, params: ParamMap, plan: TrainPlan, optimizer?: ParamMap): Promise<void> {
    this.plans.push(plan)
    this.classes = spec.classes
    this.w = params.get('w')!.data[0]!
    this.momentum = optimizer?.get(MOMENTUM)?.data[0] ?? 0
  }
  step(batch: Batch, hyper: StepHyper) {
    if (--this.loseAt < 0) return { result: Promise.reject(new EngineLostError('the toy was taken away', 'lost')) }
    assertLabelled(batch, this.plans.at(-1)!, this.classes)
    const shares = batch.targets?.reduce((sum, share, i) => sum + share * i, 0) ?? 0
    const sum = batch.input.kind === 'pixels' ? batch.input.pixels.reduce((a, b) => a + b, 0) + shares : 0
    this.momentum = Math.fround(0.9 * this.momentum + Math.sin(sum + batch.counter + this.w))
    this.w = Math.fround(this.w - hyper.learningRate * this.momentum * hyper.gradientScale)
    return { result: Promise.resolve({ loss: 1 + this.w, correct: batch.n >> 1 }) }
  }
  async evaluate(batch: Batch): Promise<Float32Array> {
    return Float32Array.from({ length: batch.n * this.classes }, (_, i) => Math.sin(i + this.w * 1000))
  }
  async features(_batch: Batch): Promise<Float32Array> {
    return new Float32Array()
  }
  async gradCam() {
    return { height: 1, width: 1, maps: new Float32Array() }
  }
  async gradients(): Promise<ParamMap> {
    return scalar(0)
  }
  async params(): Promise<ParamMap> {
    return scalar(this.w)
  }
  async optimizerState(): Promise<ParamMap> {
    return new Map([[MOMENTUM, { shape: [1], data: Float32Array.of(this.momentum) }]])
  }
  bytes = () => 8
  async dispose(): Promise<void> {
    this.disposed = true
  }
}
