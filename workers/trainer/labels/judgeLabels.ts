/** Labels and pictures judged by features: what is probably labelled wrong, why, and which pictures are like no others. Pure but for its pauses. */
import { labelIssues, normalizedMargin, selfConfidence } from '../../metrics/confidentLearning'
import { argmaxRows } from '../../metrics/confusion'
import type { LabelProgress } from '../../protocol/labels'
import { permutation, STREAM } from '../../random'
import type { Breathe } from './breather'
import { stratifiedFolds } from './folds'
import { meanDistances, nearestRows } from './neighbours'
import { outOfSample } from './outOfSample'
import type { Features } from './softmaxRegression'
import { type Unexplained, unexplained } from './unexplained'

/** Heads, each of which answers about the pictures that the others learn from. */
const PARTS = 5
/** How much heads are held back: with so much wrong labels stand out the most (docs/numerics.md). */
const STRENGTH = 0.3
/** Of suspects with all, of all with all, and of all with the classes. */
const COMPARISONS = 3
/** Pictures that a suspect is shown beside, and that an outlier is far from. */
export const ALIKE = 5
/** Of more pictures, outliers are those far from so many drawn by the seed: every pair would take minutes. */
const EVERY_PAIR = 5000
const DRAWN = 2000
/** Outliers that are told, and pictures that no class explains; of few pictures no more than this share, since "like no other" is said of what stands out. */
const MOST_OUTLIERS = 100
const SHARE_OF_OUTLIERS = 0.1
/** Suspects that are told, at most: nobody looks at more. */
const MOST_SUSPECTS = 2000

export interface ToJudge {
  readonly features: Features
  /** Class index of each row, 0..`classes` - 1. */
  readonly labels: ArrayLike<number>
  /** A number that pictures which belong together share. */
  readonly groups: ArrayLike<number>
  readonly classes: number
  readonly seed: number
  /** Rows that a person said to be right: they teach, and are no suspects. */
  readonly confirmed: ReadonlySet<number>
}

export interface Judgement {
  /** The most doubtful first: what confident learning finds, and then as many again that are less sure. */
  readonly suspects: readonly Suspect[]
  /** How many of them confident learning finds. */
  readonly likely: number
  /** The furthest from any other first. */
  readonly outliers: readonly { readonly row: number; readonly distance: number }[]
  /** Far from every class, the furthest first. */
  readonly unexplained: readonly Unexplained[]
  /** How many rows each was compared with. */
  readonly compared: number
}

interface Suspect {
  readonly row: number
  /** The likeliest class, and how likely it and the given one are, 0..1. */
  readonly suggested: number
  readonly probability: number
  readonly confidence: number
  /** Rows, the nearest first. */
  readonly alike: readonly number[]
}

/** @throws whatever `breathe` throws */
export async function judgeLabels(given: ToJudge, breathe: Breathe, onProgress: (progress: LabelProgress) => void): Promise<Judgement> {
  const { features, labels, groups, classes, seed, confirmed } = given
  const n = labels.length
  const parts = Math.min(PARTS, n)
  const folds = stratifiedFolds(labels, groups, parts, seed)
  const onHead = (done: number) => onProgress({ phase: 'judging', done, of: parts })
  const compared = (turn: number) => (share: number) =>
    onProgress({ phase: 'comparing', done: Math.round((n * (turn + share)) / COMPARISONS), of: n })
  onHead(0)
  const probabilities = await outOfSample({ features, labels, classes, folds, parts, strength: STRENGTH, breathe, onHead })
  const { rows, likely } = ranked(labels, probabilities, classes, confirmed)
  const all = Array.from({ length: n }, (_, i) => i)
  const shared = { features, groups, count: ALIKE, breathe }
  const alike = await nearestRows({ ...shared, queries: rows, candidates: all, onProgress: (done) => compared(0)(done / n) })
  const candidates = n <= EVERY_PAIR ? all : Array.from(permutation(n, seed, STREAM.sample).subarray(0, DRAWN))
  const far = await nearestRows({
    ...{ ...shared, queries: all, candidates },
    onProgress: (done) => compared(1)(done / candidates.length),
  })
  const distances = meanDistances(far, ALIKE)
  const likeliest = argmaxRows(probabilities, classes)
  const strange = await unexplained(features, labels, classes, breathe, compared(2))
  const confidence = selfConfidence(labels, probabilities, classes)
  return {
    suspects: rows.map((row, i) => ({
      row,
      suggested: likeliest[row]!,
      probability: probabilities[row * classes + likeliest[row]!]!,
      confidence: confidence[row]!,
      alike: Array.from(alike.rows.subarray(i * ALIKE, (i + 1) * ALIKE)).filter((other) => other >= 0),
    })),
    likely,
    outliers: all
      .filter((row) => Number.isFinite(distances[row]) && !confirmed.has(row))
      .sort((a, b) => distances[b]! - distances[a]! || a - b)
      .slice(0, Math.min(MOST_OUTLIERS, Math.ceil(SHARE_OF_OUTLIERS * n)))
      .map((row) => ({ row, distance: distances[row]! })),
    unexplained: strange.filter(({ row }) => !confirmed.has(row)).slice(0, MOST_OUTLIERS),
    compared: candidates.length,
  }
}

/** What confident learning finds, by the given class's probability; then as many of the others whose given class is not the likeliest, by how far it is behind. */
function ranked(
  labels: ArrayLike<number>,
  probabilities: Float64Array,
  classes: number,
  confirmed: ReadonlySet<number>,
): { readonly rows: readonly number[]; readonly likely: number } {
  const issues = labelIssues(labels, probabilities, classes).filter((row) => !confirmed.has(row))
  const found = new Set(issues)
  const likeliest = argmaxRows(probabilities, classes)
  const margin = normalizedMargin(labels, probabilities, classes)
  const others = Array.from(likeliest, (_, row) => row)
    .filter((row) => !found.has(row) && !confirmed.has(row) && likeliest[row] !== labels[row])
    .sort((a, b) => margin[a]! - margin[b]! || a - b)
  const likely = Math.min(issues.length, MOST_SUSPECTS)
  return { rows: [...issues, ...others.slice(0, issues.length)].slice(0, MOST_SUSPECTS), likely }
}
