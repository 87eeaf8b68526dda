/** A look at the first bytes of every file of a small dataset, so that a text called .jpg or an empty file is left out before a run meets it. */
import type { IndexProgress, Skipped } from '../../protocol/dataset'
import { kindOf } from './header'
import { FOREIGN_BYTES } from './kinds'
import { Sniffer } from './sniff'
import { beginningOf } from './source'
import { INSPECTED, type ListedFile, type Listing } from './walk'

const AT_ONCE = 32

/** Leaves out files that are empty or begin like no picture that is read here; up to `INSPECTED` files, deflated zip entries excepted. */
export async function leaveOutFalsePictures(
  { files, skipped, unread }: Listing,
  onProgress: (p: IndexProgress) => void,
  signal: AbortSignal,
): Promise<Pick<Listing, 'files' | 'skipped' | 'unread'>> {
  if (files.length > INSPECTED) return { files, skipped, unread }
  const begins: boolean[] = []
  const verdicts = new Array<Skipped['reason'] | null>(files.length).fill(null)
  const sized = [...files]
  let at = 0
  const sniffer = new Sniffer()
  const one = async (): Promise<void> => {
    for (let i = at++; i < files.length; i = at++) {
      signal.throwIfAborted()
      if (i % 200 === 0) onProgress({ status: 'reading', files: i })
      const found = await look(files[i]!, sniffer)
      verdicts[i] = found.verdict
      begins[i] = found.begins
      sized[i] = { ...files[i]!, size: found.size }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  return {
    files: sized.filter((_, i) => verdicts[i] === null),
    unread: [...unread, ...sized.filter((_, i) => verdicts[i] !== null && begins[i])],
    skipped: [...skipped, ...sized.flatMap((f, i) => (verdicts[i] ? [{ path: f.path, reason: verdicts[i] }] : []))],
  }
}

interface Seen {
  readonly verdict: Skipped['reason'] | null
  /** Whether it begins like a picture that some browser decodes. */
  readonly begins: boolean
  readonly size: number | null
}

async function look({ name, source, size: known }: ListedFile, sniffer: Sniffer): Promise<Seen> {
  if (source.kind === 'zip') return { verdict: null, begins: true, size: known }
  try {
    const { bytes, size } = await beginningOf(source, FOREIGN_BYTES)
    if (size === 0) return { verdict: 'empty', begins: false, size }
    const foreign = await sniffer.foreign(name, bytes, source)
    const begins = kindOf(bytes) !== null
    return { verdict: foreign ?? (begins ? null : 'not-a-picture'), begins, size }
  } catch {
    return { verdict: 'cannot-decode', begins: false, size: known } // gone or forbidden since it was listed
  }
}
