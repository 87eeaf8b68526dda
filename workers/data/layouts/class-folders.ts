/** A folder per class, whatever folders lie around them: `animals/cat/1.jpg`, `animals/dog/more/2.jpg`. Loose pictures have no label. */
import { type Layout, reading, wrappers } from './layout'

export const classFolders: Layout = (files) => {
  const depth = wrappers(files.map((f) => f.folders))
  const names = files.map((f) => f.folders[depth] ?? null)
  return reading(
    'class-folders',
    names,
    files.map(() => null),
    () => true,
  )
}
