/** Captured pictures as files in the origin's private file system: `captures/<class>/<picture>.jpg`, there again after a reload. */
import { readCapturedName } from '../../../workers/protocol'
import { within as answered } from '../../../workers/storage/patience'
import { PrivateFolder } from '../../../workers/storage/privateFolder'

export interface CapturedPicture {
  /** The file's name. */
  readonly name: string
  readonly handle: FileSystemFileHandle
}
export interface CapturedClass {
  readonly name: string
  /** In the order of capture. */
  readonly pictures: readonly CapturedPicture[]
}

const captures = new PrivateFolder('captures')
/** So long anybody waits for one picture, or for the list of all: some browsers never answer. */
const PATIENCE_MS = 60_000

/** The folder of all captured pictures, made where there is none. Rejects where the browser gives pages no files of their own (private windows). */
export const captureFolder = (): Promise<FileSystemDirectoryHandle> => captures.use(async (folder) => folder)

/** Every class, by name, with its pictures; files that were not captured are passed over. */
export const listCaptures = (folder: FileSystemDirectoryHandle): Promise<CapturedClass[]> => answered(PATIENCE_MS, list(folder))

async function list(folder: FileSystemDirectoryHandle): Promise<CapturedClass[]> {
  const classes: CapturedClass[] = []
  for await (const entry of folder.values()) {
    if (entry.kind !== 'directory') continue
    const pictures: CapturedPicture[] = []
    for await (const file of entry.values())
      if (file.kind === 'file' && readCapturedName(file.name)) pictures.push({ name: file.name, handle: file })
    classes.push({ name: entry.name, pictures: pictures.sort((a, b) => (a.name < b.name ? -1 : 1)) })
  }
  return classes.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Makes the class's folder. */
export async function makeClass(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  await answered(PATIENCE_MS, folder.getDirectoryHandle(name, { create: true }))
}

/** Writes a picture; the file is there whole or not at all. */
export const savePicture = (folder: FileSystemDirectoryHandle, className: string, name: string, jpeg: Blob): Promise<CapturedPicture> =>
  answered(PATIENCE_MS, save(folder, className, name, jpeg))

async function save(folder: FileSystemDirectoryHandle, className: string, name: string, jpeg: Blob): Promise<CapturedPicture> {
  const within = await folder.getDirectoryHandle(className, { create: true })
  const handle = await within.getFileHandle(name, { create: true })
  try {
    const writable = await handle.createWritable()
    await writable.write(jpeg)
    await writable.close()
  } catch (error) {
    // A full disk leaves an empty file: it would be shown as a broken picture.
    await within.removeEntry(name).catch(() => {})
    throw error
  }
  return { name, handle }
}

/** A picture's bytes, with its file's name. */
export interface TakenPicture {
  readonly name: string
  readonly jpeg: Blob
}

/** Takes pictures away, and gives the bytes of each as it goes, for who changes their mind: where one cannot be taken, those before it are not lost. */
export async function takePictures(
  folder: FileSystemDirectoryHandle,
  className: string,
  pictures: readonly CapturedPicture[],
  onTaken: (picture: TakenPicture) => void,
): Promise<void> {
  const within = await answered(PATIENCE_MS, folder.getDirectoryHandle(className))
  for (const picture of pictures) onTaken(await answered(PATIENCE_MS, take(within, picture)))
}

async function take(folder: FileSystemDirectoryHandle, { name, handle }: CapturedPicture): Promise<TakenPicture> {
  // A File of these files cannot be read once they are gone.
  const jpeg = new Blob([await (await handle.getFile()).arrayBuffer()], { type: 'image/jpeg' })
  await folder.removeEntry(name)
  return { name, jpeg }
}

/** Takes an empty class's folder away. */
export async function removeClass(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  await answered(PATIENCE_MS, folder.removeEntry(name, { recursive: true }))
}

/** Gives a class another name: folders cannot be renamed, so its pictures go to a new one. */
export async function renameClass(
  folder: FileSystemDirectoryHandle,
  { name, pictures }: CapturedClass,
  to: string,
): Promise<readonly CapturedPicture[]> {
  await makeClass(folder, to)
  const moved: CapturedPicture[] = []
  try {
    for (const picture of pictures) moved.push(await savePicture(folder, to, picture.name, await picture.handle.getFile()))
  } catch (error) {
    await removeClass(folder, to).catch(() => {}) // no room for both: it keeps its old name
    throw error
  }
  // Where the old folder cannot be removed it is there again on the next visit, under its old name: no picture is lost.
  await removeClass(folder, name).catch(() => {})
  return moved
}
