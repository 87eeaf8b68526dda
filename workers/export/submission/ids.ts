/** Which picture an id of a competition means: with extension or without, with folders or without, a number with leading zeros or without. */

const plain = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('\\', '/')
    .replace(/^(\.?\/)+/, '')
const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
/** An extension has a letter: `1.5` has none. */
const bare = (path: string): string => path.replace(/\.(?=[a-z0-9_]*[a-z])[a-z0-9_]{1,5}$/, '')
const numberIn = (name: string): string | null => /^0*(\d+)$/.exec(name)?.[1] ?? null

/** Folders above a picture that an id may name. */
const DEPTH = 4

export class PictureIds {
  private readonly byTail = new Map<string, number[]>()
  private readonly byNumber = new Map<string, number[]>()

  /** @param paths of the pictures, with `/` between folders */
  constructor(paths: readonly string[]) {
    for (const [place, path] of paths.entries()) {
      const parts = plain(path).split('/')
      for (let depth = 1; depth <= Math.min(DEPTH, parts.length); depth++) {
        const tail = parts.slice(-depth).join('/')
        for (const key of new Set([tail, bare(tail)])) add(this.byTail, key, place)
      }
      const number = numberIn(bare(parts.at(-1)!))
      if (number !== null) add(this.byNumber, number, place)
    }
  }

  /** Places of the pictures that an id may mean, by the strictest reading that finds any; the first is the one. */
  find(id: string): readonly number[] {
    const key = plain(id.trim())
    for (const wanted of [key, bare(key), lastOf(key), bare(lastOf(key))]) {
      const found = this.byTail.get(wanted)
      if (found) return found
    }
    const number = numberIn(bare(lastOf(key)))
    return (number !== null && this.byNumber.get(number)) || []
  }
}

function add(map: Map<string, number[]>, key: string, place: number): void {
  const list = map.get(key)
  if (list) list.push(place)
  else map.set(key, [place])
}
