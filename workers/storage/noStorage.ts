/** What a person is told where the browser keeps nothing. */
import { Problem } from '../protocol'

const detailOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error))

/** `no-storage`, with what the browser said. */
export const noStorage = (why: 'blocked' | 'newer' | 'held' | 'silent', error?: unknown): Problem<'no-storage'> =>
  new Problem('no-storage', { why, detail: error === undefined ? '' : detailOf(error) })
