/** What a submission was made with, beside what is chosen now: pure. */
import type { AnswerPlan, DatasetSummary, ModelInfo, SubmissionOptions, TestPictures } from '../../workers/protocol'
import type { TakenSample } from './testSlice'

export interface SubmissionBasis extends SubmissionOptions {
  readonly runId: string
  /** What the answers are divided by. */
  readonly temperature: number
  /** Null for one plain look. */
  readonly plan: AnswerPlan | null
  /** The test pictures that were opened, as the very object, for another folder may have the same name; or those of the dataset, as text. */
  readonly test: TestPictures | string
  /** The sample that gave columns and ids, as the very object. */
  readonly sample: TakenSample | null
}

/** What can be another now, in the order in which it is told. */
export const BASES = ['runId', 'temperature', 'plan', 'test', 'sample', 'values', 'positive', 'clip'] as const
export type Basis = (typeof BASES)[number]

interface Chosen {
  readonly model: ModelInfo | null
  readonly testPictures: TestPictures | null
  readonly sample: TakenSample | null
  readonly dataset: DatasetSummary | null
}

export function basisOf(
  { model, testPictures, sample, dataset }: Chosen,
  { positive, clip, values = null }: SubmissionOptions,
): SubmissionBasis {
  const own = dataset ? `${dataset.fingerprint} ${dataset.counts.test + dataset.unlabelled}` : ''
  return {
    runId: model?.runId ?? '',
    temperature: model?.temperature ?? 1,
    plan: model?.better ?? null,
    test: testPictures ?? own,
    sample,
    values,
    positive,
    clip,
  }
}

/** What differs; nothing where the file is what would be made now. */
export function changedSince(made: SubmissionBasis, now: SubmissionBasis): Basis[] {
  return BASES.filter((basis) => (basis === 'plan' ? JSON.stringify(made.plan) !== JSON.stringify(now.plan) : made[basis] !== now[basis]))
}
