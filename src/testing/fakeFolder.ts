/** The browser's private files in memory, as far as the page uses them, for unit tests. */

class FakeFile {
  readonly kind = 'file'
  content = new Blob([])
  constructor(readonly name: string) {}
  getFile = () => Promise.resolve(new File([this.content], this.name))
  createWritable = () => {
    let written = new Blob([])
    return Promise.resolve({
      write: async (blob: Blob) => {
        written = new Blob([written, blob])
      },
      close: async () => {
        this.content = written
      },
    })
  }
}

const missing = () => Promise.reject(new DOMException('not there', 'NotFoundError'))

class FakeFolder {
  readonly kind = 'directory'
  private readonly entries = new Map<string, FakeFile | FakeFolder>()
  constructor(readonly name: string) {}
  getDirectoryHandle = (name: string, options?: { create?: boolean }) => this.get(name, FakeFolder, options)
  getFileHandle = (name: string, options?: { create?: boolean }) => this.get(name, FakeFile, options)
  removeEntry = (name: string) => (this.entries.delete(name) ? Promise.resolve() : missing())
  async *values() {
    // Like the browser's, in no useful order.
    yield* [...this.entries.values()].reverse()
  }
  private get<T extends FakeFile | FakeFolder>(name: string, make: new (name: string) => T, options?: { create?: boolean }): Promise<T> {
    const found = this.entries.get(name)
    if (found instanceof make) return Promise.resolve(found)
    if (!options?.create) return missing()
    const made = new make(name)
    this.entries.set(name, made)
    return Promise.resolve(made)
  }
}

/** An empty folder. */
export const fakeFolder = (name: string): FileSystemDirectoryHandle => new FakeFolder(name) as unknown as FileSystemDirectoryHandle
