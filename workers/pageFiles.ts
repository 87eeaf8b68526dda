/**
 * How a source that names the page's files crosses to the trainer: paths as data, files through a port, one by one. Both sides register it with Comlink.
 * To send a File makes the browser look at the disk first, a third of a millisecond and more, and the sender waits: 25,000 at once are eight seconds.
 */
import * as Comlink from 'comlink'
import type { DatasetSource, PageFiles, SourceItem } from './protocol/dataset'

/** What crosses in place of `PageFiles`. */
interface Named {
  readonly paths: readonly string[]
  readonly port: MessagePort
}
type Crossing<T> = T extends { kind: 'listed' } ? Omit<T, 'files'> & { readonly files: Named } : T
type CrossingSource = { readonly kind: 'items'; readonly items: readonly Crossing<SourceItem>[] }

const isItems = (value: unknown): value is Extract<DatasetSource, { kind: 'items' }> =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'items'

function offer(files: PageFiles): Named {
  const { port1, port2 } = new MessageChannel()
  Comlink.expose({ file: (index: number) => files.file(index) }, port1)
  return { paths: files.paths, port: port2 }
}

function accept({ paths, port }: Named): PageFiles {
  const remote = Comlink.wrap<Pick<PageFiles, 'file'>>(port)
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
