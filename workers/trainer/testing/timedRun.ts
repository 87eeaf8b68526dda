/** A run on a toy engine with a clock of its own, so that what is counted as time can be compared to the digit. */

import { resnet } from '../../model/resnet'
import { DEFAULT_CONFIG, type RunConfig, type RunEvent, type Standing } from '../../protocol'
import { type FeatureSet, featureBatches } from '../features/features'
import type { BatchSource } from '../fit/batches'
import { RunControl } from '../fit/control'
import { type FitOptions, fitModel } from '../fit/fit'
import { toyBatches } from './toyBatches'
import { ToyEngine } from './toyEngine'

export const TOY_CONFIG: RunConfig = { ...DEFAULT_CONFIG, strategy: 'full', epochs: 2, batchSize: 4, patience: 0, schedule: 'cosine' }
export const TOY_START = { params: new Map([['w', { shape: [1], data: Float32Array.of(0.25) }]]) }

/** Takes 10 ms a step, 5 an evaluation, 3 for features and 7 to load. */
export class TimedEngine extends ToyEngine {
  constructor(
    private readonly pass: (ms: number) => void,
    loseAt?: number,
  ) {
    super(loseAt)
  }
  override load(...args: Parameters<ToyEngine['load']>) {
    this.pass(7)
    return super.load(...args)
  }
  override step(...args: Parameters<ToyEngine['step']>) {
    this.pass(10)
    return super.step(...args)
  }
  override evaluate(...args: Parameters<ToyEngine['evaluate']>) {
    this.pass(5)
    return super.evaluate(...args)
  }
  override async features(...[batch]: Parameters<ToyEngine['features']>): Promise<Float32Array> {
    this.pass(3)
    return Float32Array.from({ length: batch.n * FEATURES }, (_, i) => i)
  }
}
const FEATURES = 3

/** Cached features over the toy pictures. */
export function toyFeatures(config: RunConfig, pictures: BatchSource, kept = new Map<string, FeatureSet>()) {
  const store = {
    read: async (key: string) => kept.get(key) ?? null,
    write: async (key: string, set: FeatureSet) => void kept.set(key, set),
  }
  return featureBatches({ config, pictures, featureWidth: FEATURES, key: 'k', labelOf: (id) => id % 2, store })
}

interface Told {
  readonly events: readonly RunEvent[]
  readonly standings: readonly Standing[]
  readonly control: RunControl
  /** Lets time go by. */
  readonly pass: (ms: number) => void
}

/** Runs; `onEvent` and `onStanding` hear everything and may press buttons. */
export async function timedRun(
  config: RunConfig,
  onEvent: (event: RunEvent, at: number, told: Told) => void = () => {},
  onStanding: (standing: Standing, told: Told) => void = () => {},
  over: Partial<FitOptions> & { readonly saver?: (told: Told) => FitOptions['save'] } = {},
) {
  let now = 0
  const pass = (ms: number) => {
    now += ms
  }
  const events: RunEvent[] = []
  const standings: Standing[] = []
  const control: RunControl = new RunControl(
    (standing) => {
      standings.push(standing)
      onStanding(standing, told)
    },
    () => now,
  )
  const told: Told = { events, standings, control, pass }
  const pictures = toyBatches(22, config.batchSize, config.seed)
  const result = await fitModel({
    config,
    spec: resnet(18, { classes: 2 }),
    classes: ['cat', 'dog'],
    batches: config.strategy === 'feature-extraction' ? toyFeatures(config, pictures) : pictures,
    start: TOY_START,
    newEngine: async () => new TimedEngine(pass),
    control,
    emit: (event) => {
      events.push(event)
      onEvent(event, events.length - 1, told)
    },
    save: over.saver?.(told),
    ...over,
  })
  return { ...result, ...told }
}
