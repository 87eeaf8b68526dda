/** What is said of the pictures without a label, by their features: who says it, how right that is, which are alike, which to label next. Pure but for its pauses. */
import type { Dataset } from '../../data/dataset/dataset'
import { softmax } from '../../metrics/probabilities'
import type { AssistGuess, AssistReport, AssistStage } from '../../protocol'
import { STREAM } from '../../random'
import type { FeatureSet } from '../features/features'
import type { Breathe } from '../labels/breather'
import { clustersOf } from './clusters'
import { canLearn, headFrom, logitsOf, taughtHead, topTwo } from './headAnswers'
import { nextToLabel } from './nextToLabel'

/** Pictures that are asked for at once. */
const ASKED = 20
/** Groups of pictures that are alike, at most. */
const MOST_CLUSTERS = 12
/** Points of the curve: every one is a head to be fitted. */
const MOST_STAGES = 10

/** A trained model's answers about every row. */
export interface ModelAnswers {
  readonly classes: readonly string[]
  /** `[rows, classes]` */
  readonly logits: Float32Array
  /** Whether it learned from a picture, by its id: of that it says nothing new. */
  readonly learnt: (id: number) => boolean
}

/** The ids of the pictures that had a label when a head learned. */
export type Stage = readonly number[]

interface ToAnswer {
  readonly dataset: Dataset
  /** Of all pictures of the dataset. */
  readonly set: FeatureSet
  readonly width: number
  readonly seed: number
  /** Null: a head is fitted, where there are labels. */
  readonly model: ModelAnswers | null
  readonly stages: readonly Stage[]
  readonly breathe: Breathe
  readonly onProgress: (done: number, of: number) => void
}

type Said = Pick<AssistReport, 'by' | 'taught' | 'validation' | 'guesses' | 'next' | 'curve'>

/** Who answers: probabilities of rows, by the classes that they are of. */
interface Answers extends Pick<AssistReport, 'by' | 'taught' | 'validation'> {
  readonly classes: readonly string[]
  /** `[rows asked about, classes]`; null where nobody can tell. */
  readonly probabilities: Float64Array | null
}

/** @throws whatever `breathe` throws */
export async function answerAll(given: ToAnswer): Promise<{ readonly said: Said; readonly stages: readonly Stage[] }> {
  const { dataset, set, width, seed, model, breathe, onProgress } = given
  const { samples } = dataset
  const features = { values: set.features, width }
  const sampleAt = (row: number) => samples[set.ids[row]!]!
  const labels = Int32Array.from(set.ids, (id) => samples[id]!.label)
  const rows = Array.from(set.ids, (_, row) => row).filter((row) => !sampleAt(row).leftOut)
  const asked = rows.filter((row) => labels[row]! < 0)
  // Test pictures are scored once, at the end of a run: nobody learns from them, and nothing is chosen by them.
  const learn = rows.filter((row) => labels[row]! >= 0 && sampleAt(row).split === 'train')
  const judge = rows.filter((row) => labels[row]! >= 0 && sampleAt(row).split === 'val')
  const classes = dataset.classes.length
  const teachable = { features, labels, classes, groups: Int32Array.from(set.ids, (id) => samples[id]!.group), learn, judge, seed, breathe }
  const isTaught = !model && canLearn(teachable)
  const stages = isTaught
    ? withStage(
        given.stages,
        [...learn, ...judge].map((row) => set.ids[row]!),
      )
    : given.stages
  const of = stages.length + 3
  onProgress(0, of)
  const answers = model
    ? byModel(model, dataset.classes, labels, asked, judge, (row) => set.ids[row]!)
    : isTaught
      ? await byHead(teachable, dataset.classes, asked)
      : NOBODY
  onProgress(1, of)
  const curve: AssistStage[] = []
  for (const [i, stage] of stages.entries()) {
    const then = new Set(stage)
    const learned = learn.filter((row) => then.has(set.ids[row]!))
    if (judge.length > 0 && canLearn({ labels, learn: learned })) {
      const logits = await logitsOf(await headFrom({ ...teachable, learn: learned }), features, judge, breathe)
      curve.push({ labels: stage.length, ...rightOf(logits, judge, labels, classes) })
    }
    onProgress(i + 2, of)
  }
  const { probabilities } = answers
  const tops = asked.map((_, i) =>
    probabilities ? topTwo(probabilities.subarray(i * answers.classes.length, (i + 1) * answers.classes.length)) : null,
  )
  const margins = probabilities ? tops.map((top) => top?.lead ?? 0) : null
  const alike = { features, rows: asked, breathe }
  const next = await nextToLabel({ ...alike, margins, count: ASKED, keys: [seed, STREAM.clusters, 0] })
  const count = Math.max(1, Math.min(MOST_CLUSTERS, Math.round(Math.sqrt(asked.length / 4))))
  const clusters = await clustersOf({ ...alike, count, keys: [seed, STREAM.clusters, 1] })
  const place = bySize(clusters.of, clusters.count)
  onProgress(of, of)
  const guesses = asked.map((row, i): AssistGuess & { readonly distance: number } => {
    const top = tops[i]
    return {
      id: set.ids[row]!,
      says:
        top && probabilities
          ? { className: answers.classes[top.first]!, probability: probabilities[i * answers.classes.length + top.first]! }
          : null,
      margin: top?.lead ?? 0,
      cluster: place[clusters.of[i]!]!,
      distance: clusters.distances[i]!,
    }
  })
  guesses.sort((a, b) => a.cluster - b.cluster || a.distance - b.distance || a.id - b.id)
  const { by, taught, validation } = answers
  return {
    said: {
      ...{ by, taught, validation, curve },
      next: next.map((row) => set.ids[row]!),
      guesses: guesses.map(({ distance: _, ...guess }) => guess),
    },
    stages,
  }
}

const NOBODY: Answers = { by: null, taught: 0, validation: null, classes: [], probabilities: null }

/** The stages with that of now, where its labels are others than the last one's; the first and the latest where there are too many. */
function withStage(stages: readonly Stage[], now: Stage): readonly Stage[] {
  const last = stages.at(-1)
  const known = new Set(last)
  if (last?.length === now.length && now.every((id) => known.has(id))) return stages
  const all = [...stages.filter(({ length }) => length < now.length), now]
  return all.length > MOST_STAGES ? [all[0]!, ...all.slice(1 - MOST_STAGES)] : all
}

/** How many rows are right by `[rows, classes]` logits. */
function rightOf(
  logits: ArrayLike<number>,
  rows: readonly number[],
  labels: ArrayLike<number>,
  classes: number,
): { right: number; of: number } {
  const all = Float64Array.from(logits)
  const right = rows.filter((row, i) => topTwo(all.subarray(i * classes, (i + 1) * classes)).first === labels[row]).length
  return { right, of: rows.length }
}

async function byHead(teaching: Parameters<typeof taughtHead>[0], names: readonly string[], asked: readonly number[]): Promise<Answers> {
  const { features, labels, classes, learn, judge, breathe } = teaching
  const { head, temperature } = await taughtHead(teaching)
  const logits = await logitsOf(head, features, asked, breathe)
  return {
    by: 'head',
    taught: learn.length,
    validation: judge.length > 0 ? rightOf(await logitsOf(head, features, judge, breathe), judge, labels, classes) : null,
    classes: names,
    probabilities: softmax(logits, classes, temperature),
  }
}

function byModel(
  { classes, logits, learnt }: ModelAnswers,
  names: readonly string[],
  labels: ArrayLike<number>,
  asked: readonly number[],
  judge: readonly number[],
  idOf: (row: number) => number,
): Answers {
  const width = classes.length
  const its = (rows: readonly number[]): Float64Array => {
    const all = new Float64Array(rows.length * width)
    for (const [i, row] of rows.entries()) all.set(logits.subarray(row * width, (row + 1) * width), i * width)
    return all
  }
  // The classes of the dataset by the model's numbers.
  const asTheModel = Int32Array.from(labels, (label) => classes.indexOf(names[label] ?? ''))
  const fresh = judge.filter((row) => !learnt(idOf(row)))
  return {
    by: 'model',
    taught: 0,
    validation: fresh.length > 0 ? rightOf(its(fresh), fresh, asTheModel, width) : null,
    classes,
    probabilities: softmax(its(asked), width),
  }
}

/** By the number of a cluster its place among all of them, the largest first. */
function bySize(of: ArrayLike<number>, count: number): number[] {
  const sizes = new Array<number>(count).fill(0)
  for (let i = 0; i < of.length; i++) sizes[of[i]!]!++
  const order = sizes.map((_, c) => c).sort((a, b) => sizes[b]! - sizes[a]! || a - b)
  const place = new Array<number>(count).fill(0)
  for (const [i, c] of order.entries()) place[c] = i
  return place
}
