/** How fast this machine was in the runs that it made, remembered from visit to visit: what estimates go by. */
import type { DBSchema } from 'idb'
import { attentionIn, type DeviceInfo, type RunConfig } from '../../protocol'
import { usesFeatureCache } from '../../recipe/strategy'
import { Database } from '../../storage/database'

/** What a speed is of: a network at a size, in one kind of work. */
export interface Work {
  /** `features`: once through the frozen network, forward; else epochs of the strategy. */
  readonly kind: 'features' | RunConfig['strategy']
  /** Attention, where there is some, stands before it. */
  readonly depth: string
  readonly imageSize: number
}

/** What one run told. */
export interface Speed extends Work {
  readonly gflops: number
  /** Seconds that the run stood on the clock of the wall before, between and after its pictures; standing still on a person's word not counted. */
  readonly besides: number
  /** Milliseconds of one picture through the head alone, where features are kept; null where none was measured. */
  readonly headMs: number | null
}

interface Row {
  /** `engineOf` the device. */
  readonly engine: string
  /** Of each kind of work the last. */
  readonly speeds: readonly Speed[]
}
interface Schema extends DBSchema {
  speeds: { key: string; value: Row }
}
const database = new Database<Schema>({
  name: 'trainyard-speeds',
  version: 1,
  upgrade: (db) => void db.createObjectStore('speeds', { keyPath: 'engine' }),
})

const engineOf = ({ backend, device, threads }: DeviceInfo): string => `${backend}|${device}|${threads}`
const sameWork = (a: Work, b: Work): boolean => a.kind === b.kind && a.depth === b.depth && a.imageSize === b.imageSize

export const workOf = (config: Pick<RunConfig, 'strategy' | 'cachedViews' | 'depth' | 'attention' | 'imageSize'>): Work => ({
  kind: usesFeatureCache(config) ? 'features' : config.strategy,
  depth: attentionIn(config) === 'none' ? config.depth : `${config.attention}_${config.depth}`,
  imageSize: config.imageSize,
})

/** Kinds of work remembered of one engine. */
const MOST = 64

/** What is known with what a run told: of each kind of work the last. A run that measured no head leaves what was measured before. */
function withSpeed(before: readonly Speed[], speed: Speed): readonly Speed[] {
  const headMs = speed.headMs ?? before.find((one) => sameWork(one, speed))?.headMs ?? null
  return [{ ...speed, headMs }, ...before.filter((one) => !sameWork(one, speed))].slice(0, MOST)
}

/** The table of one visit; what it learns goes to the browser's storage, where there is one. */
export class Speeds {
  private readonly known = new Map<string, readonly Speed[]>()
  private learning: Promise<unknown> = Promise.resolve()

  /** All speeds of an engine, the newest first. Never rejects. */
  async of(device: DeviceInfo): Promise<readonly Speed[]> {
    const engine = engineOf(device)
    const own = this.known.get(engine)
    if (own) return own
    // Where nothing can be read, what this visit measures is all that is known.
    const row = await database.use((db) => db.get('speeds', engine)).catch(() => undefined)
    const found = this.known.get(engine) ?? row?.speeds ?? []
    this.known.set(engine, found)
    return found
  }

  /** Takes in what a run told, at once for this visit; it is written beside, to what other tabs have learnt meanwhile. */
  learn(device: DeviceInfo, speed: Speed): void {
    const engine = engineOf(device)
    const own = this.known.get(engine)
    if (own) this.known.set(engine, withSpeed(own, speed))
    this.learning = this.learning.then(async () => {
      const speeds = await written(engine, speed).catch(() => null)
      // Where nothing can be written, what this visit measures is all that is known.
      this.known.set(engine, speeds ?? withSpeed(await this.of(device), speed))
    })
  }

  /** Resolves when what was learnt so far is written, or cannot be. Never rejects. */
  async settled(): Promise<void> {
    await this.learning
  }
}

/** One transaction: what two tabs learn at a time is all kept. */
const written = (engine: string, speed: Speed): Promise<readonly Speed[]> =>
  database.change('speeds', async (store) => {
    const speeds = withSpeed((await store.get(engine))?.speeds ?? [], speed)
    await store.put({ engine, speeds })
    return speeds
  })
