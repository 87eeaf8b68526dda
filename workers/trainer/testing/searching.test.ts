/** A search of which every trial is made up: what becomes of one that fails, what is held meanwhile, and how it ends. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Problem, problemOf, type RunConfig, type SearchState } from '../../protocol'
import { type FakeBrowser, openBrowser } from '../../storage/testing/browser'
import { Spare } from '../devices/spare'
import type { FeatureStore } from '../features/features'
import { RunControl } from '../fit/control'
import type { Pictures } from '../pictures/pictures'
import { runRecords } from '../runs/records'
import { type Ended, runSession, type Session } from '../runs/session'
import type { Training } from '../runs/training'
import { Searching } from '../search/searching'
import { HEADS } from '../search/space'
import { basisOf, searchesOf, Trials } from '../search/trials'
import type { Weights } from '../weights/weights'
import { toyEpoch } from './records'
import { openPictures, trainedModel } from './trainedModel'

vi.mock(import('../runs/session'), async (original) => ({ ...(await original()), runSession: vi.fn() }))

const names = (split: string, n: number) => Array.from({ length: n }, (_, i) => `${split}/${i}.jpg`)
const MODEL = trainedModel({ train: names('train', 40), val: names('val', 20) })
const LAST = HEADS + 5
const set = { ids: Int32Array.of(1), failed: new Int32Array(0), features: Float32Array.of(1) }

let browser: FakeBrowser
beforeEach(() => {
  browser = openBrowser()
})
afterEach(() => {
  browser.close()
  vi.mocked(runSession).mockReset()
})

/** A trial that comes to the end of its epochs. */
async function trained({ record }: Session): Promise<Ended> {
  const epochs = Array.from({ length: record.config.epochs }, (_, i) => toyEpoch(i + 1, 0.5, i === 0))
  const end = { config: record.config, epochs, status: 'finished', reason: 'completed' } as const
  const saved = await runRecords.change(record.id, (now) => ({ ...now, ...end }))
  return { model: { record: saved }, at: {}, engine: null } as unknown as Ended
}

async function fails({ record }: Session, status: 'failed' | 'interrupted', problem: Problem): Promise<never> {
  await runRecords.change(record.id, (now) => ({ ...now, status, problem: problemOf(problem) }))
  throw problem
}

/** @param trial what becomes of each */
function searched(trial: (session: Session) => Promise<Ended>, control = new RunControl(() => {}), untrained = {}): Promise<SearchState> {
  vi.mocked(runSession).mockImplementation(trial)
  const store: FeatureStore = { read: () => Promise.resolve(null), write: () => Promise.resolve() }
  const training = { speeds: {}, features: store, estimateOf: () => Promise.resolve({ seconds: 0 }) } as unknown as Training
  // Pictures drawn by class: no heads of other parts are trained, few as the pictures are.
  const config: RunConfig = { ...MODEL.config, balance: 'sampled' }
  const searching = new Searching({
    ...{ id: 'search-1', config, dataset: openPictures(MODEL), runs: [], seconds: 1e9, language: 'en', control },
    ...{ device: MODEL.device, weights: { info: { ...MODEL.record.weights, ...untrained } } as unknown as Weights, spare: new Spare(null) },
    ...{ onState: () => {}, parts: { pictures: { pool: {} } as Pick<Pictures, 'pool'>, training } },
  })
  return searching.toTheEnd()
}

const statusOf = ({ trials }: SearchState, number: number) => trials[number - 1]?.status

test('whole networks that find no memory are a finding, and the search goes on; a head that finds none ends it', async () => {
  const size = { batch: 32, size: 64 }
  const state = await searched((session) => {
    const number = session.record.search!.trial
    if (number === HEADS + 1)
      return fails(session, 'failed', new Problem('device-too-small', { ...size, needed: 2, given: 1, suggested: null }))
    if (number === HEADS + 2) return fails(session, 'interrupted', new Problem('out-of-memory', size))
    return trained(session)
  })
  expect(state).toMatchObject({ ended: 'done', folds: 0 })
  expect([HEADS + 1, HEADS + 2, HEADS + 3, LAST].map((number) => statusOf(state, number))).toEqual(['failed', 'failed', 'tried', 'tried'])
  const none = searched((session) => fails(session, 'failed', new Problem('out-of-memory', size)))
  await expect(none).rejects.toMatchObject({ code: 'out-of-memory' })
})

test('a search that is stopped when its last trial is through is done; whole networks find nothing of the heads held', async () => {
  const control = new RunControl(() => {})
  const held: unknown[] = []
  const goneOnWith: boolean[] = []
  const state = await searched(async (session) => {
    const { record, start, features } = session
    if (record.frozenIn === undefined) held.push(await features.read('views'))
    else await features.write('views', set)
    if (start.kind === 'resume') goneOnWith.push(start.from !== undefined)
    if (record.search?.trial === LAST) control.stop()
    return trained(session)
  }, control)
  expect(state.ended).toBe('done')
  expect(goneOnWith).toEqual(new Array(6).fill(true))
  expect(held).toEqual(new Array(5).fill(null))
})

test('a search whose first trial was deleted is still there, with the plan that it had, and makes that trial anew', async () => {
  const whole = await searched(trained)
  const records = await runRecords.all()
  const planOf = (runs: typeof records) => {
    const [search] = searchesOf(runs)
    return search && new Trials(search.runs, basisOf(search.from, search.runs[0]!))
  }
  const others = records.filter(({ search }) => search?.trial !== 1)
  const left = planOf(others)
  const epochs = (trials: SearchState['trials']) => trials.map(({ config }) => ({ ...config, epochs: 0 }))
  expect(epochs(left!.shown(null).trials.slice(0, HEADS))).toEqual(epochs(whole.trials.slice(0, HEADS)))
  expect(left!.next?.trial.number).toBe(1)
  // Of an earlier version, whose trials do not say it.
  expect(planOf(others.map((run) => ({ ...run, search: { id: 'search-1', trial: run.search!.trial } })))).toBeUndefined()
})

test('from an untrained network the whole of it learns from the first trial on, and no head is tried; one left is gone on with alike', async () => {
  const frozen: (string | undefined)[] = []
  const whole = async (session: Session) => {
    frozen.push(session.record.frozenIn)
    return trained(session)
  }
  const state = await searched(whole, undefined, { isUntrained: true, seed: 3 })
  expect(state).toMatchObject({ ended: 'done', stages: [], folds: 0 })
  expect(state.trials.map(({ kind, config: { strategy, epochs } }) => [kind, strategy, epochs])).toEqual(
    [6, 12, 12, 30, 30].map((epochs) => ['whole', 'full', epochs]),
  )
  expect(state.best).not.toBeNull()
  expect(frozen).toEqual(new Array(5).fill(undefined))
  const [search] = searchesOf((await runRecords.all()).slice(0, -1))
  const left = new Trials(search!.runs, basisOf(search!.from, search!.runs[0]!)).shown(null)
  expect(left.trials.map(({ config }) => config)).toEqual(state.trials.map(({ config }) => config))
})

test('an untrained network that finds no memory ends the search: no other trial would find more', async () => {
  const none = searched((session) => fails(session, 'failed', new Problem('out-of-memory', { batch: 32, size: 64 })), undefined, {
    isUntrained: true,
    seed: 3,
  })
  await expect(none).rejects.toMatchObject({ code: 'out-of-memory' })
})
