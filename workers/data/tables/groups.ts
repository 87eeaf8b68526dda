/** Tables that are read as one: `train.csv`, `valid.csv` and `test.csv`, or a `metadata.csv` in the folder of each split. */
import { namedLikeForm, type TableChoice } from '../../protocol/tables'
import type { ListedFile } from '../files/walk'
import { byCodeUnit } from '../layouts/layout'
import { splitInName, wordsOf } from '../layouts/splitWords'
import type { Table } from './header'
import type { ReadFile } from './read'

export type ReadTable = ReadFile & { readonly table: Table }

/** Tables with the same columns, and names (or where those are the same, folders) that differ in the split's word; the largest first. */
export type Group = readonly [ReadTable, ...ReadTable[]]

const bare = (name: string): string => name.replace(/\.[^.]*$/, '')

/** The split that a table's name says. */
export const splitOfName = (name: string) => splitInName(bare(name))?.split ?? null

const keyOf = ({ file, table }: ReadTable): string => {
  const words = wordsOf(bare(file.name)).filter((word) => splitInName(word) === null)
  return [...table.columns, ...words, file.name.slice(bare(file.name).length)].join('\0')
}

/** Where a table lies but for the folders that name a split. */
const besideSplits = (folders: readonly string[]): string => folders.map((name) => (splitInName(name) ? '*' : name)).join('/')

/** Whether two tables cannot be of one group: of one name, and not for different splits, the one is another version of the other. */
const areVersions = ({ file: a }: ReadTable, { file: b }: ReadTable): boolean =>
  a.name === b.name && (besideSplits(a.folders) !== besideSplits(b.folders) || a.folders.join('/') === b.folders.join('/'))

/** @param read in the order in which they are to come into groups: of two versions of a table the first joins those that both could */
export function groupsOf(read: readonly ReadFile[]): Group[] {
  const groups = new Map<string, [ReadTable, ...ReadTable[]][]>()
  for (const one of read) {
    const { table } = one
    if (!table) continue
    const readable = { ...one, table }
    const key = keyOf(readable)
    const alike = groups.get(key) ?? []
    groups.set(key, alike)
    const group = alike.find((others) => !others.some((other) => areVersions(other, readable)))
    if (group) group.push(readable)
    else alike.push([readable])
  }
  const all = [...groups.values()].flat()
  for (const group of all) group.sort((a, b) => b.table.rows.length - a.table.rows.length)
  return all
}

/** Whether a table is a form that is to be filled in: it has labels for nothing. */
export const isForm = ({ file }: ReadFile): boolean => namedLikeForm(file.name)

/** Whether a path is the one that a choice names, as `exactChoice` left it. */
export const isChosen = (path: string, { file }: TableChoice): boolean => path === file

/** The choice with the whole path of the file that it means: that path itself, else of those that end so the one nearest to the top. */
export function exactChoice(texts: readonly ListedFile[], choice: TableChoice): TableChoice {
  const { file } = choice
  if (file === undefined || texts.some(({ path }) => path === file)) return choice
  const [nearest] = texts
    .filter(({ path }) => path.endsWith(`/${file}`))
    .sort((a, b) => a.folders.length - b.folders.length || byCodeUnit(a.path, b.path))
  return nearest ? { ...choice, file: nearest.path } : choice
}
