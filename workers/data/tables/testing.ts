/** What the tables' tests share: a listing of pictures with real bytes of tables among them, opened as anybody's files are, and what was made of it. */
import type { DatasetSummary, ReadAs } from '../../protocol/dataset'
import { summarize } from '../dataset/summary'
import { index, item } from '../dataset/testing'
import { expand } from '../layouts/fixtures/expand'

/** Files by path; text is written as UTF-8. */
export type TableFiles = Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>

/** @param pictures patterns as of `expand` */
export async function openWith(pictures: readonly string[], tables: TableFiles, readAs: ReadAs = {}) {
  const bytes = (content: TableFiles[string]) => (typeof content === 'string' ? new TextEncoder().encode(content) : content)
  const items = [
    ...pictures.flatMap(expand).map((path) => item(path)),
    ...Object.entries(tables).map(([path, content]) => item(path, bytes(content))),
  ]
  const dataset = await index(items, { readAs })
  return { dataset, summary: summarize(dataset) }
}

export const findingsOf = ({ tables }: DatasetSummary): Record<string, unknown> =>
  Object.fromEntries((tables.taken?.findings ?? []).map(({ code, values }) => [code, values]))
