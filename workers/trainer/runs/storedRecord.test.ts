import { afterEach, beforeEach, expect, test } from 'vitest'
import { classScores } from '../../metrics/confusion'
import type { EpochRecord, RunRecord } from '../../protocol'
import { type FakeBrowser, openBrowser } from '../../storage/testing/browser'
import { toyEpoch, toyRecord } from '../testing/records'
import { runRecords } from './records'

let browser: FakeBrowser
beforeEach(() => {
  browser = openBrowser()
})
afterEach(() => browser.close())

const CLASSES = 1000
const classes = Array.from({ length: CLASSES }, (_, c) => `n${String(c).padStart(8, '0')} a class with a name of some length`)

/** Each class has 50 pictures; some of them are taken for its neighbour. */
function epochOf(epoch: number): EpochRecord {
  const cells = classes.flatMap((_, c) => {
    const wrong = 1 + ((c + epoch) % 20)
    return c + 1 < CLASSES ? [c, c, 50 - wrong, c, c + 1, wrong] : [c, c, 50]
  })
  const confusion = { classes: CLASSES, cells }
  return { ...toyEpoch(epoch, 0.8, epoch === 1), confusion, perClass: classScores(confusion, classes) }
}

const ON_DISK = 'trainyard-runs'
/** The record as it lies there. */
const onDisk = (id: string) =>
  new Promise<RunRecord>((resolve, reject) => {
    const open = indexedDB.open(ON_DISK)
    open.onerror = () => reject(open.error)
    open.onsuccess = () => {
      const get = open.result.transaction('runs').objectStore('runs').get(id)
      get.onerror = () => reject(get.error)
      get.onsuccess = () => {
        resolve(get.result)
        open.result.close()
      }
    }
  })
const putOnDisk = (record: RunRecord) =>
  new Promise<void>((resolve, reject) => {
    const open = indexedDB.open(ON_DISK)
    open.onerror = () => reject(open.error)
    open.onsuccess = () => {
      const tx = open.result.transaction('runs', 'readwrite')
      tx.objectStore('runs').put(record)
      tx.onerror = () => reject(tx.error)
      tx.oncomplete = () => {
        resolve()
        open.result.close()
      }
    }
  })

test('a record of 1,000 classes and 200 epochs is kept as its confusion matrices alone, and read as it was', async () => {
  const epochs = Array.from({ length: 200 }, (_, i) => epochOf(i + 1))
  const summary = { bestEpoch: 1, best: epochs[0]!, epochs, imagesPerSecond: 10, seconds: 2000 }
  const record = toyRecord({ classes, epochs, summary })
  await runRecords.add(() => record)
  const there = await onDisk('run-1')
  for (const epoch of [...there.epochs, ...there.summary!.epochs, there.summary!.best]) expect(epoch).not.toHaveProperty('perClass')
  // The summary's epochs are the record's own: they are not written twice.
  expect(there.summary!.epochs[7]).toBe(there.epochs[7])
  expect(there.summary!.best).toBe(there.epochs[0])
  const matrices = epochs.map(({ confusion }) => confusion)
  expect(JSON.stringify(there.epochs).length).toBeLessThan(JSON.stringify(matrices).length + 200 * 250 + 2)
  const read = (await runRecords.get('run-1'))!
  expect(read.epochs).toHaveLength(200)
  for (const i of [0, 99, 199]) expect(read.epochs[i]).toEqual(epochs[i])
  expect(read.summary!.best).toEqual(epochs[0])
})

test('a record of an earlier version, rows and scores and all, is read as it is, also scores that do not follow', async () => {
  const rows = [
    [5, 5],
    [2, 8],
  ]
  const follows = { ...toyEpoch(1, 0.65, true), confusion: rows, perClass: classScores(rows, ['cat', 'dog']) }
  const epochs = [follows, toyEpoch(2, 0.6, false)]
  const old = toyRecord({ epochs, summary: { bestEpoch: 1, best: follows, epochs, imagesPerSecond: 10, seconds: 2 } })
  await runRecords.all()
  await putOnDisk(old)
  expect(await runRecords.get('run-1')).toEqual(old)
  expect(await runRecords.all()).toEqual([old])
  expect(await runRecords.change('run-1', (now) => ({ ...now, notes: 'mine' }))).toEqual({ ...old, notes: 'mine' })
  expect(await runRecords.get('run-1')).toEqual({ ...old, notes: 'mine' })
  expect((await onDisk('run-1')).epochs.map((epoch) => 'perClass' in epoch)).toEqual([false, true])
})

test('a run of an earlier version, which dropped what one can see through, goes on doing so; a run of now says how', async () => {
  const { transparency: _, ...before } = toyRecord({}).config
  await runRecords.all()
  await putOnDisk(toyRecord({ config: before as RunRecord['config'] }))
  expect((await runRecords.get('run-1'))?.config.transparency).toBe('ignored')
  await runRecords.add(() => toyRecord({ id: 'run-2' }))
  expect((await runRecords.get('run-2'))?.config.transparency).toBe('white')
})
