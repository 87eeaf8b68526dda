/** Leaves out what would be learnt wrongly although it is a picture: masks and annotations, and the second copy of a download that holds itself once more. */
import type { Skipped, SkipReason } from '../../protocol/dataset'
import { openSource } from '../files/source'
import type { ListedFile } from '../files/walk'
import { aboutOthers, type Copy, copies } from '../layouts/beside'
import { contentOf, UNREADABLE } from './fingerprint'

/** Of so many pairs sizes and contents are compared before a folder counts as a copy: each may be a file to open. */
const COMPARED = 24

/** @returns the files to go on with, and the others with their reason */
export async function withoutBesides(files: readonly ListedFile[]): Promise<{ files: ListedFile[]; skipped: Skipped[] }> {
  const reasons = new Map<number, SkipReason>()
  for (const i of aboutOthers(files)) reasons.set(i, 'mask')
  for (const copy of copies(files)) if (await isCopy(copy, files)) for (const pair of copy.pairs) reasons.set(pair.copy, 'copy')
  return {
    files: files.filter((_, i) => !reasons.has(i)),
    skipped: [...reasons].map(([i, reason]) => ({ path: files[i]!.path, reason })),
  }
}

async function isCopy({ pairs }: Copy, files: readonly ListedFile[]): Promise<boolean> {
  const step = Math.max(1, pairs.length / COMPARED)
  const asked = Array.from({ length: Math.min(COMPARED, pairs.length) }, (_, i) => pairs[Math.floor(i * step)]!)
  const same = await Promise.all(
    asked.map(async ({ copy, original }) => {
      const [one, other] = [files[copy]!, files[original]!]
      const [a, b] = await Promise.all([sizeOf(one), sizeOf(other)])
      if (a === null || a !== b) return false
      // Pictures without compression have sizes like others.
      const [content, same] = await Promise.all([contentOf(one.source), contentOf(other.source)])
      return content !== UNREADABLE && content === same
    }),
  )
  return same.every((is) => is)
}

/** Bytes; null where the file cannot be opened any more. */
async function sizeOf({ size, source }: ListedFile): Promise<number | null> {
  if (size !== null) return size
  try {
    return (await openSource(source)).size
  } catch {
    return null // gone since it was listed: then it is nobody's copy
  }
}
