/**
 * Groups found by file names: pictures that are nearly the same, or of one person or slide, and so tell nothing of each other when one is learnt and the other held
 * out. Only offered: a name is a hint, and a person knows.
 */
import type { GroupKind } from '../../protocol/dataset'
import type { Placed } from '../files/paths'
import type { Reading } from './layout'
import { wordsOf } from './splitWords'

/** Which group each picture is of. */
export interface Groups {
  readonly kind: GroupKind
  /** By place: the group's number, -1 alone. */
  readonly of: Int32Array
  /** The name of one group, as people would say it. */
  readonly example: string
}

/** Names longer than this are not looked at: the expressions take time with the square of it. */
const LONGEST = 120

interface Rule {
  readonly kind: GroupKind
  /** The first group is the picture's group's name; it may be empty, then the folder is. */
  readonly pattern: RegExp
  /** One name stands for one thing in whatever class and folder: patients, slides. */
  readonly across?: boolean
}

/** In the order in which they are tried. Held against the name without its ending. */
const RULES: readonly Rule[] = [
  // Roboflow: `x_jpg.rf.0a1b2c3d.jpg`.
  { kind: 'copies', pattern: /^(.+)\.rf\.[0-9a-z]{8,}$/i },
  // `00000IMG_00000_BURST20190101123456789_COVER`, `IMG_20230101_101112_BURST001`.
  { kind: 'bursts', pattern: /burst[ _-]*(\d{14,})/i },
  { kind: 'bursts', pattern: /^(.+?)[ ._-]*burst[ ._-]*\d+/i },
  // Samsung: `20230101_101112(0)`, `20230101_101112_001`.
  { kind: 'bursts', pattern: /^((?:IMG_)?\d{8}_\d{6})[_(]\d{1,3}\)?$/ },
  // UCF101: `v_ApplyEyeMakeup_g01_c03_0012`.
  { kind: 'films', pattern: /^(v_.+_g\d+)_c\d+/i },
  { kind: 'films', pattern: /^(.*?)[ ._-]*(?:frames?|frm)[ ._-]*#?\d+(?:[ ._-].*)?$/i },
  { kind: 'films', pattern: /^(.+\.(?:mp4|avi|mov|mkv|webm|mpe?g))[ ._-].*\d/i },
  { kind: 'films', pattern: /^((?:.*?[ ._-])?(?:video|vid|clip|film|movie|seq|sequence|scene|shot|take|track)[ ._-]*\d+)[ ._-]+.*\d/i },
  // `person1_bacteria_2`, `patient-0012 slice 3`.
  {
    kind: 'sources',
    pattern: /^((?:.*?[ ._-])?(?:person|patient|subject|subj|case|slide|specimen)[ ._-]*\d+)(?:[ ._-].*)$/i,
    across: true,
  },
  // `10253_idx5_x1351_y1101_class0`, `..._cell_162`, `slide3_tile_0_1`.
  { kind: 'sources', pattern: /^(.+?)[ ._-]+x[ ._-]?\d+[ ._-]+y[ ._-]?\d+/i, across: true },
  { kind: 'sources', pattern: /^(.+?)[ ._-]+(?:cell|patch|tile|crop|roi|slice)s?[ ._-]*\d/i, across: true },
]

/** One of the rules may fit: asked first, since most names hold nothing of the kind and there may be tens of thousands. */
const MAYBE =
  /\.rf\.|burst|\d{8}_\d{6}[_(]|^v_|fra?me?|\.(?:mp4|avi|mov|mkv|webm|mpe?g)|vid|clip|film|movie|seq|scene|shot|take|track|person|patient|subj|case|slide|specimen|x[ ._-]?\d|cell|patch|tile|crop|roi|slice/i

/** What programs that augment add to a name. */
const AUGMENTED: ReadonlySet<string> = new Set(
  (
    'aug augmented augment augmentation flip flipped flr flipud fliplr flipv fliph hflip vflip flipping rot rotate rotated rotation mirror mirrored blur blurred noise noisy bright ' +
    'brightness dark darkened contrast zoom zoomed shear sheared shift shifted translate translated crop cropped jitter sharpen sharpened gaussian saltpepper copy duplicate deg degrees ' +
    'horizontal vertical lr tb'
  ).split(' '),
)

/** A word of those may be in a name. */
const MAYBE_MADE =
  /aug|flip|rot|mirror|blur|nois|bright|dark|contrast|zoom|shear|shift|translat|crop|jitter|sharpen|gauss|salt|copy|duplicate|deg|horizontal|vertical|fl[rh]/i

const TURNED = /^(?:rot|rotate|rotated|rotation)$/
const DEGREES = /^(?:deg|degrees)$/

/** A name without what augmenting adds, degrees included; null where nothing does. */
function unaugmented(stem: string): string | null {
  const words = wordsOf(stem)
  const kept = words.filter((word, i) => {
    const isDegrees = /^\d+$/.test(word) && (TURNED.test(words[i - 1] ?? '') || DEGREES.test(words[i + 1] ?? ''))
    return !AUGMENTED.has(word) && !isDegrees
  })
  return kept.length < words.length && kept.length > 0 ? kept.join(' ') : null
}

/** `rock01-012`, `00000001_003`: numbered, and what is before the number has a number of its own. A time of day is not one. */
const SERIES = /^(.*\d\D*?)[ ._-]+\(?(\d{2,})\)?$/
const TIME = /\d{8}$/

/** At least this share of the pictures with a class must be in groups of two or more. */
const SHARE: Readonly<Record<GroupKind, number>> = { folders: 0, copies: 0.02, bursts: 0.02, films: 0.2, sources: 0.2, series: 0.5 }

/** The groups that are worth offering: outer folders of a reading that has them, else by names; null where there are none, or each class is but one. */
export function findGroups(files: readonly Placed[], { labels, groups, classes }: Reading): Groups | null {
  if (classes.length === 0) return null
  if (groups) {
    const of = numbered(groups.map((group, i) => (labels[i]! < 0 ? null : group)))
    return { kind: 'folders', of, example: groups.find((_, i) => of[i]! >= 0) ?? '' }
  }
  const stems = files.map(({ name }) => name.replace(/\.[^.]*$/, ''))
  const kinds: (GroupKind | null)[] = new Array<GroupKind | null>(files.length).fill(null)
  const keys = new Array<string | null>(files.length).fill(null)
  const shown = new Map<string, string>()
  const put = (i: number, kind: GroupKind, name: string, scope: string) => {
    const key = `${kind}\n${scope}\n${name.toLowerCase()}`
    keys[i] = key
    kinds[i] = kind
    if (!shown.has(key)) shown.set(key, name)
  }
  stems.forEach((stem, i) => {
    if (labels[i]! < 0 || stem.length > LONGEST || !MAYBE.test(stem)) return
    for (const { kind, pattern, across } of RULES) {
      const name = pattern.exec(stem)?.[1]
      if (name === undefined) continue
      const folder = files[i]!.folders.join('/')
      put(i, kind, name === '' ? folder : name, across ? '' : String(labels[i]))
      return
    }
  })
  putCopies(stems, labels, keys, put)
  putSeries(stems, labels, keys, put)
  return worth(labels, keys, kinds, shown)
}

/** The groups that a table gives; null where each picture is alone. */
export function givenGroups(groups: readonly (string | null)[]): Groups | null {
  const of = numbered(groups)
  const example = groups.find((_, i) => of[i]! >= 0)
  return example == null ? null : { kind: 'sources', of, example }
}

type Put = (i: number, kind: GroupKind, name: string, scope: string) => void

/** `aug_ripe_1` beside `ripe_1`, and several that are made of one. */
function putCopies(stems: readonly string[], labels: Int32Array, keys: readonly (string | null)[], put: Put): void {
  const free = stems.flatMap((stem, i) => (labels[i]! < 0 || keys[i] !== null || stem.length > LONGEST ? [] : [{ stem, i }]))
  const made = free.flatMap(({ stem, i }) => {
    const of = MAYBE_MADE.test(stem) ? unaugmented(stem) : null
    return of === null ? [] : [{ i, of, key: `${labels[i]} ${of}` }]
  })
  if (made.length === 0) return
  const count = new Map<string, number>()
  for (const { key } of made) count.set(key, (count.get(key) ?? 0) + 1)
  const isMade = new Set(made.map(({ i }) => i))
  const plain = new Map<string, number>()
  for (const { stem, i } of free) {
    const key = isMade.has(i) ? null : `${labels[i]} ${wordsOf(stem).join(' ')}`
    if (key !== null && count.has(key)) plain.set(key, i)
  }
  for (const { i, of, key } of made) {
    const original = plain.get(key)
    // Without its number a name stands for everything that is called so: only beside its original.
    if (original === undefined && (!/\d/.test(of) || count.get(key)! < 2)) continue
    put(i, 'copies', of, String(labels[i]))
    if (original !== undefined) put(original, 'copies', of, String(labels[original]))
  }
}

/** Numbers that follow one another after one name, three at least and most of those between. */
function putSeries(stems: readonly string[], labels: Int32Array, keys: readonly (string | null)[], put: Put): void {
  const series = new Map<string, { places: number[]; least: number; most: number; name: string }>()
  stems.forEach((stem, i) => {
    if (labels[i]! < 0 || keys[i] !== null || stem.length > LONGEST) return
    const [, name, digits] = SERIES.exec(stem) ?? []
    if (name === undefined || digits === undefined || (TIME.test(name) && digits.length === 6)) return
    const number = Number(digits)
    const key = `${labels[i]} ${name}`
    const known = series.get(key) ?? { places: [], least: number, most: number, name }
    known.places.push(i)
    series.set(key, { ...known, least: Math.min(known.least, number), most: Math.max(known.most, number) })
  })
  const dense = [...series.values()].filter(({ places, least, most }) => places.length > 2 && most - least < 2 * places.length)
  // One or two a class are rather ways of naming it.
  if (dense.length < 3 * new Set(dense.map(({ places }) => labels[places[0]!])).size) return
  for (const { places, name } of dense) for (const i of places) put(i, 'series', name, String(labels[i]))
}

/** Numbers names in the order in which they come; names of a single picture get -1. */
function numbered(names: readonly (string | null)[]): Int32Array {
  const sizes = new Map<string, number>()
  for (const name of names) if (name !== null) sizes.set(name, (sizes.get(name) ?? 0) + 1)
  const numbers = new Map<string, number>()
  return Int32Array.from(names, (name) => {
    if (name === null || sizes.get(name) === 1) return -1
    const known = numbers.get(name) ?? numbers.size
    numbers.set(name, known)
    return known
  })
}

/** Leaves out the kinds that few pictures are of; null where nothing is left, or every class would be one group. */
function worth(
  labels: Int32Array,
  keys: readonly (string | null)[],
  kinds: readonly (GroupKind | null)[],
  shown: ReadonlyMap<string, string>,
): Groups | null {
  const all = numbered(keys)
  const labelled = labels.reduce((sum, label) => sum + (label >= 0 ? 1 : 0), 0)
  const counts = new Map<GroupKind, number>()
  all.forEach((group, i) => {
    const kind = kinds[i]
    if (group >= 0 && kind) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  })
  const enough = new Set([...counts].filter(([kind, count]) => count >= SHARE[kind] * labelled).map(([kind]) => kind))
  const [most] = [...counts].filter(([kind]) => enough.has(kind)).sort((a, b) => b[1] - a[1])
  if (!most) return null
  const kept = keys.map((key, i) => (kinds[i] && enough.has(kinds[i]) ? key : null))
  const of = numbered(kept)
  const whole = new Map<number, Set<number | string>>()
  labels.forEach((label, i) => {
    if (label >= 0) whole.set(label, (whole.get(label) ?? new Set()).add(of[i]! >= 0 ? of[i]! : `alone ${i}`))
  })
  if ([...whole.values()].every((groups) => groups.size === 1)) return null
  const example = kept.find((_, i) => of[i]! >= 0 && kinds[i] === most[0])
  return { kind: most[0], of, example: shown.get(example ?? '') ?? '' }
}
