/** What tells pictures from others without reading them all: a dataset's fingerprint, and the middle of one file. */

import { commonFolders } from '../files/paths'
import { openSource, type SampleSource } from '../files/source'
import type { ListedFile } from '../files/walk'
import type { Reading } from '../layouts/layout'

/** How many files' sizes go into the fingerprint: opening all of a folder handle's would take seconds. */
const SIZED = 64

/** Bytes in the middle of a file that tell it from another of the same size. */
const MIDDLE = 256 << 10

/** SHA-256, hex. */
export const hex = async (bytes: BufferSource): Promise<string> =>
  Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** What `contentOf` gives of a file that cannot be read. */
export const UNREADABLE = 'unreadable'

/** SHA-256 (hex) of a picture's middle; `UNREADABLE` where it cannot be read. */
export async function contentOf(source: SampleSource): Promise<string> {
  try {
    const blob = await openSource(source)
    const from = Math.max(0, Math.floor((blob.size - MIDDLE) / 2))
    return await hex(await blob.slice(from, from + MIDDLE).arrayBuffer())
  } catch {
    return UNREADABLE
  }
}

/**
 * SHA-256 (hex) over the sorted paths, without the folders that all share, and the sizes of 64 files spread evenly: the same
 * pictures give the same fingerprint however they were handed over. Where those sizes tell little, as of pictures without compression, what is
 * in the middle of the 64 files goes in as well.
 */
export async function fingerprintOf(files: readonly ListedFile[]): Promise<string> {
  const shared = commonFolders(files.map((f) => f.folders))
  // All share those folders, so their names take as much of each path.
  const start = files[0]!.folders.slice(0, shared).reduce((length, folder) => length + folder.length + 1, 0)
  const lines = files.map(({ path }) => path.slice(start))
  const step = Math.max(1, files.length / SIZED)
  const asked = Array.from({ length: Math.min(SIZED, files.length) }, (_, i) => Math.floor(i * step))
  const sizes = await Promise.all(asked.map(async (i) => files[i]!.size ?? (await openSource(files[i]!.source)).size))
  const alike = new Set(sizes).size <= sizes.length / 2
  const contents = alike ? await Promise.all(asked.map((i) => contentOf(files[i]!.source))) : []
  for (const [n, i] of asked.entries()) lines[i] += [' ', sizes[n], ...(alike ? [' ', contents[n]] : [])].join('')
  return hex(new TextEncoder().encode(lines.join('\n')))
}

/**
 * The fingerprint of pictures with the labels, splits and groups that a table gives them: edits, health check and runs of one reading are never taken for those
 * of another, and the same labels give the same fingerprint whatever file they are from. Without a reading that of the pictures.
 */
export async function withLabels(
  pictures: string,
  reading: Pick<Reading, 'classes' | 'labels' | 'splits' | 'groups'> | null,
): Promise<string> {
  if (!reading) return pictures
  const { classes, labels, splits, groups } = reading
  return hex(new TextEncoder().encode(JSON.stringify([pictures, classes, [...labels], splits, groups])))
}
