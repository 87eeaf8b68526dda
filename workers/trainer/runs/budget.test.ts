import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunRecord } from '../../protocol'
import { type FakeBrowser, openBrowser } from '../../storage/testing/browser'
import { toyRecord } from '../testing/records'
import { dropCheckpoints, makeRoom, runsSpace } from './budget'
import { runFileNames, writeRunFile } from './files'
import { runRecords } from './records'

let browser: FakeBrowser
const checkpoint = (file: string) => ({ file, epoch: 2, batch: 0, bytes: 400, best: 'best-1' })
/** Each run takes 1000 bytes, 800 of them checkpoints. */
async function add(number: number, status: RunRecord['status']) {
  const id = `run-${number}`
  const checkpoints = ['c1', 'c2'].map(checkpoint)
  await runRecords.add(() => toyRecord({ id, number, status, checkpoints, bestFile: 'best-1', bestEpoch: 1 }))
  for (const [name, bytes] of [
    ['c1', 400],
    ['c2', 400],
    ['best-1', 200],
  ] as const)
    await writeRunFile(id, name, [new Uint8Array(bytes)])
}
/** The budget is a quarter of it. */
const quota = (bytes: number) => {
  browser.disk.quota = bytes
}
const left = async () => {
  const runs = (await runRecords.all()).reverse()
  return Promise.all(runs.map(async ({ id }) => `${id} ${[...(await runFileNames(id))].sort().join(' ')}`))
}

beforeEach(async () => {
  browser = openBrowser()
  await add(1, 'finished')
  await add(2, 'interrupted')
  await add(3, 'finished')
  await add(4, 'running')
})
afterEach(() => browser.close())

test('within the budget nothing goes', async () => {
  quota(4 * 4500)
  await makeRoom('run-4', 500)
  expect((await left()).every((files) => files.endsWith('best-1 c1 c2'))).toBe(true)
  expect(await runsSpace()).toEqual({
    bytes: 4000,
    budget: 4500,
    byRun: { 'run-1': 1000, 'run-2': 1000, 'run-3': 1000, 'run-4': 1000 },
    problem: null,
  })
})

test('beyond it, checkpoints of the oldest finished run go first, never its best weights', async () => {
  quota(4 * 4000)
  await makeRoom('run-4', 500)
  expect(await left()).toEqual(['run-1 best-1', 'run-2 best-1 c1 c2', 'run-3 best-1 c1 c2', 'run-4 best-1 c1 c2'])
  expect(await runRecords.get('run-1')).toMatchObject({ checkpoints: [], bestFile: 'best-1' })
})

test('a run that can still go on keeps what it needs, however little room there is', async () => {
  quota(4 * 100)
  await makeRoom('run-4', 500)
  expect(await left()).toEqual(['run-1 best-1', 'run-2 best-1 c1 c2', 'run-3 best-1', 'run-4 best-1 c1 c2'])
})

test('what runs need only to be trained on goes when it is asked for, of finished ones whose model stays', async () => {
  await runRecords.change('run-3', (run) => ({ ...run, bestFile: null }))
  for (const id of ['run-1', 'run-2', 'run-3', 'run-4']) await dropCheckpoints(id)
  expect((await left()).map((files) => files.includes('c1'))).toEqual([false, true, true, true])
  expect(await runRecords.get('run-1')).toMatchObject({ checkpoints: [], bestFile: 'best-1' })
})

test('a browser with a large disk gives runs no more than 4 GB', async () => {
  quota(1e12)
  expect((await runsSpace()).budget).toBe(4e9)
})

test('a run whose files cannot be removed does not keep the next from being saved, nor others from giving way', async () => {
  quota(4 * 100)
  let removals = 0
  browser.faults.set((call) => (call === 'remove' && ++removals <= 2 ? new DOMException('in use', 'NoModificationAllowedError') : null))
  await makeRoom('run-4', 500)
  browser.faults.set(() => null)
  expect(await left()).toEqual(['run-1 best-1 c1 c2', 'run-2 best-1 c1 c2', 'run-3 best-1', 'run-4 best-1 c1 c2'])
})

test('a browser that keeps nothing says so in place of a budget', async () => {
  browser.faults.set((call) => (call === 'root' ? new DOMException('denied', 'SecurityError') : null))
  expect(await runsSpace()).toMatchObject({ bytes: 0, budget: 0, problem: { code: 'no-storage', values: { why: 'blocked' } } })
  await makeRoom('run-4', 500)
})
