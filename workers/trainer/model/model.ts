/** A trained model held for predictions and downloads, with what is known about it. */
import { type Batch, EngineLostError, isWatching, type TrainingEngine, type WatchingEngine } from '../../engine/engine'
import type { ExportModel } from '../../export/model'
import { softmax } from '../../metrics/probabilities'
import { type Prototypes, similarities } from '../../metrics/prototypes'
import type { ModelSpec, ParamMap } from '../../model/spec'
import type { DeviceInfo, ModelInfo, RunConfig, RunRecord, RunSummary } from '../../protocol'
import { computedBy } from '../features/featureKey'
import { saidForPerson } from '../fit/engineFaults'
import type { Snapshot } from '../fit/fit'
import { answeringPlan } from '../fit/plan'
import type { Validation } from '../fit/validate'

export interface TrainedModel {
  readonly info: ModelInfo
  readonly config: RunConfig
  readonly spec: ModelSpec
  /** With the temperature in them: what answers, and what leaves as files. */
  readonly params: ParamMap
  /** What logits are divided by, in parameters and answers alike; 1 where nobody decided otherwise. */
  readonly temperature: number
  /** Parameters and answers as the run left them. */
  readonly plain: { readonly params: ParamMap; readonly validation: Validation | null }
  /** What the pictures look like that it learned from; null where that was not learned. */
  readonly prototypes: Prototypes | null
  readonly summary: RunSummary
  /** The best weights' answers; null for a run of an earlier visit whose pictures are not open. */
  readonly validation: Validation | null
  /** The end of the run, for a continuation elsewhere; null where it was not kept. */
  readonly last: Snapshot | null
  readonly record: RunRecord
  readonly device: DeviceInfo
  /** Path of a validation picture by sample id. */
  readonly pathOf: (id: number) => string
  readonly facts: ExportModel['facts']
}

/** What the predictor needs of a model. */
export type Network = Pick<TrainedModel, 'spec' | 'params' | 'config'> & Partial<Pick<TrainedModel, 'prototypes'>>

/** Probabilities `[n, classes]`, row-major, and how like its pictures each is to the network; null where it has no prototypes. */
export interface Looked {
  readonly probabilities: Float64Array
  readonly similarities: Float64Array | null
}

/** Answers with a network on an engine; loads it again when the engine was used for something else or lost. */
export class Predictor {
  private engine: TrainingEngine | null = null
  private loaded: ParamMap | null = null
  private queue: Promise<unknown> = Promise.resolve()

  /**
   * @param offer what would compute for this configuration, and this network where one is named @throws Problem `no-webgpu`
   * @param newEngine makes the engine that is offered
   */
  constructor(
    private readonly offer: (config: RunConfig, spec?: ModelSpec) => Promise<DeviceInfo>,
    private readonly newEngine: (device: DeviceInfo) => Promise<TrainingEngine>,
  ) {}

  /**
   * What answers about this network, as `computedBy`: the engine that is there, whoever made it and for what, as it is once this network is tried on it; else the
   * one that would be made, of a graphics card by what is known of it for this network.
   * @throws Problem `no-webgpu`, `device-lost`
   */
  backend({ config, spec, params }: Pick<Network, 'config' | 'spec' | 'params'>): Promise<string> {
    return this.inTurn(() =>
      saidForPerson(config, async () => {
        const { engine } = this
        if (!engine) return computedBy(await this.offer(config, spec))
        if (this.loaded !== params && engine.prove) {
          // What it held goes where another engine takes its place.
          this.loaded = null
          await engine.prove(spec, answeringPlan(config))
        }
        return computedBy(engine.info)
      }),
    )
  }

  /** Takes over an engine that already holds `network`, when what is under way is answered; one that it replaces is disposed of. */
  adopt(engine: TrainingEngine, network: Network): Promise<void> {
    return this.inTurn(async () => {
      const replaced = this.engine
      this.engine = engine
      this.loaded = network.params
      if (replaced !== engine) await replaced?.dispose()
    })
  }

  /** Gives the engine away (to a new run); null when there is none. */
  release(): TrainingEngine | null {
    const engine = this.engine
    this.engine = null
    this.loaded = null
    return engine
  }

  /** Resolves when what is under way is answered, so that the engine can be given away. */
  async idle(): Promise<void> {
    await this.queue
  }

  /** Probabilities `[n, classes]`, row-major. `pixels` are RGB bytes `[n, size, size, 3]`. */
  async probabilities(network: Network, pixels: Uint8Array, n: number): Promise<Float64Array> {
    return softmax(await this.logits(network, pixels, n), network.spec.classes)
  }

  /** As `probabilities`, and similarities, of one pass through the network. */
  async look(network: Network, pixels: Uint8Array, n: number): Promise<Looked> {
    const { spec, prototypes } = network
    if (!prototypes) return { probabilities: await this.probabilities(network, pixels, n), similarities: null }
    const features = await this.features(network, pixels, n)
    const logits = await this.rows(network, { kind: 'features', features }, n, spec.classes, (engine, batch) => engine.evaluate(batch))
    return { probabilities: softmax(logits, spec.classes), similarities: similarities(features, prototypes) }
  }

  /**
   * Logits `[n, classes]`, in batches of what the configuration's plan holds.
   * @param check throws to end it; asked before each batch
   */
  logits(network: Network, pixels: Uint8Array, n: number, check?: () => void): Promise<Float32Array> {
    return this.rows(network, { kind: 'pixels', pixels }, n, network.spec.classes, (engine, batch) => engine.evaluate(batch), check)
  }

  /** Pooled features `[n, featureWidth]`, likewise. */
  features(network: Network, pixels: Uint8Array, n: number): Promise<Float32Array> {
    return this.rows(network, { kind: 'pixels', pixels }, n, network.spec.featureWidth, (engine, batch) => engine.features(batch))
  }

  /**
   * Logits `[n, classes]` of pooled features `[n, featureWidth]`: only the head is asked.
   * @param check throws to end it; asked before each batch, so that a run that has begun meanwhile has the engine to itself
   */
  headLogits(network: Network, features: Float32Array, n: number, check: () => void): Promise<Float32Array> {
    const ask = (engine: TrainingEngine, batch: Batch) => engine.evaluate(batch)
    return this.rows(network, { kind: 'features', features }, n, network.spec.classes, ask, check)
  }

  /** Rows of `width` numbers, one for each picture. */
  private async rows(
    network: Network,
    input: Batch['input'],
    n: number,
    width: number,
    ask: (engine: TrainingEngine, batch: Batch) => Promise<Float32Array>,
    check?: () => void,
  ): Promise<Float32Array> {
    const rows = new Float32Array(n * width)
    const { batchSize } = network.config
    for (let at = 0; at < n; at += batchSize) {
      const count = Math.min(batchSize, n - at)
      const part = partOf(input, n, at, at + count)
      rows.set(await this.use(network, (engine) => ask(engine, batchOf(part, count)), check), at * width)
    }
    return rows
  }

  /** Grad-CAM of one picture for a class. */
  gradCam(network: Network, pixels: Uint8Array, classIndex: number): ReturnType<TrainingEngine['gradCam']> {
    return this.use(network, (engine) => engine.gradCam(batchOf({ kind: 'pixels', pixels }, 1), Int32Array.of(classIndex)))
  }

  /**
   * Lends an engine that tells what lies between layers, made for it and gone after it. Whatever is here makes room: TensorFlow.js has one backend at a time.
   * The next question opens an engine anew.
   */
  between<T>({ config }: Pick<Network, 'config'>, work: (engine: WatchingEngine) => Promise<T>): Promise<T> {
    return this.inTurn(() =>
      saidForPerson(config, async () => {
        await this.release()?.dispose()
        const engine = await this.newEngine(await this.offer({ ...config, backend: 'tfjs-wasm' }))
        try {
          if (!isWatching(engine)) throw new Error(`${engine.info.backend} does not tell what lies between layers.`)
          return await work(engine)
        } finally {
          await engine.dispose()
        }
      }),
    )
  }

  /** One caller at a time: two that interleave would load over each other. @param check throws to end it, when it is its turn */
  private use<T>(network: Network, ask: (engine: TrainingEngine) => Promise<T>, check: () => void = () => {}): Promise<T> {
    return this.inTurn(async () => {
      check()
      return this.ask(network, ask)
    })
  }

  private inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.queue.then(act)
    // The caller hears of a failure; the next one in line must not.
    this.queue = turn.catch(() => {})
    return turn
  }

  private async ask<T>(network: Network, ask: (engine: TrainingEngine) => Promise<T>): Promise<T> {
    try {
      return await this.once(network, ask)
    } catch (error) {
      // A device that ran out of memory would do so again.
      if (!(error instanceof EngineLostError) || error.reason === 'out-of-memory')
        return saidForPerson(network.config, () => Promise.reject(error))
      return saidForPerson(network.config, () => this.once(network, ask))
    }
  }

  /** An engine that failed is given up: the next question opens another. */
  private async once<T>(network: Network, ask: (engine: TrainingEngine) => Promise<T>): Promise<T> {
    try {
      return await ask(await this.ready(network))
    } catch (error) {
      if (error instanceof EngineLostError) await this.release()?.dispose()
      throw error
    }
  }

  private async ready(network: Network): Promise<TrainingEngine> {
    this.engine ??= await this.newEngine(await this.offer(network.config, network.spec))
    if (this.loaded !== network.params) {
      // A load that fails may have unloaded what was there.
      this.loaded = null
      await this.engine.load(network.spec, network.params, answeringPlan(network.config))
      this.loaded = network.params
    }
    return this.engine
  }
}

const batchOf = (input: Batch['input'], n: number): Batch => ({ n, input, labels: new Int32Array(n), counter: 0 })

/** Some rows of `n`. */
function partOf(input: Batch['input'], n: number, from: number, to: number): Batch['input'] {
  const rows = <T extends Uint8Array | Float32Array>(all: T) => all.subarray((from * all.length) / n, (to * all.length) / n) as T
  return input.kind === 'pixels' ? { kind: 'pixels', pixels: rows(input.pixels) } : { kind: 'features', features: rows(input.features) }
}
