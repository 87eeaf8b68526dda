import { afterEach, expect, test, vi } from 'vitest'
import { RunControl } from '../fit/control'
import { TOY_CONFIG } from '../testing/timedRun'
import { toyBatches } from '../testing/toyBatches'
import { ToyEngine } from '../testing/toyEngine'
import { KeptFeatures } from './featureStore'
import { featureBatches } from './features'

afterEach(() => vi.unstubAllGlobals())

/** A folder in memory whose files claim to be `claimed` bytes long, so that a few of them fill the budget. */
function stubFolder(claimed: number): Map<string, { bytes: Uint8Array; at: number }> {
  const files = new Map<string, { bytes: Uint8Array; at: number }>()
  let clock = 0
  const handle = (name: string) => ({
    kind: 'file',
    name,
    async getFile() {
      const { bytes, at } = files.get(name)!
      return { size: claimed, lastModified: at, arrayBuffer: async () => bytes.slice().buffer }
    },
    async createSyncAccessHandle() {
      const file = files.get(name)!
      return {
        truncate: () => {},
        write(data: ArrayBuffer | Uint8Array, { at }: { at: number }) {
          const added = new Uint8Array(data)
          const grown = new Uint8Array(Math.max(file.bytes.length, at + added.length))
          grown.set(file.bytes)
          grown.set(added, at)
          Object.assign(file, { bytes: grown, at: ++clock })
          return added.length
        },
        flush: () => {},
        close: () => {},
      }
    },
  })
  const folder = {
    async getFileHandle(name: string, options?: { create: boolean }) {
      if (!files.has(name) && !options?.create) throw new DOMException('no such file', 'NotFoundError')
      if (!files.has(name)) files.set(name, { bytes: new Uint8Array(), at: ++clock })
      return handle(name)
    },
    async *values() {
      for (const name of files.keys()) yield handle(name)
    },
    async removeEntry(name: string) {
      files.delete(name)
    },
  }
  vi.stubGlobal('navigator', { storage: { getDirectory: async () => ({ getDirectoryHandle: async () => folder }) } })
  return files
}

const set = (n: number) => ({ ids: Int32Array.of(n, n + 1), failed: Int32Array.of(n + 7), features: Float32Array.of(0.5, n, -1, 2) })

test('sets that were not read for longest go first, and reading changes nothing in a set', async () => {
  const files = stubFolder(500 * 2 ** 20)
  const featureStore = new KeptFeatures()
  await featureStore.write('first', set(1))
  await featureStore.write('second', set(2))
  expect(await featureStore.read('first')).toEqual(set(1))
  expect(await featureStore.read('first')).toEqual(set(1))
  await featureStore.write('third', set(3))
  expect([...files.keys()]).toEqual(['first', 'second', 'third'])
  await featureStore.write('fourth', set(4))
  expect(files.has('second')).toBe(false)
  expect(await featureStore.read('second')).toBeNull()
  expect(await featureStore.read('first')).toEqual(set(1))
})

test('a disk that does not answer is waited for once in a run, which is said once', async () => {
  vi.stubGlobal('navigator', { storage: { getDirectory: () => new Promise(() => {}) } })
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  class Engine extends ToyEngine {
    override async features({ n }: { readonly n: number }): Promise<Float32Array> {
      return new Float32Array(n)
    }
  }
  const config = { ...TOY_CONFIG, strategy: 'feature-extraction', cachedViews: 2, epochs: 2 } as const
  const pictures = toyBatches(22, config.batchSize, config.seed)
  const store = new KeptFeatures()
  const batches = featureBatches({ config, pictures, featureWidth: 1, key: 'k', labelOf: () => 0, store })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    let over = false
    const preparation = { engine: new Engine(), control: new RunControl(), onProgress: () => {}, onFailed: () => {} }
    const prepared = batches.prepare!(preparation).finally(() => {
      over = true
    })
    let seconds = 0
    for (; !over; seconds++) {
      await new Promise(setImmediate)
      await vi.advanceTimersByTimeAsync(1000)
      if (seconds > 300) throw new Error('the run waits for ever')
    }
    await prepared
    // Once for all of three sets, read and written.
    expect(seconds).toBeLessThan(70)
    expect(warn).toHaveBeenCalledOnce()
    await expect(store.names()).rejects.toMatchObject({ code: 'no-storage', values: { why: 'silent' } })
  } finally {
    vi.useRealTimers()
    warn.mockRestore()
  }
})
