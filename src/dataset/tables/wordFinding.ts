/** What was found about a table, in a sentence. */
import type { TableFinding } from '../../../workers/protocol'
import type { en } from '../words/en'

export function wordFinding({ tables }: Pick<typeof en, 'tables'>, { code, values }: TableFinding): string {
  // The table is typed by code; of a union of codes TypeScript cannot tell that words and values belong together.
  const words = tables.findings as unknown as Readonly<Record<TableFinding['code'], (values: TableFinding['values']) => string>>
  return words[code](values)
}
