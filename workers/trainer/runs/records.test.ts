import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type FakeBrowser, openBrowser } from '../../storage/testing/browser'
import { quotaError } from '../../storage/testing/faults'
import { toyRecord } from '../testing/records'

let browser: FakeBrowser
beforeEach(() => {
  browser = openBrowser()
})
afterEach(() => {
  browser.close()
  vi.resetModules()
})

/** As a page that was just loaded has it. */
async function visit() {
  vi.resetModules()
  return (await import('./records')).runRecords
}
const full = (call: string) => (['add', 'put'].includes(call) ? quotaError() : null)

test('a record that cannot be written holds for the visit, and is written with the next change that can be', async () => {
  const records = await visit()
  browser.faults.set(full)
  const { record, fault } = await records.addOrHold((all) => toyRecord({ number: all.length + 1 }))
  expect(fault).toMatchObject({ error: { name: 'QuotaExceededError' } })
  expect(await records.all()).toEqual([record])
  expect((await records.changeOrHold('run-1', (run) => ({ ...run, notes: 'held' }))).record).toMatchObject({ notes: 'held' })
  // A person who renames it is not told that it is lost: nobody said that it was kept.
  expect(await records.change('run-1', (run) => ({ ...run, name: 'mine' }))).toMatchObject({ name: 'mine', notes: 'held' })
  await expect(records.write('run-1')).rejects.toMatchObject({ name: 'QuotaExceededError' })
  expect(await (await visit()).all()).toEqual([])
  browser.faults.set(() => null)
  expect(await records.write('run-1')).toMatchObject({ name: 'mine', notes: 'held' })
  expect(await (await visit()).all()).toMatchObject([{ name: 'mine', notes: 'held' }])
})

test('a held change of a record on disk keeps what another tab wrote meanwhile', async () => {
  const [here, elsewhere] = [await visit(), await visit()]
  await here.add(() => toyRecord())
  browser.faults.set(full)
  await here.changeOrHold('run-1', (run) => ({ ...run, status: 'interrupted' }))
  await expect(here.change('run-1', (run) => ({ ...run, name: 'lost' }))).rejects.toMatchObject({ name: 'QuotaExceededError' })
  browser.faults.set(() => null)
  await elsewhere.change('run-1', (run) => ({ ...run, name: 'theirs' }))
  expect(await here.get('run-1')).toMatchObject({ name: 'theirs', status: 'interrupted' })
  expect(await here.write('run-1')).toMatchObject({ name: 'theirs', status: 'interrupted' })
})

test('where there is no database, runs of this visit are listed and can be deleted, and it is said why', async () => {
  const records = await visit()
  vi.stubGlobal('indexedDB', undefined)
  await records.addOrHold(() => toyRecord())
  const { record, fault } = await records.allKnown()
  expect(record).toHaveLength(1)
  expect(fault).toMatchObject({ error: { code: 'no-storage', values: { why: 'blocked' } } })
  expect(await records.remove('run-1', () => true)).toBe(true)
  expect((await records.allKnown()).record).toEqual([])
})
