/** What a path tells before anything is opened: its parts, litter, and names that reach outside. */

const LITTER = new Set(['__macosx', '_ds_store', 'thumbs.db', 'ehthumbs.db', 'desktop.ini', '@eadir', '$recycle.bin'])

/** A path's segments: backslashes count as separators (Windows zips), `.` and empty segments are dropped, names are NFC (macOS stores NFD). */
export function segmentsOf(path: string): string[] {
  return path
    .normalize('NFC')
    .split(/[/\\]/)
    .filter((s) => s !== '' && s !== '.')
}

/** Whether a zip entry's name would leave the folder it is unpacked to: absolute, with a drive letter, or with `..`. */
export function reachesOutside(path: string): boolean {
  return /^[/\\]|^[a-z]:[/\\]|\0/i.test(path) || path.split(/[/\\]/).includes('..')
}

/** Whether this is a hidden file or what macOS and Windows leave behind. */
export function isLitter(segments: readonly string[]): boolean {
  return segments.some((s) => s.startsWith('.') || LITTER.has(s.toLowerCase()))
}

/** The segments that all paths begin with, their last segment (the file) left aside. */
export function commonFolders(paths: readonly (readonly string[])[]): number {
  const first = paths[0]
  if (!first) return 0
  let depth = first.length - 1
  for (const path of paths) {
    depth = Math.min(depth, path.length - 1)
    for (let i = 0; i < depth; i++) if (path[i] !== first[i]) depth = i
  }
  return depth
}
