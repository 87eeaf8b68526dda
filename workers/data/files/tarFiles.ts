/** A tar's files as those of any archive: with names that can be read. */
import type { CodePage } from '../../protocol/dataset'
import { Problem } from '../../protocol/problem'
import { nameReader } from './names'
import { tarEntries } from './tar'
import type { ArchiveEntries, ArchiveEntry } from './zip'

/**
 * @param chosen the encoding of names that are not UTF-8; guessed where it is not given
 * @throws Problem `zip-unreadable`, after the entries that could be listed; `zip-too-large` where there are more than a million; the signal's reason when aborted
 */
export async function* tarFiles(tar: Blob, name: string, signal: AbortSignal, chosen?: CodePage): AsyncGenerator<ArchiveEntries> {
  const listing = await tarEntries(tar, signal)
  if (!listing) throw new Problem('zip-too-large', { file: name })
  const names = nameReader(
    listing.entries.map(({ rawName }) => rawName),
    chosen,
  )
  const entries = listing.entries.map(({ rawName, source }): ArchiveEntry => {
    const size = typeof source === 'object' && 'kind' in source ? source.size : 0
    return { path: names.read(rawName), size, source }
  })
  yield { entries, codePage: names.codePage }
  if (listing.damaged) throw new Problem('zip-unreadable', { file: name })
}
