/**
 * Lists of one dataset that belong together by the number of each line, joined to one table: CUB-200's `images.txt` (`1 001.Albatross/0001.jpg`),
 * `image_class_labels.txt` (`1 1`) and `train_test_split.txt` (`1 0`). Each column is called as its file is.
 */
import { cellOf } from './columns'
import { isNumber, type Table } from './header'
import { namesPicture } from './pictureIndex'
import type { ReadFile } from './read'

/** Rows from which it is judged whether a list names pictures. */
const LOOKED_AT = 50

const bare = (name: string): string => name.replace(/\.[^.]*$/, '')
const isPair = ({ table }: ReadFile): boolean => table?.columns.length === 2

/** Whether each line is a number and a picture. */
const namesByNumber = ({ rows }: Table): boolean =>
  rows.slice(0, LOOKED_AT).every((row) => isNumber(cellOf(row, 0)) && namesPicture(cellOf(row, 1)))

/** What each number of a list stands beside; null where one comes twice. */
function byNumber({ rows }: Table): ReadonlyMap<string, string> | null {
  const found = new Map(rows.map((row) => [cellOf(row, 0), cellOf(row, 1)]))
  return found.size === rows.length ? found : null
}

/** The tables with those that belong together as one, in the place of the list of pictures. */
export function joinedByNumber(read: readonly ReadFile[]): ReadFile[] {
  const joined = new Map<ReadFile, ReadFile>()
  const gone = new Set<ReadFile>()
  for (const base of read) {
    if (!isPair(base) || !base.table || !namesByNumber(base.table)) continue
    const numbers = byNumber(base.table)
    if (!numbers) continue
    const others = read.flatMap((one) => {
      const beside = one !== base && isPair(one) && one.file.folders.join('/') === base.file.folders.join('/') ? one.table : null
      if (!beside || beside.rows.length !== numbers.size) return []
      const values = byNumber(beside)
      const fits = values && [...numbers.keys()].every((number) => values.has(number)) && new Set(values.values()).size * 2 <= values.size
      return fits ? [{ one, values }] : []
    })
    if (others.length === 0) continue
    const columns = ['#1', bare(base.file.name), ...others.map(({ one }) => bare(one.file.name))]
    const rows = [...numbers].map(([number, picture]) => [number, picture, ...others.map(({ values }) => values.get(number)!)])
    const files = others.map(({ one }) => one.file)
    joined.set(base, { ...base, table: { columns, rows }, with: files })
    for (const { one } of others) gone.add(one)
  }
  return read.filter((one) => !gone.has(one)).map((one) => joined.get(one) ?? one)
}
