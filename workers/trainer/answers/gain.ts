/** What views and further runs do to answers on validation pictures. Pure. */
import { accuracy, argmaxRows, confusionMatrix } from '../../metrics/confusion'
import { averageProbabilities, fitMixtureWeights, heldOutMixture } from '../../metrics/ensemble'
import { differenceInterval, mcnemar, pairedCounts } from '../../metrics/paired'
import { logLoss } from '../../metrics/probabilities'
import {
  type Against,
  type AnswerFigures,
  type AnswerGain,
  type AnswerOption,
  type Difference,
  FOLDS,
  VIEW_COUNT,
  type Views,
} from '../../protocol/answers'

/** One run's answers: probabilities `[n, classes]` by kind of views. */
export interface MeasuredRun {
  readonly runId: string
  readonly answers: ReadonlyMap<Views, Float64Array>
}

/** A run with a smaller share costs its whole time for next to nothing: it is left out of the plan. */
const LEAST_WEIGHT = 0.01

/**
 * Every way to answer that was measured.
 * @param runs the model's own run first
 * @param parts kinds of views that all runs were asked for, `single` among them
 */
export function gainOf(
  labels: ArrayLike<number>,
  classes: number,
  runs: readonly MeasuredRun[],
  parts: readonly Views[],
): Pick<AnswerGain, 'before' | 'against' | 'options'> {
  const [own] = runs
  const of = (run: MeasuredRun | undefined, part: Views): Float64Array => {
    const answers = run?.answers.get(part)
    if (!answers) throw new RangeError(`views "${part}" were not looked at`)
    return answers
  }
  const plain = of(own, 'single')
  const figures = (probabilities: Float64Array): AnswerFigures => {
    const share = accuracy(confusionMatrix(labels, argmaxRows(probabilities, classes), classes))
    return { right: Math.round(share * labels.length), accuracy: share, logLoss: logLoss(labels, probabilities, classes) }
  }
  const rightRows = (probabilities: Float64Array) => Array.from(argmaxRows(probabilities, classes), (answer, i) => answer === labels[i])
  const before = rightRows(plain)
  const changes = (probabilities: Float64Array) => {
    const after = rightRows(probabilities)
    return {
      mended: after.filter((right, i) => right && !before[i]).length,
      spoilt: after.filter((right, i) => !right && before[i]).length,
      gain: differenceOf(before, after),
    }
  }

  const alone = (views: Views): AnswerOption => ({
    plan: { views, members: [{ runId: own!.runId, weight: 1 }] },
    figures: figures(of(own, views)),
    fitted: null,
    equal: null,
    overBest: null,
    ...changes(of(own, views)),
    passes: VIEW_COUNT[views],
  })
  /** The best is chosen on these very pictures, which flatters it and not the runs together. */
  const overBest = (views: Views, after: readonly boolean[]): AnswerOption['overBest'] => {
    const [best] = runs.map((run) => ({ run, ...figures(of(run, views)) })).toSorted((a, b) => b.right - a.right || a.logLoss - b.logLoss)
    return best ? { runId: best.run.runId, ...differenceOf(rightRows(of(best.run, views)), after) } : null
  }
  const together = (views: Views): AnswerOption => {
    const sets = runs.map((run) => of(run, views))
    const weights = withoutTrifles(fitMixtureWeights(labels, sets, classes))
    const heldOut = heldOutMixture(labels, sets, classes, FOLDS)
    const members = runs.flatMap(({ runId }, k) => (weights[k]! > 0 ? [{ runId, weight: weights[k]! }] : []))
    return {
      plan: { views, members },
      figures: figures(heldOut),
      fitted: figures(averageProbabilities(sets, weights)),
      equal: figures(averageProbabilities(sets)),
      overBest: overBest(views, rightRows(heldOut)),
      ...changes(heldOut),
      passes: VIEW_COUNT[views] * members.length,
    }
  }
  const against = runs.slice(1).map((run): Against => {
    const other = of(run, 'single')
    return { runId: run.runId, accuracy: figures(other).accuracy, ...differenceOf(before, rightRows(other)) }
  })
  return {
    before: figures(plain),
    against,
    options: [...parts.filter((part) => part !== 'single').map(alone), ...(runs.length > 1 ? parts.map(together) : [])],
  }
}

/** B's accuracy less A's, by who was right on which pictures. */
function differenceOf(a: readonly boolean[], b: readonly boolean[]): Difference {
  const counts = pairedCounts(a, b)
  return { difference: (counts.onlyB - counts.onlyA) / Math.max(1, a.length), interval: differenceInterval(counts), p: mcnemar(counts) }
}

function withoutTrifles(weights: readonly number[]): number[] {
  const kept = weights.map((weight) => (weight < LEAST_WEIGHT ? 0 : weight))
  const total = kept.reduce((a, b) => a + b, 0)
  return kept.map((weight) => weight / total)
}
