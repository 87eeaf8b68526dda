import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RunRecord } from '../../protocol'
import { toyRecord } from '../testing/records'
import { makeRoom, runsSpace } from './budget'

const state = vi.hoisted(() => ({ files: new Map<string, Map<string, number>>(), records: new Map<string, unknown>() }))
const sizeOf = (files: Map<string, number>) => [...files.values()].reduce((a, b) => a + b, 0)
vi.mock('./files', () => ({
  runSizes: () => Promise.resolve(new Map([...state.files].map(([id, files]) => [id, sizeOf(files)]))),
  async sweepRunFiles(id: string, keep: string[]) {
    for (const name of state.files.get(id)!.keys()) if (!keep.includes(name)) state.files.get(id)!.delete(name)
  },
}))
vi.mock(import('./records'), async (original) => ({
  ...(await original()),
  runRecords: {
    all: () => Promise.resolve(([...state.records.values()] as RunRecord[]).sort((a, b) => b.number - a.number)),
    change: (id: string, edit: (now: RunRecord) => RunRecord) => {
      state.records.set(id, edit(state.records.get(id) as RunRecord))
      return Promise.resolve(state.records.get(id))
    },
  } as never,
}))

const checkpoint = (file: string) => ({ file, epoch: 2, batch: 0, bytes: 400, best: 'best-1' })
/** Each run takes 1000 bytes, 800 of them checkpoints. */
function add(number: number, status: RunRecord['status']) {
  const id = `run-${number}`
  const checkpoints = ['c1', 'c2'].map(checkpoint)
  state.records.set(id, toyRecord({ id, number, status, checkpoints, bestFile: 'best-1', bestEpoch: 1 }))
  state.files.set(
    id,
    new Map([
      ['c1', 400],
      ['c2', 400],
      ['best-1', 200],
    ]),
  )
}
/** The budget is a quarter of it. */
const quota = (bytes: number) => vi.stubGlobal('navigator', { storage: { estimate: () => Promise.resolve({ quota: bytes, usage: 0 }) } })
const left = () => [...state.files].map(([id, files]) => `${id} ${[...files.keys()].join(' ')}`)

beforeEach(() => {
  state.files.clear()
  state.records.clear()
  add(1, 'finished')
  add(2, 'interrupted')
  add(3, 'finished')
  add(4, 'running')
})
afterEach(() => vi.unstubAllGlobals())

test('within the budget nothing goes', async () => {
  quota(4 * 4500)
  await makeRoom('run-4', 500)
  expect(left().every((files) => files.endsWith('c1 c2 best-1'))).toBe(true)
  expect(await runsSpace()).toEqual({ bytes: 4000, budget: 4500 })
})

test('beyond it, checkpoints of the oldest finished run go first, never its best weights', async () => {
  quota(4 * 4000)
  await makeRoom('run-4', 500)
  expect(left()).toEqual(['run-1 best-1', 'run-2 c1 c2 best-1', 'run-3 c1 c2 best-1', 'run-4 c1 c2 best-1'])
  expect(state.records.get('run-1')).toMatchObject({ checkpoints: [], bestFile: 'best-1' })
})

test('a run that can still go on keeps what it needs, however little room there is', async () => {
  quota(4 * 100)
  await makeRoom('run-4', 500)
  expect(left()).toEqual(['run-1 best-1', 'run-2 c1 c2 best-1', 'run-3 best-1', 'run-4 c1 c2 best-1'])
})

test('a browser with a large disk gives runs no more than 4 GB', async () => {
  quota(1e12)
  expect((await runsSpace()).budget).toBe(4e9)
})
