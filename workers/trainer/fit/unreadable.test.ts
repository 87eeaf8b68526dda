/** Pictures that cannot be read: counted and named once, in every phase, whatever reads them. */
import { expect, it } from 'vitest'
import type { RunConfig, RunEvent } from '../../protocol'
import type { FeatureSet } from '../features/features'
import { TimedEngine, TOY_CONFIG, timedRun, toyFeatures } from '../testing/timedRun'
import { toyBatches } from '../testing/toyBatches'
import type { BatchSource, LoadedBatch } from './batches'
import type { Stream } from './control'

const CACHED: RunConfig = { ...TOY_CONFIG, strategy: 'feature-extraction', cachedViews: 1 }

/** 62 pictures to learn from and 10 to judge by, of which some fail: those replaced, these left out. */
function failing(train: readonly number[], val: readonly number[]): BatchSource {
  const source = toyBatches(62, TOY_CONFIG.batchSize, TOY_CONFIG.seed)
  const replacing = (stream: Stream<LoadedBatch>): Stream<LoadedBatch> =>
    async function* (signal) {
      for await (const batch of stream(signal)) yield { ...batch, failed: batch.ids.filter((id) => train.includes(id)) }
    }
  const leavingOut = (stream: Stream<LoadedBatch>): Stream<LoadedBatch> =>
    async function* (signal) {
      for await (const batch of stream(signal)) {
        const kept = batch.ids.flatMap((id, i) => (val.includes(id) ? [] : [i]))
        const ids = kept.map((i) => batch.ids[i]!)
        const labels = Int32Array.from(kept, (i) => batch.labels[i]!)
        yield { ...batch, n: ids.length, ids, labels, failed: batch.ids.filter((id) => val.includes(id)) }
      }
    }
  return {
    ...source,
    pathOf: (id) => `${id}.jpg`,
    train: (epoch, from) => replacing(source.train(epoch, from)),
    validation: () => leavingOut(source.validation()),
  }
}
const named = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'note' && 'path' in event.note ? [`${event.note.code} ${event.note.path}`] : []))
const EXPECTED = ['picture-left-out 1.jpg', 'picture-replaced 33.jpg', 'picture-replaced 40.jpg']

it('by a run on pictures, in both splits, with how many were judged', async () => {
  const run = await timedRun(TOY_CONFIG, undefined, undefined, { batches: failing([33, 40], [1]) })
  expect(named(run.events).toSorted()).toEqual(EXPECTED)
  expect(run.summary.epochs.map(({ judged }) => judged)).toEqual([9, 9])
  expect(run.validation.ids).toHaveLength(9)
})

it('by a run on cached features, also on those that an earlier run has kept', async () => {
  const kept = new Map<string, FeatureSet>()
  for (const made of [62 + 9, 0]) {
    const batches = toyFeatures(CACHED, failing([33, 40], [1]), kept)
    const run = await timedRun(CACHED, undefined, undefined, { batches })
    expect(batches.made).toBe(made)
    expect(named(run.events).toSorted()).toEqual(EXPECTED)
    expect(run.summary.epochs.map(({ judged }) => judged)).toEqual([9, 9])
  }
})

it('only once, also in a run that goes on', async () => {
  const run = await timedRun(TOY_CONFIG, undefined, undefined, { batches: failing([33, 40], [1]), unreadable: ['40.jpg', '1.jpg'] })
  expect(named(run.events)).toEqual(['picture-replaced 33.jpg'])
})

it('more than one in twenty end the run, whatever reads them', async () => {
  // 72 pictures: three may fail.
  for (const [train, val] of [
    [[11, 12, 13, 14], []],
    [[11], [0, 1, 2]],
  ] as const)
    for (const config of [TOY_CONFIG, CACHED]) {
      const pictures = failing(train, val)
      const batches = config === CACHED ? toyFeatures(config, pictures) : pictures
      const run = timedRun(config, undefined, undefined, { batches })
      await expect(run).rejects.toMatchObject({ code: 'decode-failures', values: { failed: 4, of: 72 } })
    }
})

it('a cached set of fewer rows than pictures still ends each epoch with an update, its shares adding up', async () => {
  const config: RunConfig = { ...CACHED, accumulate: 4, epochs: 2 }
  const source = toyBatches(62, 4, config.seed)
  /** Nothing could take the place of a picture: 61 rows, a last batch of one, which is left out. */
  const short: BatchSource = {
    ...source,
    train: (epoch, from) =>
      async function* (signal) {
        for await (const batch of source.train(epoch, from)(signal)) {
          const drop = batch.ids.indexOf(33)
          if (drop < 0) yield batch
          else yield { ...batch, n: batch.n - 1, ids: batch.ids.toSpliced(drop, 1), labels: batch.labels.slice(1), failed: [33] }
        }
      },
  }
  const shares: [number, boolean][] = []
  class Spy extends TimedEngine {
    override step(...args: Parameters<TimedEngine['step']>) {
      shares.push([args[1].gradientScale, args[1].update])
      return super.step(...args)
    }
  }
  await timedRun(config, undefined, undefined, { batches: toyFeatures(config, short), newEngine: async () => new Spy(() => {}) })
  // 60 pictures are 15 batches: three updates of four and one of three, in both epochs.
  expect(shares).toHaveLength(30)
  expect(shares.filter(([, update]) => update)).toHaveLength(8)
  const sums: number[] = []
  let sum = 0
  for (const [share, update] of shares) {
    sum += share
    if (update) sums.push(sum)
    if (update) sum = 0
  }
  for (const each of sums) expect(each).toBeCloseTo(1, 12)
})
