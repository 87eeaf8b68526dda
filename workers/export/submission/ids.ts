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
const numberIn = (name: string): string | null => (/^\d+$/.test(name) ? name.replace(/^0+(?=\d)/, '') : null)
/** An extension or none. */
const withAndWithout = (path: string): readonly string[] => [path, bare(path)]

/** Folders above a picture that an id may name. */
const DEPTH = 4
/** Longer ids name nothing: they would be looked at letter by letter in vain. */
const LONGEST_ID = 1000

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
    const inFull = this.findInFull(id)
    return inFull.length > 0 ? inFull : this.findByName(id)
  }

  /** Places of the pictures that have all that the id says, its folders too. */
  findInFull(id: string): readonly number[] {
    return id.length > LONGEST_ID ? [] : this.first(withAndWithout(plain(id.trim())))
  }

  /** Places of the pictures that are called so or have the number, in whatever folders. */
  findByName(id: string): readonly number[] {
    if (id.length > LONGEST_ID) return []
    const name = lastOf(plain(id.trim()))
    const found = this.first(withAndWithout(name))
    const number = numberIn(bare(name))
    return found.length > 0 || number === null ? found : (this.byNumber.get(number) ?? [])
  }

  private first(wanted: readonly string[]): readonly number[] {
    return wanted.map((key) => this.byTail.get(key)).find((found) => found !== undefined) ?? []
  }
}

function add(map: Map<string, number[]>, key: string, place: number): void {
  const list = map.get(key)
  if (list) list.push(place)
  else map.set(key, [place])
}
