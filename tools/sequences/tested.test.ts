/** Labelled test pictures over the whole studio: scored once, at the end, and seen by nothing that chooses. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DatasetSource, RunConfig, RunPhase } from '../../workers/protocol'
import { fakeMachines, freshMachine } from './testing/machine'
import { Studio } from './testing/studio'

let putBack = () => {}
beforeAll(() => {
  putBack = fakeMachines()
})
afterAll(() => putBack())

const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...Array(16).fill(0)])
const PATHS = Object.entries({ train: 8, val: 6, test: 5 }).flatMap(([split, count]) =>
  ['cat', 'dog'].flatMap((label) => Array.from({ length: count }, (_, i) => `pets/${split}/${label}/${i}.png`)),
)
const FILES = PATHS.map((path) => new File([PNG], path, { lastModified: 0 }))
const source: DatasetSource = {
  kind: 'items',
  items: [{ kind: 'listed', files: { paths: PATHS, file: async (index) => FILES[index]! } }],
}
/** Everything that chooses has something to choose: the best epoch, when to stop, when to lower the rate. */
const CHOOSING: Partial<RunConfig> = { epochs: 4, batchSize: 4, patience: 2, schedule: 'plateau', plateauPatience: 1, gamma: 0.5 }

interface Opened {
  readonly studio: Studio
  /** What was asked for, when everything that waits has been let on. */
  readonly settled: <T>(asked: Promise<T>) => Promise<T>
}

async function opened(config: Partial<RunConfig>): Promise<Opened> {
  const studio = new Studio(await freshMachine())
  const settled = async <T>(asked: Promise<T>): Promise<T> => {
    let over = false
    const done = asked.finally(() => {
      over = true
    })
    // Whoever waits for it hears of a failure below.
    done.catch(() => {})
    for (let i = 0; i < 400 && !over; i++) {
      await studio.turns(1)
      await studio.rest()
    }
    return done
  }
  await studio.rest()
  await settled(studio.shown.openDataset(source))
  studio.shown.setConfig({ ...config })
  return { studio, settled }
}

/** All that a run chose and may be asked for later, and its score on the test pictures apart from it. */
async function chosen(config: Partial<RunConfig>, swapLabels: boolean) {
  const { studio, settled } = await opened(config)
  const { api } = studio
  if (swapLabels) {
    const { samples } = await settled(api.dataset.samples({ offset: 0, limit: 100, split: 'test' }))
    for (const [label, className] of ['dog', 'cat'].entries())
      await settled(api.dataset.edit({ kind: 'relabel', ids: samples.filter((one) => one.label === label).map(({ id }) => id), className }))
  }
  expect(await settled(studio.shown.train())).toBe(true)
  const [record] = await studio.records()
  const { test: score, ...summary } = record!.summary!
  const [evaluation, thresholds, gain] = [
    await settled(api.insight.evaluation()),
    await settled(api.insight.thresholds(1)),
    await settled(api.answers.measure([], 'flip', () => {})),
  ]
  const { epochs, reason, bestEpoch, bestFile, checkpoints, split, labels } = record!
  return {
    score,
    tested: record!.tested,
    choices: { summary, epochs, reason, bestEpoch, bestFile, checkpoints, split, labels, evaluation, thresholds, gain },
  }
}

test.each([['full'], ['feature-extraction']] as const)(
  '%s: best epoch, early stop, rates, temperature, thresholds and weights of answers are the same whatever the test labels say',
  async (strategy) => {
    const config = { ...CHOOSING, strategy }
    const [one, other] = [await chosen(config, false), await chosen(config, true)]
    expect(one.tested?.labels).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    expect(other.tested).toEqual({ paths: one.tested?.paths, labels: [1, 1, 1, 1, 1, 0, 0, 0, 0, 0] })
    expect(one.score?.judged).toBe(10)
    expect(other.choices).toEqual(one.choices)
  },
)

const WHOLE: Partial<RunConfig> = { epochs: 2, batchSize: 4, patience: 0, strategy: 'full' }

/** Lets work on until the run is in that phase. */
async function until({ studio }: Opened, phase: RunPhase): Promise<void> {
  for (let i = 0; i < 200 && studio.shown.run.phase !== phase; i++) {
    await studio.turns(1)
    await studio.rest()
  }
  expect(studio.shown.run.phase).toBe(phase)
}
const scoreOf = async (studio: Studio) => (await studio.records())[0]!.summary?.test

test('a run that is stopped is scored all the same; stopped while it is scored, it is complete without', async () => {
  const open = await opened(WHOLE)
  const run = open.studio.shown.train()
  await until(open, 'validating')
  await open.studio.shown.stop()
  await until(open, 'testing')
  expect(open.studio.shown.run.status).toBe('running')
  await open.settled(run)
  expect([open.studio.shown.run.reason, (await scoreOf(open.studio))?.judged]).toEqual(['stopped', 10])

  const again = open.studio.shown.train()
  await until(open, 'testing')
  await open.studio.shown.stop()
  await open.settled(again)
  const [record] = await open.studio.records()
  expect([record!.status, record!.reason, record!.summary?.test]).toEqual(['finished', 'completed', null])
  expect(open.studio.shown.run.log.some((entry) => entry.kind === 'note' && entry.note.code === 'test-not-scored')).toBe(true)
})

test.each([
  ['that came to its end', false, 'completed'],
  ['that was stopped', true, 'stopped'],
] as const)(
  'a run %s is over, and stays it where its tab goes while it is scored: it says that it has no score',
  async (_, stops, reason) => {
    const open = await opened(WHOLE)
    const { studio, settled } = open
    const broken = studio.shown.train()
    // It goes with its tab.
    broken.catch(() => {})
    if (stops) {
      await until(open, 'validating')
      await studio.shown.stop()
    }
    await until(open, 'testing')
    await studio.reload()
    await settled(studio.shown.openDataset(source))
    const [record] = await studio.records()
    expect([record!.status, record!.reason, record!.summary?.test]).toEqual(['finished', reason, null])
    expect(record!.summary?.epochs).toHaveLength(stops ? 1 : 2)
    expect(await settled(studio.shown.openRun(record!))).toBe(true)
    // What the page says "not scored" by.
    expect([studio.shown.run.started?.testCount, studio.shown.run.summary?.test]).toEqual([10, null])
  },
)

test('a run that was broken off goes on and is scored by the labels that it began with; later ones change nothing', async () => {
  const open = await opened(WHOLE)
  const { studio, settled } = open
  await settled(studio.shown.train())
  const wanted = await scoreOf(studio)
  const broken = studio.shown.train()
  // It goes with its tab.
  broken.catch(() => {})
  const isSaved = () => studio.shown.run.log.some((entry) => entry.kind === 'note' && entry.note.code === 'checkpoint-saved')
  for (let i = 0; i < 200 && !isSaved(); i++) {
    await studio.turns(1)
    await studio.rest()
  }
  await studio.reload()
  await settled(studio.shown.openDataset(source))
  const { samples } = await settled(studio.api.dataset.samples({ offset: 0, limit: 100, split: 'test' }))
  await settled(studio.api.dataset.edit({ kind: 'relabel', ids: samples.map(({ id }) => id), className: 'cat' }))
  const [record] = await studio.records()
  expect([record!.status, record!.summary]).toEqual(['interrupted', null])
  expect(await settled(studio.shown.resumeRun(record!))).toBe(true)
  expect(await scoreOf(studio)).toEqual(wanted)
  await settled(studio.api.dataset.edit({ kind: 'relabel', ids: samples.map(({ id }) => id), className: 'dog' }))
  expect(await scoreOf(studio)).toEqual(wanted)
})
