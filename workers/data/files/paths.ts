/** What a path tells before anything is opened: its parts, litter, and names that reach outside. */

/** A picture's folders (outermost first) and its own name. */
export interface Placed {
  readonly folders: readonly string[]
  readonly name: string
}

const LITTER = new Set(['__macosx', '_ds_store', 'thumbs.db', 'ehthumbs.db', 'desktop.ini', '@eadir', '$recycle.bin'])

/** A path's segments: backslashes count as separators (Windows zips), `.` and empty segments are dropped, names are NFC (macOS stores NFD). */
export function segmentsOf(path: string): string[] {
  return path
    .normalize('NFC')
    .split(/[/\\]/)
    .filter((s) => s !== '' && s !== '.')
}

/** Whether a zip entry's name would leave the folder it is unpacked to: with a drive letter, or with `..`. A leading `/` is dropped, as unzip does. */
export function reachesOutside(path: string): boolean {
  return /^[a-z]:[/\\]|\0/i.test(path) || path.split(/[/\\]/).includes('..')
}

/** Characters of a name: no file system takes more (NTFS and APFS 255, others as many bytes). */
export const LONGEST_NAME = 255
/** Folders one in another: of real paths none has so many. */
const DEEPEST = 100

/** Whether no system could have unpacked an archive's entry of this path: it was made by hand, and what asks for every folder or letter of it would take for ever. */
export const isBeyondPaths = (segments: readonly string[]): boolean =>
  segments.length > DEEPEST || segments.some(({ length }) => length > LONGEST_NAME)

/** The text without any of these characters at its end: an expression `[ _]+$` takes time with the square of what it looks at. */
export function trimmedEnd(text: string, characters: string): string {
  let end = text.length
  while (end > 0 && characters.includes(text[end - 1]!)) end--
  return text.slice(0, end)
}

/** Whether this is a hidden file or what macOS and Windows leave behind. */
export function isLitter(segments: readonly string[]): boolean {
  return segments.some((s) => s.startsWith('.') || LITTER.has(s.toLowerCase()))
}

/** How many outer folders all of these share. */
export function commonFolders(all: readonly (readonly string[])[]): number {
  const first = all[0]
  if (!first) return 0
  let depth = first.length
  let last = first
  for (const folders of all) {
    if (folders === last) continue
    last = folders
    depth = Math.min(depth, folders.length)
    for (let i = 0; i < depth; i++) if (folders[i] !== first[i]) depth = i
  }
  return depth
}
