/** The class is the beginning of the file's name, as in Kaggle's `train/cat.0.jpg`; `test1/1.jpg` has none. Also `cat_001.jpg`, `cat-1.jpg`, `cat (1).jpg`. */
import { type Layout, reading, withoutSplits } from './layout'

const NUMBERED = /^(\p{L}[\p{L}\p{M}\p{N} _-]*?)[._\- ]*\(?\d+\)?(?:\.[^.]*)?$/u
/** What cameras and telephones call pictures: no class. */
const CAMERA = /^(img|image|dsc[fn]?|dcim|pict?|photo|picture|screenshot|mvimg|pxl|wp|frame|untitled)$/i

/** The class in a file's name, or null. */
export function classInName(name: string): string | null {
  const found = NUMBERED.exec(name)?.[1]?.trim()
  return found === undefined || CAMERA.test(found) ? null : found
}

export const kaggleFlat: Layout = (files) => {
  const splits = files.map((f) => withoutSplits(f).split)
  const names = files.map((f) => classInName(f.name))
  const trains = splits.includes('train')
  const learnt = (i: number): boolean => splits[i] !== 'test' && (splits[i] !== null || !trains)
  const candidates = files.filter((_, i) => learnt(i)).length
  const named = names.filter((name, i) => name !== null && learnt(i)).length
  if (named * 10 < candidates * 9) return null
  const found = reading('kaggle-flat', names, splits, learnt)
  // A class that is nearly every picture's own name is no class.
  return found && found.classes.length * 2 <= named ? found : null
}

/** Whether the folders cut across the names: every folder of some size holds several of the names' classes, so the folders are not the classes. */
export function cutsAcrossFolders(files: Parameters<Layout>[0]): boolean {
  const inFolder = new Map<string, Set<string>>()
  const sizes = new Map<string, number>()
  for (const file of files) {
    const name = classInName(file.name)
    if (name === null) continue
    const folder = file.folders.join('/')
    const names = inFolder.get(folder) ?? new Set()
    inFolder.set(folder, names.add(name))
    sizes.set(folder, (sizes.get(folder) ?? 0) + 1)
  }
  const mixed = [...inFolder.values()].some((names) => names.size > 1)
  return mixed && [...inFolder].every(([folder, names]) => names.size > 1 || (sizes.get(folder) ?? 0) < 4)
}
