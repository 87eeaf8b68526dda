import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  askToKeep,
  databases,
  forgetResponses,
  inTurn,
  keptResponses,
  localTexts,
  privateFiles,
  space,
  storageFull,
  withLock,
} from './browser'

afterEach(() => vi.unstubAllGlobals())

const denied = (): never => {
  throw new DOMException('access is denied for this document', 'SecurityError')
}
const refused = () => Promise.reject(new DOMException('access is denied for this document', 'SecurityError'))

/** Each way in which browsers give a page nothing to keep things in. */
const BROWSERS: Record<string, () => void> = {
  'that lacks all of it': () => {
    vi.stubGlobal('navigator', {})
    for (const name of ['localStorage', 'indexedDB', 'caches']) vi.stubGlobal(name, undefined)
  },
  'that throws at a look': () => {
    vi.stubGlobal('navigator', Object.defineProperties({}, { storage: { get: denied }, locks: { get: denied } }))
    for (const name of ['localStorage', 'indexedDB', 'caches']) {
      vi.stubGlobal(name, undefined)
      Object.defineProperty(globalThis, name, { configurable: true, get: denied })
    }
  },
  'that refuses each call': () => {
    const storage = { getDirectory: refused, estimate: refused, persist: refused, persisted: refused }
    vi.stubGlobal('navigator', { storage, locks: { request: refused } })
    vi.stubGlobal('localStorage', { getItem: denied, setItem: denied })
    vi.stubGlobal('indexedDB', undefined)
    vi.stubGlobal('caches', { open: refused })
  },
}

describe.each(Object.entries(BROWSERS))('a browser %s', (_, pretend) => {
  test('answers "none" to everything, and work under a lock is done', async () => {
    pretend()
    await expect(privateFiles()).rejects.toMatchObject({ code: 'no-storage', values: { why: 'blocked' } })
    expect(await space()).toEqual({ quota: null, free: null })
    expect(await askToKeep()).toBe(false)
    expect(localTexts.write('key', 'text')).toBe(false)
    expect(localTexts.read('key')).toBeNull()
    expect(await keptResponses('weights')).toBeNull()
    expect(databases()).toBeNull()
    expect(await withLock('run', async (had) => had)).toBe(true)
    // Without the browser's locks one thread still keeps its own apart.
    const inside = withLock('run', () => withLock('run', async (had) => had))
    expect(await inside).toBe(false)
  })
})

test('a browser that never answers is not waited for', async () => {
  const never = () => new Promise(() => {})
  const storage = { getDirectory: never, estimate: never, persist: never, persisted: async () => false }
  vi.stubGlobal('navigator', { storage, locks: { request: never } })
  vi.stubGlobal('caches', { open: never, delete: never })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const answers = [
      expect(privateFiles()).rejects.toMatchObject({ code: 'no-storage', values: { why: 'silent' } }),
      expect(storageFull(10)).resolves.toMatchObject({ code: 'storage-full', values: { needed: 10, free: 0 } }),
      expect(askToKeep()).resolves.toBe(false),
      expect(keptResponses('weights')).resolves.toBeNull(),
      expect(forgetResponses('weights')).resolves.toBeUndefined(),
      // One thread still keeps its own apart.
      expect(withLock('run', async (had) => had)).resolves.toBe(true),
      expect(inTurn('run', async () => {}, 1000)).resolves.toBeUndefined(),
    ]
    await vi.advanceTimersByTimeAsync(10_000)
    await Promise.all(answers)
  } finally {
    vi.useRealTimers()
  }
})

test('a lock that comes after nobody waits for it is given back, and the work is not done twice', async () => {
  let grant: () => Promise<unknown> = async () => {}
  const request = (_: string, __: object, work: (lock: object) => Promise<unknown>) =>
    new Promise((resolve) => {
      grant = async () => resolve(await work({}))
    })
  vi.stubGlobal('navigator', { locks: { request } })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const work = vi.fn(async () => 'done')
    const done = withLock('run', work)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await done).toBe('done')
    await grant()
    expect(work).toHaveBeenCalledOnce()
  } finally {
    vi.useRealTimers()
  }
})

test('what work under a lock throws is thrown, and the work is not done twice', async () => {
  let times = 0
  vi.stubGlobal('navigator', { locks: { request: (_: string, __: object, work: (lock: object) => unknown) => work({}) } })
  const work = () => {
    times++
    return Promise.reject(new Error('the work failed'))
  }
  await expect(withLock('run', work)).rejects.toThrow('the work failed')
  expect(times).toBe(1)
  const atOnce = () => {
    throw new Error('the work failed at once')
  }
  await expect(withLock('run', atOnce)).rejects.toThrow('the work failed at once')
})

test('nobody else asks the browser for storage: what is missing or throws would be forgotten there', () => {
  const asks =
    /\bnavigator\.(storage|locks)\b|\b(localStorage|sessionStorage|indexedDB)\b\s*[.?[)]|\bcaches\??\.(open|match|has|delete|keys)\b/
  const files = ['src', 'workers'].flatMap((tree) =>
    readdirSync(tree, { recursive: true, encoding: 'utf8' }).map((name) => `${tree}/${name}`),
  )
  const code = files.filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|\/testing\//.test(name))
  expect(code.length).toBeGreaterThan(300)
  const plain = (name: string) => readFileSync(name, 'utf8').replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '')
  expect(code.filter((name) => asks.test(plain(name)))).toEqual(['workers/storage/browser.ts'])
  // Folders and databases are waited for with an end: by these alone.
  const whoCalls = (what: RegExp) => code.filter((name) => name !== 'workers/storage/browser.ts' && what.test(plain(name)))
  expect(whoCalls(/\bprivateFiles\b/)).toEqual(['workers/storage/privateFolder.ts'])
  expect(whoCalls(/\b(openDB|deleteDB|databases\()/)).toEqual(['workers/storage/database.ts'])
})
