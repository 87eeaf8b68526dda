/** Runs taken in over a store that another import, or a failing disk, is at. */
import { BlobReader, BlobWriter, configure, TextReader, ZipWriter } from '@zip.js/zip.js'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type FakeBrowser, openBrowser } from '../../storage/testing/browser'
import { once } from '../../storage/testing/faults'
import { CLOCK_START } from '../fit/clock'
import { toyParams } from '../testing/network'
import { toyEpoch, toyRecord } from '../testing/records'
import { importRun } from './bundle'
import { encodeCheckpoint } from './checkpoint'
import { readRunFile, runSizes } from './files'
import { tidyRuns } from './keeper'
import { filesOf, runRecords } from './records'
import { encodeParams } from './runTensors'

configure({ useWebWorkers: false })
vi.mock(import('../fit/plan'), async (original) => ({ ...(await original()), specFor: (await import('../testing/network')).toySpec }))

const own = toyRecord({
  checkpoints: [{ file: 'checkpoint-3-0.safetensors', epoch: 3, batch: 0, bytes: 4, best: 'best-2.safetensors' }],
  bestFile: 'best-2.safetensors',
  bestEpoch: 2,
})
const history = [toyEpoch(1, 0.5, false), toyEpoch(2, 0.6, true)]
const clock = { ...CLOCK_START, epoch: 3, history, stopping: { ...CLOCK_START.stopping, bestEpoch: 2 } }
const contentOf = async (name: string): Promise<Blob> => {
  const isBest = name.startsWith('best')
  const parts = isBest ? await encodeParams(toyParams(2)) : await encodeCheckpoint({ clock, params: toyParams(3), optimizer: new Map() })
  return new Blob(parts as BlobPart[])
}
async function zip(): Promise<File> {
  const writer = new ZipWriter(new BlobWriter())
  await writer.add('run.json', new TextReader(JSON.stringify(own)))
  for (const name of filesOf(own)) await writer.add(name, new BlobReader(await contentOf(name)))
  return new File([await writer.close()], 'run.zip')
}

let browser: FakeBrowser
beforeEach(() => {
  browser = openBrowser()
})
afterEach(() => browser.close())

/** Every run that is listed has all its files, and no file lies there without a run. */
async function whole(): Promise<void> {
  const runs = await runRecords.all()
  for (const run of runs)
    for (const name of filesOf(run)) expect(await readRunFile(run.id, name)).toEqual(await (await contentOf(name)).arrayBuffer())
  expect([...(await runSizes()).keys()].sort()).toEqual(runs.map(({ id }) => id).sort())
}

test('two imports of one file at once are two runs, each with its files and a number of its own', async () => {
  const file = await zip()
  await Promise.all([importRun(file), importRun(file), importRun(file)])
  expect((await runRecords.all()).map(({ number }) => number)).toEqual([3, 2, 1])
  await whole()
})

test('an import that fails beside one that succeeds takes none of its files away', async () => {
  const file = await zip()
  let writes = 0
  // The second write of all is the second import's first.
  browser.faults.set((call) => (call === 'write' && ++writes === 2 ? new DOMException('broken', 'OperationError') : null))
  const ends = await Promise.allSettled([importRun(file), importRun(file)])
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  browser.faults.set(() => null)
  await whole()
})

test('wherever an import fails, nothing is left of it after the next start', async () => {
  const file = await zip()
  await importRun(file)
  const calls = browser.faults.calls.length
  expect(calls).toBeGreaterThan(20)
  for (let n = 0; n < calls; n++) {
    browser.close()
    browser = openBrowser()
    browser.faults.set(once(n, () => new DOMException('broken', 'OperationError')))
    await importRun(file).catch(() => {})
    browser.faults.set(() => null)
    await tidyRuns()
    await whole()
  }
})
