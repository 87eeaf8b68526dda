/** From a drop, an input or a picker to what the trainer takes: handles and paths, and files only when they are needed. */
import type { DatasetSource, SourceItem } from '../../workers/protocol'

/** Told now and then how many files were found; throws to end the search. */
export type OnFound = (files: number) => void

/** A source that is still to be listed. */
export type Listing = (onFound: OnFound) => Promise<DatasetSource>

/** Files of an input, with the path below the chosen folder where the browser tells it. */
export function itemsOfFiles(files: Iterable<File>): SourceItem[] {
  const all = [...files]
  const paths = all.map((file) => file.webkitRelativePath || file.name)
  return all.length === 0 ? [] : [{ kind: 'listed', files: { paths, file: (index) => Promise.resolve(all[index]!) } }]
}

/**
 * Everything that was dropped. Must be called in the drop event itself: the list of items is empty once the event is over,
 * so every handle, entry and file is asked for before the first wait.
 */
export function itemsOfDrop(transfer: DataTransfer): (onFound: OnFound) => Promise<SourceItem[]> {
  const asked = Array.from(transfer.items)
    .filter((item) => item.kind === 'file')
    .map((item) => ({
      // Some browsers refuse handles (private windows) but give entries and files.
      handle: 'getAsFileSystemHandle' in item ? item.getAsFileSystemHandle().catch(() => null) : Promise.resolve(null),
      entry: item.webkitGetAsEntry(),
      file: item.getAsFile(),
    }))
  return async (onFound) => {
    const items: SourceItem[] = []
    let before = 0
    for (const { handle: asking, entry, file } of asked) {
      const handle = await asking
      if (entry && isDirectory(entry)) {
        const item = await folderItem(entry, handle as FileSystemDirectoryHandle | null, (files) => onFound(before + files))
        before += item.kind === 'listed' ? item.files.paths.length : 0
        items.push(item)
      } else if (handle) items.push({ kind: 'handle', handle: handle as FileSystemDirectoryHandle | FileSystemFileHandle })
      else if (file) items.push(...itemsOfFiles([file]))
    }
    return items
  }
}

/**
 * A folder by its entries: names alone, a quarter of the time that handles take, for each of those is an object of the browser's other process.
 * Where a folder in it cannot be read the trainer walks the handles, and tells what is wrong; so it does where a name would not come by handles, for
 * a later visit has only those.
 */
async function folderItem(
  folder: FileSystemDirectoryEntry,
  handle: FileSystemDirectoryHandle | null,
  onFound: OnFound,
): Promise<SourceItem> {
  const files: FileSystemFileEntry[] = []
  const folders = [folder]
  for (let next = folders.pop(); next; next = folders.pop()) {
    const reader = next.createReader()
    for (;;) {
      // A reader gives at most about a hundred entries at a time and then none.
      const some = await entriesOf(reader).catch((error: unknown) => {
        if (handle) return null
        throw error
      })
      if (!some) return { kind: 'handle', handle: handle! }
      if (some.length === 0) break
      for (const entry of some) {
        if (isFile(entry)) files.push(entry)
        else if (isDirectory(entry)) folders.push(entry)
      }
      onFound(files.length)
    }
  }
  const paths = files.map(({ fullPath }) => fullPath.replace(/^\//, ''))
  if (handle && paths.some((path) => path.split('/').some((name) => UNSAFE.test(name)))) return { kind: 'handle', handle }
  const file = (index: number) => new Promise<File>((resolve, reject) => files[index]!.file(resolve, reject))
  return { kind: 'listed', files: { paths, file }, handle: handle ?? undefined }
}

/** Names that Chromium lists as entries and leaves out as handles: not for every system's files, reserved by Windows, or links. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSAFE = /["*:<>?\\|~\u0000-\u001f\u007f]|^\s|[\s.]$|\.lnk$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

const entriesOf = (reader: FileSystemDirectoryReader) =>
  new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

/** Lets the person pick a folder; null where they changed their mind, undefined where the browser has no such picker. */
export async function pickFolder(): Promise<DatasetSource | null | undefined> {
  if (!('showDirectoryPicker' in window)) return undefined
  try {
    return { kind: 'items', items: [{ kind: 'handle', handle: await window.showDirectoryPicker({ mode: 'read' }) }] }
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return null
    throw thrown
  }
}

/** The drawn pets that "Try it" opens: the same ones every time. */
export const DRAWN_PETS: DatasetSource = { kind: 'drawn', count: 240, seed: 1 }

/** Where Kaggle hands out the pictures. */
export const KAGGLE_ADDRESS = 'https://www.kaggle.com/c/dogs-vs-cats/data'
