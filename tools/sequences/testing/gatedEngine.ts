/** An engine whose numbers depend on every picture, rate and weight it was given, and whose every answer waits for its turn. */
import {
  type Backend,
  type Batch,
  EngineLostError,
  type StepHyper,
  type TrainingEngine,
  type TrainPlan,
} from '../../../workers/engine/engine'
import { type ModelSpec, namesFrom, type ParamMap, paramInfos } from '../../../workers/model/spec'
import type { Gate } from './gate'

/** What all engines of a sequence did, and what is to befall the next that works. */
export interface Labour {
  /** Steps and passes of features begun: none may begin once a run was stopped. */
  begun: number
  /** The next piece of work finds the device lost. */
  loseNext: boolean
}

export class GatedEngine implements TrainingEngine {
  readonly info
  readonly lost = new Promise<EngineLostError>(() => {})
  private held: ParamMap = new Map()
  private classes = 0
  private featureWidth = 0
  private learning: ReadonlySet<string> = new Set()
  /** The one tensor that learns: the last bias. */
  private learnt = ''
  private w = 0
  private momentum = 0
  private gone = false

  constructor(
    backend: Backend,
    private readonly gate: Gate,
    private readonly labour: Labour,
  ) {
    this.info = { backend, device: 'gated', software: true, features: [] } as const
  }

  async load(spec: ModelSpec, params: ParamMap, plan: TrainPlan, optimizer?: ParamMap): Promise<void> {
    await this.turn('load')
    const infos = paramInfos(spec)
    this.held = params
    this.classes = spec.classes
    this.featureWidth = infos.find(({ block, role }) => block === 'fc' && role === 'weight')!.shape[1]!
    this.learning = namesFrom(spec, plan.frozenBlocks)
    this.learnt = infos.at(-1)!.name
    this.w = params.get(this.learnt)!.data[0]!
    this.momentum = optimizer?.get(`exp_avg.${this.learnt}`)?.data[0] ?? 0
  }

  step(batch: Batch, hyper: StepHyper) {
    this.labour.begun++
    this.momentum = Math.fround(0.9 * this.momentum + Math.sin(sumOf(batch) + batch.counter + this.w))
    this.w = Math.fround(this.w - hyper.learningRate * this.momentum * hyper.gradientScale)
    const result = { loss: 0.5 + 0.1 * Math.sin(this.w), correct: batch.n - 1 }
    return { result: this.turn('step').then(() => result) }
  }

  /** Mostly right, and how right changes with the weights: some epochs are better than the one before, some are not. */
  async evaluate(batch: Batch): Promise<Float32Array> {
    await this.turn('evaluate')
    const { classes } = this
    const noise = (at: number) => 0.9 * Math.sin(at + 1e4 * this.w)
    return Float32Array.from(
      { length: batch.n * classes },
      (_, at) => (batch.labels[Math.floor(at / classes)] === at % classes ? 1 : 0) + noise(at),
    )
  }

  async features(batch: Batch): Promise<Float32Array> {
    this.labour.begun++
    await this.turn('features')
    const one = sumOf(batch)
    return Float32Array.from({ length: batch.n * this.featureWidth }, (_, at) => Math.sin(at + one))
  }

  async gradCam(batch: Batch) {
    await this.turn('gradCam')
    return { height: 1, width: 1, maps: new Float32Array(batch.n) }
  }
  async gradients(): Promise<ParamMap> {
    return new Map()
  }

  async params(_weights: 'live' | 'ema' = 'live', which: 'all' | 'learning' = 'all'): Promise<ParamMap> {
    return new Map(
      [...this.held]
        .filter(([name]) => which === 'all' || this.learning.has(name))
        .map(([name, { shape, data }]) => {
          const copy = data.slice()
          if (name === this.learnt) copy[0] = this.w
          return [name, { shape, data: copy }]
        }),
    )
  }
  async optimizerState(): Promise<ParamMap> {
    const { shape, data } = this.held.get(this.learnt)!
    return new Map([[`exp_avg.${this.learnt}`, { shape, data: data.map(() => this.momentum) }]])
  }
  bytes = () => 8
  async dispose(): Promise<void> {
    this.gone = true
  }

  private async turn(what: string): Promise<void> {
    await this.gate.pass(what)
    if (this.labour.loseNext) {
      this.labour.loseNext = false
      this.gone = true
    }
    if (this.gone) throw new EngineLostError('taken away by the sequence', 'lost')
  }
}

function sumOf({ input }: Batch): number {
  const values = input.kind === 'pixels' ? input.pixels : input.kind === 'features' ? input.features : []
  let sum = 0
  // Every hundredth will do to tell pictures apart.
  for (let at = 0; at < values.length; at += 97) sum += values[at]!
  return sum
}
