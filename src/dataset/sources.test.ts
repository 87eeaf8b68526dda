/** What a drop becomes, with the browser's entries and handles played by plain objects. */
import { expect, test } from 'vitest'
import { itemsOfDrop, itemsOfFiles } from './sources'

type Tree = { readonly [name: string]: Tree | 'file' | Error }

/** A folder of entries that gives two at a time, as a browser gives a hundred. */
function folder(path: string, tree: Tree): FileSystemDirectoryEntry {
  const child = (name: string, inside: Tree | 'file'): FileSystemEntry =>
    inside === 'file'
      ? ({
          isFile: true,
          isDirectory: false,
          fullPath: `${path}/${name}`,
          file: (yes: (file: File) => void) => yes(new File([name], name)),
        } as unknown as FileSystemFileEntry)
      : folder(`${path}/${name}`, inside)
  const createReader = () => {
    const left = Object.entries(tree)
    return {
      readEntries(yes: (entries: FileSystemEntry[]) => void, no: (error: Error) => void) {
        const some = left.splice(0, 2)
        const error = some.find(([, inside]) => inside instanceof Error)?.[1]
        if (error instanceof Error) no(error)
        else yes(some.map(([name, inside]) => child(name, inside as Tree | 'file')))
      },
    }
  }
  return {
    isFile: false,
    isDirectory: true,
    name: path.split('/').at(-1),
    fullPath: path,
    createReader,
  } as unknown as FileSystemDirectoryEntry
}

const asItem = (entry: FileSystemEntry, getAsFileSystemHandle: () => Promise<FileSystemHandle | null>) => ({
  kind: 'file',
  webkitGetAsEntry: () => entry,
  getAsFile: () => null,
  getAsFileSystemHandle,
})
const handle = { kind: 'directory', name: 'pets' } as FileSystemDirectoryHandle
const dropped = (entry: FileSystemEntry, getAsFileSystemHandle: () => Promise<FileSystemHandle | null>) =>
  itemsOfDrop({ items: [asItem(entry, getAsFileSystemHandle)] } as unknown as DataTransfer)

const pets: Tree = { cat: { '1.jpg': 'file', '2.jpg': 'file', '3.jpg': 'file' }, dog: { old: { '4.jpg': 'file' } }, 'notes.txt': 'file' }

test('a dropped folder is listed to its depths by its entries, and its handle kept for a later visit', async () => {
  const found: number[] = []
  const [item, ...others] = await dropped(folder('/pets', pets), () => Promise.resolve(handle))((files) => found.push(files))
  expect(others).toEqual([])
  if (item?.kind !== 'listed') throw new Error('not listed')
  expect(item.files.paths.toSorted()).toEqual([
    'pets/cat/1.jpg',
    'pets/cat/2.jpg',
    'pets/cat/3.jpg',
    'pets/dog/old/4.jpg',
    'pets/notes.txt',
  ])
  expect(item.handle).toBe(handle)
  const at = item.files.paths.indexOf('pets/dog/old/4.jpg')
  expect(await (await item.files.file(at)).text()).toBe('4.jpg')
  expect(found.at(-1)).toBe(5)
})

test('where the browser gives no handle, entries do', async () => {
  const [item] = await dropped(folder('/pets', pets), () => Promise.reject(new DOMException('private', 'NotAllowedError')))(() => undefined)
  expect(item).toMatchObject({ kind: 'listed', handle: undefined })
})

test('a folder in which one cannot be read is left to the trainer, or is an error where there is no handle', async () => {
  const closed: Tree = { ...pets, gone: { x: new DOMException('gone', 'NotFoundError') } }
  expect(await dropped(folder('/pets', closed), () => Promise.resolve(handle))(() => undefined)).toEqual([{ kind: 'handle', handle }])
  await expect(dropped(folder('/pets', closed), () => Promise.resolve(null))(() => undefined)).rejects.toThrow('gone')
})

test('files of several folders are counted together', async () => {
  const items = ['cats', 'dogs'].map((name) =>
    asItem(folder(`/${name}`, pets), () => Promise.resolve({ kind: 'directory', name } as FileSystemDirectoryHandle)),
  )
  const found: number[] = []
  await itemsOfDrop({ items } as unknown as DataTransfer)((files) => found.push(files))
  expect(found.at(-1)).toBe(10)
  expect(found).toEqual(found.toSorted((a, b) => a - b))
})

test.each(['Screenshot 10:22.png', 'back\\slash.jpg', 'what?.jpg', 'con.jpg', ' first.jpg', 'link.lnk'])(
  'a folder with “%s” in it goes by handles, which leave it out now and at a later visit',
  async (name) => {
    const tree: Tree = { ...pets, old: { [name]: 'file' } }
    expect(await dropped(folder('/pets', tree), () => Promise.resolve(handle))(() => undefined)).toEqual([{ kind: 'handle', handle }])
  },
)

test('whoever listens may end the search', async () => {
  const stop = () => {
    throw new DOMException('enough', 'AbortError')
  }
  await expect(dropped(folder('/pets', pets), () => Promise.resolve(handle))(stop)).rejects.toThrow('enough')
})

test('files of an input keep the path below the chosen folder', async () => {
  const file = new File(['x'], '1.jpg')
  Object.defineProperty(file, 'webkitRelativePath', { value: 'pets/cat/1.jpg' })
  const [item] = itemsOfFiles([file, new File(['y'], 'loose.jpg')])
  if (item?.kind !== 'listed') throw new Error('not listed')
  expect(item.files.paths).toEqual(['pets/cat/1.jpg', 'loose.jpg'])
  expect(await item.files.file(0)).toBe(file)
  expect(itemsOfFiles([])).toEqual([])
})
