/**
 * Pictures that are about other pictures, and would be learnt as if they were more of the class: masks, annotations and thumbnails, in folders of their own
 * (`masks/`, `annotations/trimaps/`) or beside each picture (`x_mask.png` beside `x.jpg`).
 */
import { type Placed, trimmedEnd } from '../files/paths'
import { sameName } from './layout'
import { isFiller, wordsOf } from './splitWords'

/** Words of folders that hold them. Some are classes elsewhere (`mask` beside `no mask`): the pictures that they are about must be there too. */
const FOLDER: ReadonlySet<string> = new Set(
  (
    'mask masks annotation annotations annot annots trimap trimaps segmentation segmentations seg segm groundtruth gt label labels labelme bbox bboxes ' +
    'heatmap heatmaps thumb thumbs thumbnail thumbnails preview previews edges landmarks 标注 掩码 マスク máscaras masques masken'
  ).split(' '),
)
const SUFFIX = /(?:masks?|seg|segmentation|ground_?truth|gt|trimap|annotation|thumb|thumbnail)(?:[ _-]?\d+)?$/i

/** The stem of the picture that one is about by its own (`x_mask`); null for one that is about none. */
export function aboutStem(stem: string): string | null {
  const at = stem.search(SUFFIX)
  return at < 1 ? null : trimmedEnd(stem.slice(0, at), ' _.-') || stem[0]!
}

const stemOf = (name: string): string => name.replace(/\.[^.]*$/, '').toLowerCase()

/** Whether every word of a folder's name is about masks, or says nothing; at least one is about masks. */
const isAbout = (folder: string): boolean => {
  const words = wordsOf(folder.replace(/ground[ _-]truth/i, 'groundtruth'))
  return words.some((word) => FOLDER.has(word)) && words.every((word) => FOLDER.has(word) || isFiller(word))
}

/** The places in `files` of pictures that are about others of them. */
export function aboutOthers(files: readonly Placed[]): Set<number> {
  const found = new Set<number>()
  const own = new Map<string, Set<string>>()
  files.forEach(({ folders, name }) => {
    const key = folders.join('/')
    own.set(key, (own.get(key) ?? new Set()).add(stemOf(name)))
  })
  const about = new Map<readonly string[], boolean>()
  files.forEach((file, i) => {
    let inFolder = about.get(file.folders)
    if (inFolder === undefined) {
      inFolder = isAboutBeside(file.folders, own)
      about.set(file.folders, inFolder)
    }
    const of = aboutStem(stemOf(file.name))
    if (inFolder || (of !== null && own.get(file.folders.join('/'))?.has(of))) found.add(i)
  })
  // All of the pictures are about none: the words are the classes after all.
  return found.size === files.length ? new Set() : found
}

/** Whether a folder, or one above it, is called after masks and has beside it, or above it, the pictures that its own are about. */
function isAboutBeside(folders: readonly string[], own: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const at = folders.findIndex(isAbout)
  if (at < 0) return false
  const above = folders.slice(0, at)
  const beside = [...own.keys()].filter((key) => {
    const path = key.split('/')
    if (key === above.join('/')) return true
    // `images` beside it, not another class.
    return path.length > at && path.slice(0, at).join('/') === above.join('/') && !isAbout(path[at]!) && wordsOf(path[at]!).every(isFiller)
  })
  const stems = new Set(beside.flatMap((key) => [...own.get(key)!]))
  const mine = [...own.get(folders.join('/'))!]
  const known = mine.filter((stem) => stems.has(stem) || stems.has(aboutStem(stem) ?? '')).length
  return known * 2 >= mine.length
}

/** A folder tree that stands a second time in the dataset, and which of its files are which of the first's. */
export interface Copy {
  /** The folder that is the second copy, with `/` between folders. */
  readonly folder: string
  /** Places in `files`: the copy's, and the same picture's elsewhere. */
  readonly pairs: readonly { readonly copy: number; readonly original: number }[]
}

/** So many folders side by side are compared at most: more are persons or days, not downloads. */
const SIDE_BY_SIDE = 8

/**
 * Downloads that hold themselves once more (`cell_images/cell_images/Parasitized` beside `cell_images/Parasitized`), found by names; whoever asks compares the
 * sizes of the pairs. A folder counts where at least nine in ten of its pictures are elsewhere by the same name in the same folder.
 */
export function copies(files: readonly Placed[]): Copy[] {
  const below = new Map<string, Map<string, number>>()
  const children = new Map<string, Set<string>>()
  files.forEach(({ folders, name }, i) => {
    for (let depth = 0; depth <= folders.length; depth++) {
      const key = folders.slice(0, depth).join('/')
      const rest = [...folders.slice(depth), name].map(sameName).join('/')
      below.set(key, (below.get(key) ?? new Map()).set(rest, i))
      if (depth < folders.length) children.set(key, (children.get(key) ?? new Set()).add(folders[depth]!))
    }
  })
  const found: Copy[] = []
  const taken = new Set<number>()
  const consider = (copy: string, original: string): void => {
    const inCopy = below.get(copy)!
    const inOriginal = below.get(original)!
    const pairs = [...inCopy].flatMap(([rest, i]) => {
      const other = inOriginal.get(rest)
      return other === undefined || other === i || taken.has(i) || taken.has(other) ? [] : [{ copy: i, original: other }]
    })
    if (pairs.length < 2 || pairs.length * 10 < inCopy.size * 9) return
    for (const { copy: i } of pairs) taken.add(i)
    found.push({ folder: copy, pairs })
  }
  for (const [parent, names] of children) {
    const at = (name: string) => (parent === '' ? name : `${parent}/${name}`)
    // Only folders that hold folders: two classes may have pictures of the same names.
    const deep = [...names].filter((name) => children.has(at(name)))
    for (const name of deep) consider(at(name), parent)
    if (deep.length > SIDE_BY_SIDE) continue
    for (const [k, name] of deep.entries()) for (const before of deep.slice(0, k)) consider(at(name), at(before))
  }
  return found
}
