/**
 * How a source that names the page's files crosses to the trainer: paths as data, files through a port, one by one. Both sides register it with Comlink.
 * To send a File makes the browser look at the disk first, a third of a millisecond and more, and the sender waits: 25,000 at once are eight seconds.
 */
import * as Comlink from 'comlink'
import type { Beginning, DatasetSource, PageFiles, SourceItem } from './protocol/dataset'

/** What crosses in place of `PageFiles`. */
interface Named {
  readonly paths: readonly string[]
  readonly port: MessagePort
}
type Crossing<T> = T extends { kind: 'listed' } ? Omit<T, 'files'> & { readonly files: Named } : T
type CrossingSource = { readonly kind: 'items'; readonly items: readonly Crossing<SourceItem>[] }

const isItems = (value: unknown): value is Extract<DatasetSource, { kind: 'items' }> =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'items'

/** What is asked over the port. */
type Asked = Required<Omit<PageFiles, 'paths'>>

/** By a stream: a slice would be an object of the browser's other process, and take longer to make than these bytes to read. */
async function beginningOf(file: File, length: number): Promise<Beginning> {
  const { size } = file
  const bytes = new Uint8Array(Math.min(length, size))
  const reader = file.stream().getReader()
  try {
    let at = 0
    while (at < bytes.length) {
      const { value } = await reader.read()
      if (!value) break
      const piece = value.subarray(0, bytes.length - at)
      bytes.set(piece, at)
      at += piece.length
    }
    return { bytes: bytes.subarray(0, at), size }
  } finally {
    await reader.cancel()
  }
}

function offer(files: PageFiles): Named {
  const { port1, port2 } = new MessageChannel()
  const asked: Asked = {
    file: (index) => files.file(index),
    beginning: async (index, length) => beginningOf(await files.file(index), length),
  }
  Comlink.expose(asked, port1)
  return { paths: files.paths, port: port2 }
}

function accept({ paths, port }: Named): PageFiles {
  const remote = Comlink.wrap<Asked>(port)
  const asked = new Map<number, Promise<File>>()
  return {
    paths,
    file(index, anew = false) {
      // Asked for once: later epochs find it here. A failure is not kept, for the file may come back.
      const known = asked.get(index)
      if (known !== undefined && !anew) return known
      const file = Promise.resolve(remote.file(index))
      asked.set(index, file)
      file.catch(() => asked.delete(index))
      return file
    },
    beginning: (index, length) => remote.beginning(index, length),
  }
}

/** Registers the way that sources cross; call it once on each side. */
export function registerPageFiles(): void {
  const handler: Comlink.TransferHandler<Extract<DatasetSource, { kind: 'items' }>, CrossingSource> = {
    canHandle: (value): value is Extract<DatasetSource, { kind: 'items' }> =>
      isItems(value) && value.items.some(({ kind }) => kind === 'listed'),
    serialize(source) {
      const items = source.items.map(
        (item): Crossing<SourceItem> => (item.kind === 'listed' ? { ...item, files: offer(item.files) } : item),
      )
      const ports = items.flatMap((item) => (item.kind === 'listed' ? [item.files.port] : []))
      return [{ kind: 'items', items }, ports]
    },
    deserialize: ({ items }) => ({
      kind: 'items',
      items: items.map((item): SourceItem => (item.kind === 'listed' ? { ...item, files: accept(item.files) } : item)),
    }),
  }
  Comlink.transferHandlers.set('page-files', handler)
}
