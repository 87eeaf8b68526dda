/** "None of these": whether a picture is like those that a run learned from, as the page is told and asks. */
import type { AnswerProgress } from './answers'
import type { noneOfShape, Shaped } from './recordShape'

/** What a run's record keeps of it. */
export type StoredNoneOf = Shaped<typeof noneOfShape>

/** Shares of the validation pictures that may be let pass, rising: 80.0%, 80.1%, ..., 99.9%. */
export const PASS_RATES: readonly number[] = Array.from({ length: 200 }, (_, i) => (800 + i) / 1000)
/** Until a person chooses otherwise. */
export const PASS_RATE = 0.95

/** The place among `PASS_RATES` of a share, or of the nearest to it. */
export const passPlace = (pass: number): number => Math.min(PASS_RATES.length - 1, Math.max(0, Math.round(1000 * pass) - 800))

/** Of the model that answers. */
export interface NoneOfInfo {
  readonly isOn: boolean
  /** Share of the validation pictures that pass, 0.8..0.999, and the similarity from which on a picture does. */
  readonly pass: number
  readonly threshold: number
  /** Validation pictures that the threshold was set on. */
  readonly pictures: number
}

/**
 * Whether a picture is probably none of the classes.
 * @param similarity of its features to the nearest prototype, -1..1; null where it is not known
 */
export const isNoneOf = (similarity: number | null, noneOf: Pick<NoneOfInfo, 'isOn' | 'threshold'> | null): boolean =>
  noneOf?.isOn === true && similarity !== null && similarity < noneOf.threshold

/** How many pictures of something else would be refused. */
export interface NoneOfTrial {
  /** Pictures that were looked at, and files that are none or cannot be read. */
  readonly pictures: number
  readonly unreadable: number
  /** By share of the person's own pictures that pass: how many of the others are refused. */
  readonly rows: readonly { readonly pass: number; readonly refused: number }[]
  /**
   * Area under the ROC curve of the person's validation pictures against the others, 0..1, by the similarity and by the largest probability alone;
   * null where the run's pictures are not open.
   */
  readonly auc: { readonly similarity: number; readonly probability: number; readonly validation: number } | null
}

export interface NoneOfApi {
  /**
   * Looks at the pictures that the model's run learned from and was validated with, keeps what tells others from them with the run, and switches it on.
   * @throws Problem `no-model`, `busy`, `no-dataset`, `other-dataset`, `classes-changed`, `decode-failures`, `device-lost`; AbortError after `cancel`
   */
  learn(onProgress: (progress: AnswerProgress) => void): Promise<NoneOfInfo>
  cancel(): Promise<void>
  /** Changes whether it is told, and from when on. @throws Problem `no-model`; null where there is nothing to change */
  set(change: { readonly isOn?: boolean; readonly pass?: number }): Promise<NoneOfInfo | null>
  /**
   * Tries it with pictures of something else; they are not kept.
   * @throws Problem as `learn`; `no-model` where nothing was learned yet
   */
  tryOn(pictures: readonly File[], onProgress: (progress: AnswerProgress) => void): Promise<NoneOfTrial>
}
