/** The origin's private files in memory, as the trainer uses them: writing waits for its turn. */
import type { Gate } from './gate'

const missing = (name: string) => new DOMException(`${name} is not there`, 'NotFoundError')

class PrivateFile {
  readonly kind = 'file'
  private bytes = new Uint8Array()
  private changed = Date.now()
  constructor(
    readonly name: string,
    private readonly gate: Gate,
  ) {}

  async getFile(): Promise<File> {
    return new File([this.bytes], this.name, { lastModified: this.changed })
  }

  async createSyncAccessHandle() {
    await this.gate.pass('disk')
    return {
      truncate: (size: number) => this.resize(size),
      write: (part: Uint8Array | ArrayBuffer, { at }: { at: number }): number => {
        const source = part instanceof ArrayBuffer ? new Uint8Array(part) : part
        this.resize(Math.max(this.bytes.length, at + source.byteLength))
        this.bytes.set(source, at)
        this.changed = Date.now()
        return source.byteLength
      },
      flush: () => {},
      close: () => {},
    }
  }

  private resize(size: number): void {
    const now = new Uint8Array(size)
    now.set(this.bytes.subarray(0, size))
    this.bytes = now
  }
}

class PrivateFolder {
  readonly kind = 'directory'
  private readonly inside = new Map<string, PrivateFile | PrivateFolder>()
  constructor(
    readonly name: string,
    private readonly gate: Gate,
  ) {}

  getDirectoryHandle = async (name: string, options?: { create?: boolean }) => this.get(name, PrivateFolder, options)
  getFileHandle = async (name: string, options?: { create?: boolean }) => this.get(name, PrivateFile, options)
  removeEntry = async (name: string) => {
    if (!this.inside.delete(name)) throw missing(name)
  }
  async *entries() {
    yield* [...this.inside]
  }
  async *keys() {
    yield* [...this.inside.keys()]
  }
  async *values() {
    yield* [...this.inside.values()]
  }

  private get<T extends PrivateFile | PrivateFolder>(
    name: string,
    make: new (name: string, gate: Gate) => T,
    options?: { create?: boolean },
  ): T {
    const found = this.inside.get(name)
    if (found instanceof make) return found
    if (!options?.create) throw missing(name)
    const made = new make(name, this.gate)
    this.inside.set(name, made)
    return made
  }
}

/** An empty root, as `navigator.storage.getDirectory` gives it. */
export const privateFiles = (gate: Gate): FileSystemDirectoryHandle => new PrivateFolder('', gate) as unknown as FileSystemDirectoryHandle
