/** A search for a recipe over the whole studio: left at random moments and gone on with, it comes to what it would have come to. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SearchState } from '../../workers/protocol'
import { uniform } from '../../workers/random'
import { fakeMachines, freshMachine } from './testing/machine'
import { outcomeOf } from './testing/model'
import { pictures, Studio } from './testing/studio'

let putBack = () => {}
beforeAll(() => {
  putBack = fakeMachines()
})
afterAll(() => putBack())

/** Longer than any search here by the faked clock, which moves with every look. */
const SECONDS = 1e9
/** More pieces of work than a search here has. */
const MOST = 20_000
const SMALL = { batchSize: 8, imageSize: 32, valFraction: 0.3, cachedViews: 2, seed: 3 }

async function studioWithPictures(): Promise<Studio> {
  const studio = new Studio(await freshMachine())
  await studio.rest()
  await openPictures(studio)
  studio.shown.setConfig(SMALL)
  return studio
}

async function openPictures(studio: Studio): Promise<void> {
  const opened = studio.shown.openDataset(pictures('pets', studio.machine))
  await studio.rest()
  await studio.turns(MOST)
  expect(await opened).toBe(true)
}

/** What the trials came to, each with its recipe, its folds and its weights. */
async function outcomes(studio: Studio): Promise<readonly string[]> {
  const files = await studio.machine.disk.storage.getDirectory()
  const trials = (await studio.records()).filter(({ search }) => search !== undefined)
  const byTrial = trials.toSorted((a, b) => a.search!.trial - b.search!.trial)
  return Promise.all(
    byTrial.map(async (run) => JSON.stringify([run.search!.trial, run.config, run.search!.folds, await outcomeOf(run, files)])),
  )
}

const foundIn = ({ best, trials }: SearchState): unknown => [best, trials.map(({ figures, status }) => [status, figures])]

test('whatever moments a search is left at, nothing is lost: it comes to the same trials, weights and recipe as one that was left alone', async () => {
  const alone = await studioWithPictures()
  const whole = alone.shown.findRecipe(SECONDS)
  await alone.rest()
  await alone.turns(MOST)
  expect(await whole).toBe(true)
  const { state } = alone.shown.search
  expect(state).toMatchObject({ ended: 'done', folds: 5 })
  const expected = await outcomes(alone)
  expect(expected).toHaveLength(state!.trials.length)
  const all = alone.gate.turns

  const studio = await studioWithPictures()
  const ways = new Set<string>()
  for (let part = 0; studio.shown.search.state?.ended !== 'done'; part++) {
    expect(part, 'it comes no further').toBeLessThan(40)
    const isNew = studio.shown.search.state === null
    const asked = isNew ? studio.shown.findRecipe(SECONDS) : studio.shown.goOnFinding(SECONDS)
    await studio.rest()
    await studio.turns(1 + Math.floor(uniform(7, part, 0) * (all / 5)))
    const way = ['stop', 'pause', 'reload'][part % 3]!
    if (studio.shown.search.status === 'idle') continue
    ways.add(way)
    if (way === 'pause') {
      await studio.shown.pause()
      await studio.rest()
      await studio.turns(MOST)
      expect(studio.shown.search.state?.standing).toBe('paused')
      expect(studio.shown.search.status).toBe('on')
      await studio.shown.resume()
      await studio.rest()
      await studio.turns(1 + Math.floor(uniform(7, part, 1) * 20))
    }
    if (way === 'reload') {
      await studio.reload()
      await openPictures(studio)
      studio.shown.setConfig(SMALL)
      await studio.shown.refreshSearch()
      expect((await studio.records()).filter(({ status }) => status === 'running')).toEqual([])
    } else {
      void studio.shown.stopSearch()
      await studio.rest()
      const begun = studio.machine.labour.begun
      await studio.turns(MOST)
      expect(studio.machine.labour.begun - begun, 'it was stopped and works on').toBeLessThanOrEqual(3)
      await asked
    }
    expect(studio.shown.search.status).toBe('idle')
    expect(studio.shown.run.status).toBe('idle')
  }
  expect(ways).toEqual(new Set(['stop', 'pause', 'reload']))
  expect(foundIn(studio.shown.search.state)).toEqual(foundIn(state!))
  expect(await outcomes(studio)).toEqual(expected)
  // Nothing lies about, and what all heads share is there once.
  const runs = await (await studio.machine.disk.storage.getDirectory()).getDirectoryHandle('runs')
  const folders: string[] = []
  for await (const name of runs.keys()) folders.push(name)
  const shared = new Set((await studio.records()).flatMap(({ frozenIn }) => frozenIn ?? []))
  expect(shared.size).toBe(1)
  expect(folders.toSorted()).toEqual([...(await studio.records()).map(({ id }) => id), ...shared].toSorted())
}, 300_000)
