/**
 * Whether the classes can be told apart by one number that is not what is in the pictures: how light they are, how large, what kind of file. A network may
 * learn that instead. Each number alone sorts half of the pictures into bins, the commonest class of each bin answers for the other half.
 */
import type { Shortcut, ShortcutBy } from '../../protocol/dataset'
import { SHORTCUTS } from '../../protocol/dataset'
import { hash } from '../../random'
import type { Sample } from '../dataset/dataset'
import type { Inspection } from '../decode/pool'
import { lightOf } from './looks'

/** The numbers of each picture by its id; NaN where it could not be read. Plain data, kept with the check. */
export type Figures = Readonly<Record<ShortcutBy, Float32Array>>

const KINDS = ['jpeg', 'png', 'gif', 'webp', 'bmp', 'ico', 'avif', 'heic', 'tiff']

export function figuresOf(inspections: readonly Inspection[]): Figures {
  const by = (of: (found: Extract<Inspection, { ok: true }>) => number) =>
    Float32Array.from(inspections, (found) => (found.ok ? of(found) : Number.NaN))
  return {
    brightness: by(({ grey }) => lightOf(grey).mean),
    contrast: by(({ grey }) => lightOf(grey).deviation),
    size: by(({ width, height }) => Math.log(width * height)),
    shape: by(({ width, height }) => Math.log(width / height)),
    'file-size': by(({ bytes }) => (bytes === undefined ? Number.NaN : Math.log(bytes + 1))),
    'file-type': by(({ kind }) => (kind === undefined ? Number.NaN : KINDS.indexOf(kind))),
  }
}

/** Those of the first `known` pictures of `of`; of the others nothing is known. */
export function figuresFor(figures: Figures, known: number, of: number): Figures {
  const cut = (values: Float32Array) => Float32Array.from({ length: of }, (_, id) => (id < known ? (values[id] ?? Number.NaN) : Number.NaN))
  return Object.fromEntries(SHORTCUTS.map((by) => [by, cut(figures[by])])) as unknown as Figures
}

/** Fewer pictures of a class say nothing about it. */
const ENOUGH = 20
const MOST_BINS = 16
/** Pictures of the learning half in a bin, at least. */
const IN_A_BIN = 8
/** How much of the way from guessing to always right must be gone: three in four right of two classes. */
const GAIN = 0.5
/** Standard deviations above guessing, over six numbers. */
const SURE = 5
/** An odd constant: the halves are another draw than any of a run's. */
const HALVES = 0x51ed27

/** What tells the classes of training and validation apart, the surest first. None where a class has fewer than 20 pictures. */
export function shortcutsOf(figures: Figures, samples: readonly Sample[], classes: number): Shortcut[] {
  const taking = samples.filter(({ label, leftOut }) => label >= 0 && !leftOut)
  const counts = new Array<number>(classes).fill(0)
  for (const { label } of taking) counts[label]!++
  if (classes < 2 || counts.some((count) => count < ENOUGH)) return []
  const found = SHORTCUTS.flatMap((by) => {
    const values = figures[by]
    const known = taking.filter(({ id }) => !Number.isNaN(values[id]!))
    if (known.length < taking.length) return []
    const right = heldOutAccuracy(known, values, classes)
    return right === null ? [] : [{ by, accuracy: right, guessing: 1 / classes }]
  })
  return found.toSorted((a, b) => b.accuracy - a.accuracy)
}

/** The mean over classes of how many are told right in the half that was not sorted by; null where that is no more than luck, or little. */
function heldOutAccuracy(known: readonly Sample[], values: Float32Array, classes: number): number | null {
  const [learn, ask] = [0, 1].map((half) => known.filter(({ group }) => (hash(HALVES, group) & 1) === half)) as [Sample[], Sample[]]
  const edges = edgesOf(learn.map(({ id }) => values[id]!))
  const binOf = (id: number): number => edges.findLastIndex((edge) => edge <= values[id]!) + 1
  const inBins = Array.from({ length: edges.length + 1 }, () => new Array<number>(classes).fill(0))
  const ofClass = new Array<number>(classes).fill(0)
  for (const { id, label } of learn) {
    inBins[binOf(id)]![label]!++
    ofClass[label]!++
  }
  // A large class would answer everywhere: each counts by its share.
  const answers = inBins
    .map((counts) => counts.map((n, label) => n / Math.max(1, ofClass[label]!)))
    .map((shares) => shares.indexOf(Math.max(...shares)))
  const [right, asked] = [new Array<number>(classes).fill(0), new Array<number>(classes).fill(0)]
  for (const { id, label } of ask) {
    asked[label]!++
    if (answers[binOf(id)] === label) right[label]!++
  }
  if (asked.some((n) => n === 0)) return null
  const accuracy = asked.reduce((sum, n, label) => sum + right[label]! / n, 0) / classes
  const guess = 1 / classes
  // Of a mean over classes, each with its own number of pictures.
  const deviation = Math.sqrt(asked.reduce((sum, n) => sum + (guess * (1 - guess)) / n, 0)) / classes
  const gain = (accuracy - guess) / (1 - guess)
  return gain >= GAIN && accuracy - guess >= SURE * deviation ? accuracy : null
}

/** Where bins begin, so that each holds about as many; values that many have are no edge within themselves. */
function edgesOf(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b)
  const bins = Math.max(2, Math.min(MOST_BINS, Math.floor(sorted.length / IN_A_BIN)))
  const edges = Array.from({ length: bins - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / bins)]!)
  // Few values, as of kinds of files: each is a bin.
  const distinct = [...new Set(sorted)]
  return distinct.length <= MOST_BINS ? distinct.slice(1) : [...new Set(edges)]
}
