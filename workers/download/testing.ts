/** A browser's private file system and cache in memory, as far as downloads use them: for tests. */

export interface FakeStorage {
  /** Bytes of the files in the folder of downloads, by name. */
  readonly parts: Map<string, Uint8Array>
  /** Addresses that the cache has. */
  kept(): string[]
  /** Most bytes that all parts together may have. */
  quota: number
  readonly globals: { readonly navigator: object; readonly caches: object }
}

export function fakeStorage(): FakeStorage {
  const parts = new Map<string, Uint8Array<ArrayBuffer>>()
  let cached = new Map<string, Response>()
  const open = new Set<string>()
  const missing = () => new DOMException('no such file', 'NotFoundError')
  const locked = () => new DOMException('in use', 'NoModificationAllowedError')
  const handle = (name: string) => ({
    kind: 'file',
    name,
    async getFile() {
      const bytes = parts.get(name)
      if (!bytes) throw missing()
      return new File([bytes], name)
    },
    async createSyncAccessHandle() {
      if (open.has(name)) throw locked()
      open.add(name)
      return {
        getSize: () => parts.get(name)!.length,
        truncate: (size: number) => void parts.set(name, parts.get(name)!.slice(0, size)),
        write(data: Uint8Array, { at }: { at: number }) {
          const room = storage.quota - [...parts].reduce((sum, [other, { length }]) => sum + (other === name ? 0 : length), 0)
          const end = Math.min(at + data.length, room)
          const grown = new Uint8Array(Math.max(parts.get(name)!.length, end))
          grown.set(parts.get(name)!)
          grown.set(data.subarray(0, end - at), at)
          parts.set(name, grown)
          return end - at
        },
        flush: () => {},
        close: () => void open.delete(name),
      }
    },
  })
  const folder = {
    async getFileHandle(name: string, options?: { create: boolean }) {
      if (!parts.has(name) && !options?.create) throw missing()
      if (!parts.has(name)) parts.set(name, new Uint8Array())
      return handle(name)
    },
    async removeEntry(name: string) {
      if (open.has(name)) throw locked()
      if (!parts.delete(name)) throw missing()
    },
    async *values() {
      yield* [...parts.keys()].map(handle)
    },
  }
  const cache = {
    match: async (address: string) => cached.get(address)?.clone(),
    put: async (address: string, response: Response) => void cached.set(address, response),
    delete: async (address: string) => cached.delete(address),
    matchAll: async () => [...cached.values()].map((response) => response.clone()),
  }
  const storage: FakeStorage = {
    parts,
    kept: () => [...cached.keys()],
    quota: Number.POSITIVE_INFINITY,
    globals: {
      navigator: {
        onLine: true,
        storage: {
          getDirectory: async () => ({ getDirectoryHandle: async () => folder }),
          estimate: async () => ({ quota: storage.quota, usage: 0 }),
        },
      },
      caches: {
        open: async () => cache,
        delete: async () => {
          cached = new Map()
          return true
        },
      },
    },
  }
  return storage
}
