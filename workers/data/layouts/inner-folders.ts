/** The innermost folder is the class: `cats/persian/1.jpg` is a persian. Another reading of class folders that have folders in them. */
import { classFolders } from './class-folders'
import { type Layout, reading } from './layout'

export const innerFolders: Layout = (files) => {
  const inner = reading(
    'inner-folders',
    files.map((f) => f.folders.at(-1) ?? null),
    files.map(() => null),
    () => true,
  )
  const outer = classFolders(files)
  if (!inner || !outer) return inner
  return inner.classes.join('/') === outer.classes.join('/') ? null : inner
}
