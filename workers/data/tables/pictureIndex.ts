/** Finds the picture that a table's cell names: with or without folders, with or without its extension, by another folder prefix, without leading zeros. */
import type { Placed } from '../files/paths'

/** No picture has the name. */
export const NONE = -1
/** Several have it, and nothing tells which is meant. */
export const AMBIGUOUS = -2

/** How well a cell names its picture; the value is what it weighs as evidence. */
export const QUALITY = { none: 0, number: 0.6, stem: 0.9, name: 1 } as const

const PICTURE = /\.(jpe?g|jpe|jfif|png|gif|webp|bmp|avif|tiff?|heic|heif|dcm|ppm|pgm|npy)$/i
const LONGEST_NAME = 1000
/** Of more pictures of one name than this only those in the cell's own folder are compared: each row would walk through them all. */
const MOST_COMPARED = 16

export const namesPicture = (cell: string): boolean => PICTURE.test(cell.trim())

/** Without leading zeros, of any length; null for what is no number. */
const digitsOf = (text: string): string | null => (/^\d+$/.test(text) ? text.replace(/^0+(?=\d)/, '') : null)
const stemOf = (name: string): string => name.replace(/\.[^.]*$/, '')
const key = (name: string): string => name.toLowerCase()

type Places = number | number[]
function add(map: Map<string, Places>, name: string, place: number): void {
  const before = map.get(name)
  if (before === undefined) map.set(name, place)
  else if (typeof before === 'number') map.set(name, [before, place])
  else before.push(place)
}

/** Where a table lies and what it is called: pictures below its folder, and of the split that it names, are meant before others. */
export interface TablePlace {
  readonly folders: readonly string[]
  /** Whether a picture is of the split that the table's name says; always where it says none. */
  readonly meant: (picture: number) => boolean
}

/** What one cell names. */
export interface Found {
  /** Its place among the pictures; `NONE` or `AMBIGUOUS`. */
  picture: number
  /** A value of `QUALITY`. */
  quality: number
  /** How many folders of the cell, from the innermost on, are the picture's. */
  folders: number
}

export class PictureIndex {
  private readonly byName = new Map<string, Places>()
  private readonly byStem = new Map<string, Places>()
  private byNumber: Map<string, Places> | null = null
  private byParent: Map<string, Places> | null = null

  constructor(private readonly files: readonly Placed[]) {
    files.forEach(({ name }, i) => {
      const lower = key(name)
      add(this.byName, lower, i)
      add(this.byStem, stemOf(lower), i)
    })
  }

  /** How many pictures there are. */
  get size(): number {
    return this.files.length
  }

  /** Whether any picture is called so, extension or not. */
  hasStem(stem: string): boolean {
    return this.byStem.has(key(stem))
  }

  find(cell: string, place: TablePlace): Found {
    const found: Found = { picture: NONE, quality: QUALITY.none, folders: 0 }
    const name = cell.trim()
    if (name === '' || name.length > LONGEST_NAME) return found
    const path = name.includes('\\') ? name.replaceAll('\\', '/') : name
    const slash = path.lastIndexOf('/')
    const base = key((slash < 0 ? path : path.slice(slash + 1)).normalize('NFC'))
    let places = this.byName.get(base)
    found.quality = QUALITY.name
    if (places === undefined) {
      found.quality = QUALITY.stem
      places = this.byStem.get(base) ?? (PICTURE.test(base) ? this.byStem.get(stemOf(base)) : undefined)
    }
    if (places === undefined) {
      found.quality = QUALITY.number
      places = this.numbered(base)
    }
    const folders = slash < 0 ? [] : path.slice(0, slash).split('/')
    if (places === undefined) found.quality = QUALITY.none
    else if (typeof places === 'number' || places.length <= MOST_COMPARED) this.choose(found, places, folders, place)
    else this.choose(found, this.inFolder(folders.at(-1) ?? place.folders.at(-1), base) ?? [], folders, place)
    return found
  }

  /** Pictures of a name, extension or not, in a folder of a name. */
  private inFolder(folder: string | undefined, base: string): Places | undefined {
    if (!this.byParent) {
      this.byParent = new Map()
      for (const [i, { folders, name }] of this.files.entries()) {
        const above = key(folders.at(-1) ?? '')
        for (const own of new Set([key(name), stemOf(key(name))])) add(this.byParent, `${above}/${own}`, i)
      }
    }
    const places = this.byParent.get(`${key(folder ?? '')}/${base}`)
    return typeof places === 'object' && places.length > MOST_COMPARED ? undefined : places
  }

  /** `7` or `7.0` for `0007.jpg`, as spreadsheets write it. */
  private numbered(base: string): Places | undefined {
    const number = digitsOf((PICTURE.test(base) ? stemOf(base) : base).replace(/^(\d+)\.0+$/, '$1'))
    if (number === null) return undefined
    if (!this.byNumber) {
      this.byNumber = new Map()
      for (const [stem, places] of this.byStem) {
        const digits = digitsOf(stem)
        if (digits !== null) for (const one of typeof places === 'number' ? [places] : places) add(this.byNumber, digits, one)
      }
    }
    return this.byNumber.get(number)
  }

  private choose(found: Found, places: Places, folders: readonly string[], { folders: above, meant }: TablePlace): void {
    if (typeof places === 'number') {
      found.picture = places
      found.folders = this.shared(places, folders)
      return
    }
    const rank = (i: number): number => {
      const own = this.files[i]!.folders
      const below = above.every((name, at) => own[at] === name)
      return this.shared(i, folders) * 4 + (below ? 2 : 0) + (meant(i) ? 1 : 0)
    }
    let [best, most, tied] = [AMBIGUOUS, -1, false]
    for (const i of places) {
      const r = rank(i)
      if (r > most) [best, most, tied] = [i, r, false]
      else if (r === most) tied = true
    }
    found.picture = tied ? AMBIGUOUS : best
    found.folders = Math.max(0, Math.floor(most / 4))
  }

  /** How many of a cell's folders, from the innermost on, are those of the picture. */
  private shared(picture: number, folders: readonly string[]): number {
    const own = this.files[picture]!.folders
    let n = 0
    while (n < folders.length && n < own.length && key(folders.at(-1 - n)!.trim()) === key(own.at(-1 - n)!.trim())) n++
    return n
  }
}
