import type { DBSchema } from 'idb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Database } from './database'
import { type FakeBrowser, openBrowser } from './testing/browser'
import { type Call, quotaError, SILENCE } from './testing/faults'

interface Schema extends DBSchema {
  things: { key: string; value: { id: string; n: number } }
}
const open = (version = 1, patienceMs = 200) =>
  new Database<Schema>({
    name: 'test',
    version,
    patienceMs,
    upgrade: (db, from) => void (from === 0 && db.createObjectStore('things', { keyPath: 'id' })),
  })
const put = (database: Database<Schema>, n: number) => database.change('things', (store) => store.put({ id: 'a', n }))
const get = async (database: Database<Schema>) => (await database.use((db) => db.get('things', 'a')))?.n

const turn = () => new Promise((resolve) => setTimeout(resolve))

/** The next such call is never answered. */
function loseOne(lost: Call): void {
  let isLost = false
  browser.faults.set((call) => {
    if (isLost || call !== lost) return null
    isLost = true
    return SILENCE
  })
}

let browser: FakeBrowser
beforeEach(() => {
  browser = openBrowser()
})
afterEach(() => browser.close())

test('a connection that the browser closed is opened again, once, and what was asked is done', async () => {
  const database = open()
  await put(database, 1)
  browser.clearSiteData()
  await put(database, 2)
  expect(await get(database)).toBe(2)
  // While it is at work, too: the transaction is undone and done again.
  let times = 0
  await database.change('things', async (store) => {
    const written = store.put({ id: 'a', n: 3 })
    if (times++ === 0) store.transaction.abort()
    await written
  })
  expect(times).toBe(2)
  expect(await get(database)).toBe(3)
})

test('another tab that needs a newer version gets it, and here it is said that there is a newer one', async () => {
  const [old, newer] = [open(1), open(2)]
  await put(old, 1)
  expect(await get(newer)).toBe(1)
  await expect(put(old, 2)).rejects.toMatchObject({ code: 'no-storage', values: { why: 'newer' } })
  expect(await get(newer)).toBe(1)
})

test('another tab may delete it, and it is made anew', async () => {
  const database = open()
  await put(database, 1)
  await new Promise((resolve) => {
    indexedDB.deleteDatabase('test').onsuccess = resolve
  })
  expect(await get(database)).toBeUndefined()
})

test('a tab that does not let go of an older version is not waited for', async () => {
  const stubborn = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open('test', 1)
    request.onsuccess = () => resolve(request.result)
  })
  const database = open(2, 30)
  await expect(get(database)).rejects.toMatchObject({ code: 'no-storage', values: { why: 'held' } })
  stubborn.close()
})

test('a browser that does not answer is waited for once, and asked again when it answers', async () => {
  const { open: answer } = indexedDB
  const database = open(1, 60_000)
  indexedDB.open = () => Object.assign(Object.create(IDBOpenDBRequest.prototype) as IDBOpenDBRequest, { addEventListener: () => {} })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const refused = expect(get(database)).rejects.toMatchObject({ code: 'no-storage', values: { why: 'silent' } })
  await vi.advanceTimersByTimeAsync(60_000)
  await refused
  vi.useRealTimers()
  indexedDB.open = answer
  await expect(get(database)).rejects.toMatchObject({ code: 'no-storage', values: { why: 'silent' } })
  for (let i = 0; i < 20; i++) await turn()
  await put(database, 1)
  expect(await get(database)).toBe(1)
})

test('work that is not answered is not waited for; nothing is put behind it until it is', async () => {
  const database = open(1, 20)
  await put(database, 1)
  let answer: (n: number) => void = () => {}
  const silent = { code: 'no-storage', values: { why: 'silent' } }
  await expect(database.use(() => new Promise<number>((resolve) => (answer = resolve)))).rejects.toMatchObject(silent)
  const work = vi.fn()
  await expect(database.use(work)).rejects.toMatchObject(silent)
  expect(work).not.toHaveBeenCalled()
  answer(1)
  await turn()
  await put(database, 2)
  expect(await get(database)).toBe(2)
})

test.each<Call>(['get', 'put', 'commit'])(
  'site data is cleared while a call (%s) is under way, whose answer is lost: it is asked again, of a new connection',
  async (lost) => {
    // Nobody has the patience to wait for it.
    const database = open(1, 60_000)
    await put(database, 1)
    loseOne(lost)
    const asked = lost === 'get' ? get(database) : put(database, 2)
    for (let i = 0; i < 20; i++) await turn()
    expect(browser.faults.calls).toContain(lost)
    browser.clearSiteData()
    expect(await asked).toEqual(lost === 'get' ? undefined : 'a')
    expect(await get(database)).toBe(lost === 'get' ? undefined : 2)
  },
)

test('an answer that never comes is waited for once: the database is tried beside, and asked again when it answers', async () => {
  const database = open(1, 20)
  await put(database, 1)
  loseOne('put')
  const silent = { code: 'no-storage', values: { why: 'silent' } }
  await expect(put(database, 2)).rejects.toMatchObject(silent)
  // This one is not put behind it, but has it tried.
  await expect(put(database, 2)).rejects.toMatchObject(silent)
  for (let i = 0; i < 20; i++) await turn()
  await put(database, 3)
  expect(await get(database)).toBe(3)
})

test('where there are no databases, or opening one is refused, it is said', async () => {
  browser.faults.set((call) => (call === 'open' ? new DOMException('denied', 'SecurityError') : null))
  await expect(get(open())).rejects.toMatchObject({ code: 'no-storage', values: { why: 'blocked' } })
  vi.stubGlobal('indexedDB', undefined)
  await expect(get(open())).rejects.toMatchObject({ code: 'no-storage', values: { why: 'blocked' } })
})

test('a change is whole or not at all, says why it failed, and nothing rejects unheard', async () => {
  const unheard = vi.fn()
  process.on('unhandledRejection', unheard)
  const database = open()
  await put(database, 1)
  for (const failing of ['put', 'commit'] as const) {
    browser.faults.set((call) => (call === failing ? quotaError() : null))
    await expect(put(database, 2)).rejects.toMatchObject({ name: 'QuotaExceededError' })
    browser.faults.set(() => null)
    expect(await get(database)).toBe(1)
  }
  const half = database.change('things', async (store) => {
    await store.put({ id: 'a', n: 5 })
    throw new Error('changed my mind')
  })
  await expect(half).rejects.toThrow('changed my mind')
  expect(await get(database)).toBe(1)
  await new Promise((resolve) => setTimeout(resolve))
  process.off('unhandledRejection', unheard)
  expect(unheard).not.toHaveBeenCalled()
})
