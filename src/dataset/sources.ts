/** From a drop, an input or a picker to what the trainer takes: handles where the browser has them, files with their paths elsewhere. */
import type { DatasetSource, SourceItem } from '../../workers/protocol'

/** Files of an input, with the path below the chosen folder where the browser tells it. */
export function itemsOfFiles(files: Iterable<File>): SourceItem[] {
  return Array.from(files, (file) => ({ kind: 'file', path: file.webkitRelativePath || file.name, file }))
}

/**
 * Everything that was dropped. Must be called in the drop event itself: the list of items is empty once the event is over,
 * so every handle, entry and file is asked for before the first wait.
 */
export async function itemsOfDrop(transfer: DataTransfer): Promise<SourceItem[]> {
  const asked = Array.from(transfer.items)
    .filter((item) => item.kind === 'file')
    .map((item) => ({
      handle: 'getAsFileSystemHandle' in item ? item.getAsFileSystemHandle() : Promise.resolve(null),
      entry: item.webkitGetAsEntry(),
      file: item.getAsFile(),
    }))
  const found = await Promise.all(
    asked.map(async ({ handle, entry, file }): Promise<SourceItem[]> => {
      // Some browsers refuse handles (private windows) but give entries and files.
      const got = await handle.catch(() => null)
      if (got) return [{ kind: 'handle', handle: got as FileSystemDirectoryHandle | FileSystemFileHandle }]
      if (entry) return filesOfEntry(entry)
      return file ? itemsOfFiles([file]) : []
    }),
  )
  return found.flat()
}

async function filesOfEntry(entry: FileSystemEntry): Promise<SourceItem[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [{ kind: 'file', path: entry.fullPath.replace(/^\//, ''), file }]
  }
  if (!isDirectory(entry)) return []
  const reader = entry.createReader()
  const items: SourceItem[] = []
  for (;;) {
    // A reader gives at most about a hundred entries at a time and then none.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return items
    for (const found of await Promise.all(some.map(filesOfEntry))) for (const item of found) items.push(item)
  }
}

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
