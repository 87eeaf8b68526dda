/**
 * Folders that name a split, with class folders inside (`train/cat/1.jpg`, `training_set/training_set/cats/cat.1.jpg`), around them
 * (`cat/train/1.jpg`) or beside them (`cats/`, `dogs/`, `test/`). Pictures in a test folder may be without a class.
 */
import { type Layout, reading, withoutSplits, wrappers } from './layout'

export const splitFolders: Layout = (files) => {
  const parts = files.map(withoutSplits)
  if (parts.every((p) => p.split === null)) return null
  const trains = parts.some((p) => p.split === 'train')
  const learnt = (i: number): boolean => {
    const split = parts[i]?.split
    return split === 'train' || split === 'val' || (split === null && !trains)
  }
  const depth = wrappers(parts.filter((_, i) => learnt(i)).map((p) => p.folders))
  const names = parts.map((p, i) => (learnt(i) ? (p.folders[depth] ?? null) : (p.folders.slice(depth)[0] ?? p.folders.at(-1) ?? null)))
  const found = reading(
    'split-folders',
    names.map((name, i) => (parts[i]!.split === null && trains ? null : name)),
    parts.map((p) => p.split),
    learnt,
  )
  if (!found) return null
  return new Set(found.splits).size > 1 || found.splits.includes('val') ? found : null
}
