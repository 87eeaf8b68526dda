import { describe, expect, it } from 'vitest'
import type { TrainingEngine } from '../../engine/engine'
import { DEFAULT_CONFIG, type RunConfig } from '../../protocol'
import type { LoadedBatch, Preparation, PreparationProgress } from '../fit/batches'
import { RunControl, type Stream } from '../fit/control'
import { toyBatches } from '../testing/toyBatches'
import { ToyEngine } from '../testing/toyEngine'
import { type FeatureSet, featureBatches } from './features'

const WIDTH = 3
/** Features that name the picture and its augmentation: its one byte, three times scaled. */
class FeatureEngine extends ToyEngine {
  pictures = 0
  override async features(batch: Parameters<TrainingEngine['features']>[0]) {
    this.pictures += batch.n
    const pixels = batch.input.kind === 'pixels' ? batch.input.pixels : new Uint8Array()
    return Float32Array.from({ length: batch.n * WIDTH }, (_, i) => pixels[Math.floor(i / WIDTH)]! * ((i % WIDTH) + 1))
  }
}

const preparation = (engine: TrainingEngine, control = new RunControl()): Preparation => ({
  engine,
  control,
  onProgress: () => {},
  onFailed: () => {},
})

function setup(over: Partial<RunConfig>, kept = new Map<string, FeatureSet>(), labelOf = (id: number) => id % 2) {
  const config = { ...DEFAULT_CONFIG, batchSize: 4, epochs: 6, ...over }
  const pictures = toyBatches(10, 4, config.seed)
  const store = {
    read: async (key: string) => kept.get(key) ?? null,
    write: async (key: string, set: FeatureSet) => void kept.set(key, set),
  }
  const engine = new FeatureEngine()
  const source = featureBatches({ config, pictures, featureWidth: WIDTH, key: 'k', labelOf, store })
  return {
    source,
    pictures,
    engine,
    kept,
    prepare: (control = new RunControl()) => source.prepare!(preparation(engine, control)),
  }
}
async function all(stream: Stream<LoadedBatch>) {
  const rows: [number, number][] = []
  for await (const batch of stream(new AbortController().signal)) {
    const { input } = batch
    batch.ids.forEach((id, i) => {
      rows.push([id, input.kind === 'features' ? input.features[i * WIDTH]! : input.pixels[i]!])
    })
  }
  return rows
}

describe('the feature cache', () => {
  it('shows in each of the first epochs exactly what fresh views would show, in the same order', async () => {
    const { source, pictures, prepare } = setup({ cachedViews: 3 })
    await prepare()
    for (const epoch of [1, 2, 3]) expect(await all(source.train(epoch, 0))).toEqual(await all(pictures.train(epoch, 0)))
    expect(await all(source.validation())).toEqual(await all(pictures.validation()))
  })
  it('reuses views later, shuffled anew, and can begin in the middle of an epoch', async () => {
    const { source, prepare } = setup({ cachedViews: 3 })
    await prepare()
    const [second, fifth] = [await all(source.train(2, 0)), await all(source.train(5, 0))]
    const byId = (rows: [number, number][]) => [...rows].sort(([a], [b]) => a - b)
    expect(byId(fifth)).toEqual(byId(second))
    expect(fifth).not.toEqual(second)
    expect(await all(source.train(5, 1))).toEqual(fifth.slice(4))
  })
  it('computes nothing twice: not in a second run, and no more views than epochs', async () => {
    const first = setup({ cachedViews: 8, epochs: 2 })
    await first.prepare()
    expect(first.engine.pictures).toBe(2 * 10 + 10)
    const second = setup({ cachedViews: 8, epochs: 2 }, first.kept)
    await second.prepare()
    expect(second.engine.pictures).toBe(0)
    expect(await all(second.source.train(2, 0))).toEqual(await all(first.source.train(2, 0)))
  })
  it('times only what goes through the backbone: neither reading and writing what is kept nor standing still', async () => {
    let now = 0
    const control = new RunControl(
      () => {},
      () => now,
    )
    const config = { ...DEFAULT_CONFIG, batchSize: 4, epochs: 6, cachedViews: 2 }
    const { pictures, kept } = setup({ cachedViews: 2 })
    const slow = {
      read: async (key: string) => {
        now += 5000
        return kept.get(key) ?? null
      },
      write: async (key: string, set: FeatureSet) => {
        now += 7000
        kept.set(key, set)
      },
    }
    class Timed extends FeatureEngine {
      override async features(batch: Parameters<TrainingEngine['features']>[0]) {
        now += 100
        return super.features(batch)
      }
    }
    const engine = new Timed()
    const batchesOf = () => featureBatches({ config, pictures, featureWidth: WIDTH, key: 'k', labelOf: (id) => id % 2, store: slow })
    const first = batchesOf()
    let paused = false
    const onProgress = () => {
      if (paused) return
      paused = true
      control.pause()
      setTimeout(() => {
        now += 60_000
        control.resume()
      }, 5)
    }
    await first.prepare!({ ...preparation(engine, control), onProgress })
    expect(now).toBeGreaterThan(60_000)
    // Two views and the validation pictures, each in three batches of a tenth of a second.
    expect(first.madeSeconds).toBeCloseTo(0.9, 10)
    const second = batchesOf()
    await second.prepare!(preparation(engine, control))
    expect(second.madeSeconds).toBe(0)
  })
  it('ends without an error when the run is stopped, between two batches or while it waits for one', async () => {
    for (const stopAt of [1, 4]) {
      const { source, engine, kept } = setup({ cachedViews: 3 })
      const control = new RunControl()
      const onProgress = ({ done }: PreparationProgress) => void (done >= stopAt && control.stop())
      await source.prepare!({ ...preparation(engine, control), onProgress })
      expect(kept.size).toBe(0)
      expect(engine.pictures).toBeLessThan(10)
    }
  })
  it('gives the labels of now, not those of the run that made the features', async () => {
    const first = setup({ cachedViews: 2 })
    await first.prepare()
    const relabelled = setup({ cachedViews: 2 }, first.kept, (id) => 1 - (id % 2))
    await relabelled.prepare()
    expect(relabelled.engine.pictures).toBe(0)
    for (const batches of [relabelled.source.train(1, 0), relabelled.source.validation()])
      for await (const { ids, labels } of batches(new AbortController().signal))
        expect(Array.from(labels)).toEqual(ids.map((id) => 1 - (id % 2)))
  })
  it('works without storage', async () => {
    const { source, pictures, engine } = setup({ cachedViews: 1 })
    const blocked = () => Promise.reject(new DOMException('blocked', 'SecurityError'))
    const config = { ...DEFAULT_CONFIG, batchSize: 4, epochs: 6, cachedViews: 1 }
    const store = { read: blocked, write: blocked }
    const alone = featureBatches({ config, pictures, featureWidth: WIDTH, key: 'k', labelOf: (id) => id % 2, store })
    await alone.prepare!(preparation(engine))
    await source.prepare!(preparation(engine))
    expect(await all(alone.train(1, 0))).toEqual(await all(source.train(1, 0)))
  })
})
