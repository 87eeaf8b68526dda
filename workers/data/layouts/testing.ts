/** What the layouts' tests share. */
import type { LayoutName } from '../../protocol/dataset'
import { readLayout } from '.'

/** Reads paths and gives back, for each, "class split" as the layout has it ("-" for neither). */
export function read(paths: string[], wanted?: LayoutName) {
  const found = readLayout(
    paths.map((p) => ({ folders: p.split('/').slice(0, -1), name: p.split('/').at(-1)! })),
    wanted,
  )
  if (!found) return null
  const { reading, alternatives } = found
  return {
    layout: reading.layout,
    alternatives,
    classes: reading.classes,
    pictures: paths.map((_, i) => `${reading.classes[reading.labels[i]!] ?? '-'} ${reading.splits[i] ?? '-'}`),
  }
}
