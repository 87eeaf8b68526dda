/** The engine for the processor: the studio's own, and TensorFlow.js's while it holds a network that the own one does not take. */
import type { Batch, EngineLostError, StepHandle, StepHyper, TrainingEngine } from '../../engine/engine'
import { takesNetwork } from '../../engine/wasm/takes'
import type { ParamMap } from '../../model/spec'

export class ProcessorEngine implements TrainingEngine {
  readonly lost: Promise<EngineLostError>
  private readonly heed: (engine: TrainingEngine) => void
  private isOwn = true
  private readonly asked: TrainingEngine['info']

  /**
   * @param engine the own one
   * @param make another of either kind
   */
  constructor(
    private engine: TrainingEngine,
    private readonly make: (kind: 'own' | 'other') => Promise<TrainingEngine>,
  ) {
    this.asked = engine.info
    let resolve: (error: EngineLostError) => void
    this.lost = new Promise((done) => {
      resolve = done
    })
    this.heed = ({ lost }) => void lost.then((error) => resolve(error))
    this.heed(engine)
  }

  /** Of the own engine, whichever computes: it is what was asked for. A load may change it, where threads do not start. */
  get info(): TrainingEngine['info'] {
    return this.isOwn ? this.engine.info : this.asked
  }

  async load(...[spec, ...rest]: Parameters<TrainingEngine['load']>): Promise<void> {
    const isOwn = takesNetwork(spec)
    if (isOwn !== this.isOwn) {
      const before = this.engine
      this.engine = await this.make(isOwn ? 'own' : 'other')
      this.isOwn = isOwn
      this.heed(this.engine)
      await before.dispose()
    }
    await this.engine.load(spec, ...rest)
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
