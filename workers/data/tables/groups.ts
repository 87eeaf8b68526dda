/** Tables that are read as one: `train.csv`, `valid.csv` and `test.csv`, or a `metadata.csv` in the folder of each split. */
import { namedLikeForm, type TableChoice } from '../../protocol/tables'
import { splitInName, wordsOf } from '../layouts/splitWords'
import type { Table } from './header'
import type { ReadFile } from './read'

export type ReadTable = ReadFile & { readonly table: Table }

/** Tables with the same columns, and names that differ in the split's word at most; the largest first. */
export type Group = readonly [ReadTable, ...ReadTable[]]

const bare = (name: string): string => name.replace(/\.[^.]*$/, '')

/** The split that a table's name says. */
export const splitOfName = (name: string) => splitInName(bare(name))?.split ?? null

const keyOf = ({ file, table }: ReadTable): string => {
  const words = wordsOf(bare(file.name)).filter((word) => splitInName(word) === null)
  return [...table.columns, ...words, file.name.slice(bare(file.name).length)].join('\0')
}

export function groupsOf(read: readonly ReadFile[]): Group[] {
  const groups = new Map<string, [ReadTable, ...ReadTable[]]>()
  for (const one of read) {
    const { table } = one
    if (!table) continue
    const readable = { ...one, table }
    const key = keyOf(readable)
    const group = groups.get(key)
    if (group) group.push(readable)
    else groups.set(key, [readable])
  }
  for (const group of groups.values()) group.sort((a, b) => b.table.rows.length - a.table.rows.length)
  return [...groups.values()]
}

/** Whether a table is a form that is to be filled in: it has labels for nothing. */
export const isForm = ({ file }: ReadFile): boolean => namedLikeForm(file.name)

/** Whether a path is the one that a choice names, whole or by its end. */
export const isChosen = (path: string, { file }: TableChoice): boolean => file !== undefined && (path === file || path.endsWith(`/${file}`))
