/** Why files were not taken, in a line. */
import { FOREIGN_KINDS, type ForeignKind, type SkippedFiles, type SkipReason } from '../../../workers/protocol'
import type { Text } from '../words'

const isForeign = (reason: SkipReason): reason is ForeignKind => FOREIGN_KINDS.some((kind) => kind === reason)

/** `reasons`: the commonest first, each with its number. */
export function skippedWords({ data, kinds, numbers }: Text, { counts }: SkippedFiles): { total: number; reasons: string } {
  const all = (Object.entries(counts) as [SkipReason, number][]).filter(([, files]) => files > 0).sort((a, b) => b[1] - a[1])
  const nameOf = (reason: SkipReason) => (isForeign(reason) ? data.kindFiles(kinds[reason].name) : data.reasons[reason])
  return {
    total: all.reduce((sum, [, files]) => sum + files, 0),
    reasons: all.map(([reason, files]) => `${nameOf(reason)} (${numbers.n(files)})`).join(', '),
  }
}
