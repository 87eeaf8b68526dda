/** The engine of a graphics card: each network's kernels are tried there before they are relied on, and the processor computes a network for which one is wrong. */
import type { Batch, EngineLostError, StepHandle, StepHyper, TrainingEngine, TrainPlan } from '../../engine/engine'
import type { ModelSpec, ParamMap } from '../../model/spec'

/** What a card was found to be for a network: `f32` where it computes rightly but in mixed precision. */
export type Verdict = 'right' | 'f32' | 'wrong'

/** What a card's engine needs of those who know the card. */
export interface CardEngines {
  /** Tries the kernels of a plan that were not tried before. */
  readonly prove: (spec: ModelSpec, plan: TrainPlan) => Promise<Verdict>
  /** Opens the card anew, or the processor in its place. */
  readonly make: (kind: 'card' | 'processor') => Promise<TrainingEngine>
}

export class CardEngine implements TrainingEngine {
  readonly lost: Promise<EngineLostError>
  /** Absent where nothing is chosen by time. */
  readonly tune?: NonNullable<TrainingEngine['tune']>
  private readonly heed: (engine: TrainingEngine) => void
  private isCard = true
  /** Whether mixed precision was wrong for the network that is asked about. */
  private isPlain = false
  private queue: Promise<unknown> = Promise.resolve()

  constructor(
    private engine: TrainingEngine,
    private readonly card: CardEngines,
  ) {
    let resolve: (error: EngineLostError) => void
    this.lost = new Promise((done) => {
      resolve = done
    })
    this.heed = ({ lost }) => void lost.then((error) => resolve(error))
    this.heed(engine)
    if (engine.tune)
      this.tune = async (spec, plans, how) => {
        // What has a wrong kernel in any of the run's plans is timed in none.
        for (const plan of plans) if ((await this.card.prove(spec, plan)) === 'wrong') return
        for (const plan of plans.slice(0, 1)) await this.prove(spec, plan)
        await this.engine.tune?.(spec, plans, how)
      }
  }

  /** Whether it left the card for the network that it holds: the next may go back to it. */
  get standsIn(): boolean {
    return !this.isCard
  }

  /** Of the engine that computes the network which was proved or loaded last. */
  get info(): TrainingEngine['info'] {
    const { mixes, ...info } = this.engine.info
    return mixes && !this.isPlain ? { ...info, mixes } : info
  }

  prove(spec: ModelSpec, plan: TrainPlan): Promise<void> {
    // One after another: two that change engines at once would leave one behind.
    const proved = this.queue.then(() => this.turnTo(spec, plan))
    this.queue = proved.catch(() => undefined)
    return proved
  }

  private async turnTo(spec: ModelSpec, plan: TrainPlan): Promise<void> {
    const verdict = await this.card.prove(spec, plan)
    this.isPlain = verdict === 'f32'
    const isCard = verdict !== 'wrong'
    if (isCard === this.isCard) return
    // A card that does not come back now is asked for again by the next network: until then the processor goes on.
    const engine = await this.card.make(isCard ? 'card' : 'processor').catch((error: unknown) => {
      if (isCard) return null
      throw error
    })
    if (!engine) return
    const before = this.engine
    this.engine = engine
    this.isCard = isCard
    // A card that is given up is freed, which is no loss; the processor may be lost from now on.
    this.heed(engine)
    // How the one that is given up goes is nothing to the one that computes.
    await before.dispose().catch(() => undefined)
  }

  async load(...[spec, params, plan, ...rest]: Parameters<TrainingEngine['load']>): Promise<void> {
    await this.prove(spec, plan)
    // Found only now, since another plan of the run was tried before it: the state of the loss scaling is passed over where there is none.
    const held = this.isPlain && plan.precision === 'mixed' ? { ...plan, precision: 'f32' as const } : plan
    await this.engine.load(spec, params, held, ...rest)
  }

  step = (batch: Batch, hyper: StepHyper): StepHandle => this.engine.step(batch, hyper)
  evaluate = (batch: Batch, weights?: 'live' | 'ema'): Promise<Float32Array> => this.engine.evaluate(batch, weights)
  features = (batch: Batch): Promise<Float32Array> => this.engine.features(batch)
  gradCam = (batch: Batch, classes: Int32Array): ReturnType<TrainingEngine['gradCam']> => this.engine.gradCam(batch, classes)
  gradients = (): Promise<ParamMap> => this.engine.gradients()
  params = (...which: Parameters<TrainingEngine['params']>): Promise<ParamMap> => this.engine.params(...which)
  optimizerState = (): Promise<ParamMap> => this.engine.optimizerState()
  bytes = (): number => this.engine.bytes()
  dispose = (): Promise<void> => this.engine.dispose()
}
