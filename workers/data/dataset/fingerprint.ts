/** What tells pictures from others without reading them all: a dataset's fingerprint, and the middle of one file. */

import { commonFolders } from '../files/paths'
import { openSource, type SampleSource } from '../files/source'
import type { ListedFile } from '../files/walk'
import { byCodeUnit, type Reading } from '../layouts/layout'

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
async function fingerprintOf(files: readonly ListedFile[]): Promise<string> {
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
 * The fingerprint of what is read as pictures, masks and copies included; where files begin like pictures and are of kinds that are not read here, behind it that of
 * both together: another browser reads them (HEIC), and earlier versions counted them.
 *
 * @param files by path, as `unread`
 */
export async function fingerprintsOf({ files, unread }: { readonly files: readonly ListedFile[]; readonly unread: readonly ListedFile[] }) {
  const read = await fingerprintOf(files)
  if (unread.length === 0) return [read] as const
  const all = [...files, ...unread].sort((a, b) => byCodeUnit(a.path, b.path))
  return [read, await fingerprintOf(all)] as const
}

/**
 * The fingerprint of pictures with the labels, splits and groups that a table gives them: edits, health check and runs of one reading are never taken for those
 * of another, and the same labels give the same fingerprint whatever file they are from. Without a reading that of the pictures. What else they are known by is beside it.
 *
 * @param of the pictures' own fingerprints, as `fingerprintsOf`
 */
export async function withLabels(
  of: readonly [string, ...string[]],
  reading: Pick<Reading, 'classes' | 'labels' | 'splits' | 'groups'> | null,
): Promise<{ readonly fingerprint: string; readonly pictures: readonly string[] }> {
  const [own, ...others] = of
  if (!reading) return { fingerprint: own, pictures: others }
  const { classes, labels, splits, groups } = reading
  const fingerprint = await hex(new TextEncoder().encode(JSON.stringify([own, classes, [...labels], splits, groups])))
  return { fingerprint, pictures: of }
}
