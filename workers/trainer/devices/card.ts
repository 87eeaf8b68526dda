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
        for (const plan of plans) await this.prove(spec, plan)
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

  async prove(spec: ModelSpec, plan: TrainPlan): Promise<void> {
    const verdict = await this.card.prove(spec, plan)
    this.isPlain = verdict === 'f32'
    const isCard = verdict !== 'wrong'
    if (isCard === this.isCard) return
    const before = this.engine
    this.engine = await this.card.make(isCard ? 'card' : 'processor')
    this.isCard = isCard
    // A card that is given up is freed, which is no loss; the processor may be lost from now on.
    this.heed(this.engine)
    await before.dispose()
  }

  async load(...[spec, params, plan, ...rest]: Parameters<TrainingEngine['load']>): Promise<void> {
    await this.prove(spec, plan)
    await this.engine.load(spec, params, plan, ...rest)
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
