/** The origin's private files in memory, as far as this project uses them, for tests: exclusive handles, snapshots that go stale, what was never flushed lost with the power. */
import { Faults } from './faults'

const missing = (name: string): Error => new DOMException(`there is no ${name}`, 'NotFoundError')
const inUse = (name: string): Error => new DOMException(`${name} is in use`, 'NoModificationAllowedError')

/** Only grows: of two changes of any files, which was later. */
let clock = 0

/** A `FileSystemSyncAccessHandle`, which only workers' types know. */
interface SyncHandle {
  getSize(): number
  truncate(size: number): void
  write(data: AllowSharedBufferSource, options?: { at?: number }): number
  read(data: AllowSharedBufferSource, options?: { at?: number }): number
  flush(): void
  close(): void
}

class FakeFile {
  readonly kind = 'file'
  content = new Uint8Array(0)
  /** What a power failure leaves. */
  durable = new Uint8Array(0)
  changed = ++clock
  handles = 0
  exclusive = false
  get busy(): boolean {
    return this.handles > 0
  }
  constructor(
    readonly name: string,
    private readonly faults: Faults,
  ) {}

  put(content: Uint8Array<ArrayBuffer>): void {
    this.content = content
    this.changed = ++clock
  }

  async getFile(): Promise<File> {
    await this.faults.answer('snapshot')
    const { changed } = this
    const file = new File([this.content], this.name, { lastModified: changed })
    const read = file.arrayBuffer.bind(file)
    const fresh = async () => {
      await this.faults.answer('read')
      if (this.changed !== changed) throw new DOMException(`${this.name} has changed since`, 'NotReadableError')
    }
    return Object.assign(file, {
      async arrayBuffer() {
        await fresh()
        return read()
      },
    })
  }

  async createSyncAccessHandle(options: { mode?: string } = {}): Promise<SyncHandle> {
    await this.faults.answer('access')
    const shared = options.mode === 'readwrite-unsafe'
    if (this.exclusive || (this.handles > 0 && !shared)) throw inUse(this.name)
    this.handles++
    this.exclusive = !shared
    let open = true
    const passed = (call: Parameters<Faults['pass']>[0]) => {
      if (!open) throw new DOMException('the handle is closed', 'InvalidStateError')
      this.faults.pass(call)
    }
    const bytesOf = (data: AllowSharedBufferSource) =>
      ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
    return {
      getSize: () => this.content.length,
      truncate: (size) => {
        passed('truncate')
        const cut = new Uint8Array(size)
        cut.set(this.content.subarray(0, size))
        this.put(cut)
      },
      write: (data, { at = 0 } = {}) => {
        const bytes = bytesOf(data)
        let failed: unknown
        let count = bytes.length
        try {
          passed('write')
        } catch (error) {
          // Half of it is on the disk all the same.
          failed = error
          count = bytes.length >> 1
        }
        const grown = new Uint8Array(Math.max(this.content.length, at + count))
        grown.set(this.content)
        grown.set(bytes.subarray(0, count), at)
        this.put(grown)
        if (failed) throw failed
        return count
      },
      read: (data, { at = 0 } = {}) => {
        passed('read')
        const bytes = this.content.subarray(at, at + data.byteLength)
        bytesOf(data).set(bytes)
        return bytes.length
      },
      flush: () => {
        passed('flush')
        this.durable = this.content.slice()
      },
      close: () => {
        if (!open) return
        open = false
        this.handles--
        if (this.handles === 0) this.exclusive = false
        this.faults.pass('close')
      },
    }
  }

  async createWritable() {
    await this.faults.answer('stream')
    let written = new Blob([])
    return {
      write: async (data: Blob) => {
        await this.faults.answer('stream-write')
        written = new Blob([written, data])
      },
      close: async () => {
        await this.faults.answer('stream-close')
        this.put(new Uint8Array(await written.arrayBuffer()))
        this.durable = this.content.slice()
      },
    }
  }
}

class FakeFolder {
  readonly kind = 'directory'
  private readonly inside = new Map<string, FakeFile | FakeFolder>()
  constructor(
    readonly name: string,
    private readonly faults: Faults,
  ) {}

  getDirectoryHandle = (name: string, options?: { create?: boolean }): Promise<FakeFolder> => this.get(name, FakeFolder, options)
  getFileHandle = (name: string, options?: { create?: boolean }): Promise<FakeFile> => this.get(name, FakeFile, options)

  async removeEntry(name: string, { recursive = false } = {}): Promise<void> {
    await this.faults.answer('remove')
    const found = this.inside.get(name)
    if (!found) throw missing(name)
    if (found instanceof FakeFolder && found.inside.size > 0 && !recursive)
      throw new DOMException(`${name} is not empty`, 'InvalidModificationError')
    if (found.busy) throw inUse(name)
    this.inside.delete(name)
  }
  get busy(): boolean {
    return [...this.inside.values()].some((one) => one.busy)
  }
  /** As after a power failure. */
  lose(): void {
    for (const one of this.inside.values()) {
      if (one instanceof FakeFolder) one.lose()
      else {
        one.handles = 0
        one.exclusive = false
        one.put(one.durable.slice())
      }
    }
  }
  async *entries(): AsyncGenerator<[string, FakeFile | FakeFolder]> {
    await this.faults.answer('list')
    // Like the browser's, in no useful order.
    yield* [...this.inside].reverse()
  }
  async *values(): AsyncGenerator<FakeFile | FakeFolder> {
    for await (const [, one] of this.entries()) yield one
  }
  async *keys(): AsyncGenerator<string> {
    for await (const [name] of this.entries()) yield name
  }
  private async get<T extends FakeFile | FakeFolder>(
    name: string,
    kind: new (name: string, faults: Faults) => T,
    options?: { create?: boolean },
  ): Promise<T> {
    const creates = !this.inside.has(name) && options?.create
    await this.faults.answer(creates ? 'create' : (kind as unknown) === FakeFile ? 'file' : 'folder')
    const found = this.inside.get(name)
    if (found instanceof kind) return found
    if (found) throw new DOMException(`${name} is of another kind`, 'TypeMismatchError')
    if (!options?.create) throw missing(name)
    const made = new kind(name, this.faults)
    this.inside.set(name, made)
    return made
  }
}

/** An empty disk. */
export class FakeDisk {
  /** What `estimate` says that the page may use. */
  quota = 1e12
  private root: FakeFolder
  constructor(private readonly faults = new Faults()) {
    this.root = new FakeFolder('', faults)
  }
  /** As after "clear site data". */
  clear(): void {
    this.root = new FakeFolder('', this.faults)
  }
  /** As after a power failure: handles are gone, and so is what was not flushed. */
  lose(): void {
    this.root.lose()
  }
  /** `navigator.storage`. */
  readonly storage = {
    getDirectory: async (): Promise<FileSystemDirectoryHandle> => {
      await this.faults.answer('root')
      return this.root as unknown as FileSystemDirectoryHandle
    },
    estimate: async () => {
      await this.faults.answer('estimate')
      return { quota: this.quota, usage: 0 }
    },
  }
}

/** An empty folder. */
export const fakeFolder = (name: string, faults = new Faults()): FileSystemDirectoryHandle =>
  new FakeFolder(name, faults) as unknown as FileSystemDirectoryHandle
