/** What the page is told about how a trained model answers: on the validation pictures, on one picture, on a test folder. */

export interface CurvePoints {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

export interface ClassCurves {
  readonly name: string
  /** False-positive rate against true-positive rate. */
  readonly roc: CurvePoints & { readonly auc: number }
  /** Recall against precision. */
  readonly precisionRecall: CurvePoints & { readonly averagePrecision: number }
}

export interface CalibrationBin {
  readonly from: number
  readonly to: number
  readonly count: number
  /** Mean confidence and share right; null for an empty bin. */
  readonly predicted: number | null
  readonly observed: number | null
}

export interface Evaluation {
  readonly pictures: number
  readonly accuracy: number
  readonly logLoss: number
  readonly brier: number
  readonly curves: readonly ClassCurves[]
  readonly calibration: { readonly bins: readonly CalibrationBin[]; readonly error: number }
  /** Temperature scaling fitted on these pictures, what it does to the answers as the network gives them, and whether all other figures are with it. */
  readonly temperature: {
    readonly value: number
    /** Whether there is a least loss; not where every picture is right. */
    readonly isFitted: boolean
    readonly before: Fit
    readonly after: Fit
    readonly isTaken: boolean
  }
}

/** How well probabilities fit the labels. */
export interface Fit {
  readonly logLoss: number
  /** Calibration error (ECE), 0..1. */
  readonly error: number
  readonly brier: number
}

/** What calling every picture with at least this probability positive would do. */
export interface Threshold {
  readonly threshold: number
  readonly truePositives: number
  readonly falsePositives: number
  readonly falseNegatives: number
  readonly trueNegatives: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly accuracy: number
}

/** `cell`: of the confusion matrix, surest first. `wrong`, `unsure`, `right`: most wrong, most unsure, most surely right. */
export type JudgedQuery =
  | { readonly kind: 'cell'; readonly actual: number; readonly predicted: number }
  | { readonly kind: 'wrong' | 'unsure' | 'right' }

export interface JudgedPicture {
  readonly id: number
  readonly path: string
  readonly label: number
  readonly predicted: number
  readonly probabilities: readonly number[]
}

/** Where a network looks in one picture. */
export interface Explanation {
  /** Grad-CAM (Selvaraju et al. 2017); or of a Vision Transformer how much its last class token takes of each patch, which is the same for every class. */
  readonly shows: 'class' | 'attention'
  /** The picture as the network got it. */
  readonly picture: ImageData
  readonly height: number
  readonly width: number
  /** `[height, width]`, scaled to 0..1. */
  readonly heat: Float32Array
  readonly classIndex: number
  readonly probabilities: readonly number[]
  /** As `PictureAnswer` has it. */
  readonly similarity: number | null
}

/** What may stand in the one column of a submission: the probability of a class, the likeliest class' name, or its number. */
export type SubmissionValues = 'probability' | 'name' | 'number'

/** What a sample submission asks for, beside the classes of the model that answers. */
export interface SampleReading {
  readonly idColumn: string
  /** To be filled. */
  readonly columns: readonly string[]
  /** Ways to answer where there is one column, the likeliest first; none where there are several, each of a class. */
  readonly values: readonly SubmissionValues[]
  /** The class that the column asks for by its name; null where it does not say. */
  readonly positive: number | null
  /** Columns of no class: they keep what the sample has in them. */
  readonly withoutClass: readonly string[]
  /** Classes without a column. */
  readonly withoutColumn: readonly string[]
}

export interface SubmissionSample {
  readonly name: string
  /** Lines without the heading. */
  readonly rows: number
}

export interface SubmissionOptions {
  /** Class whose probability is the label; of two classes the one that is 1. */
  readonly positive: number
  /** Probabilities are held within clip..1-clip. */
  readonly clip: number
  /** Where a sample has one column to be filled: what stands in it; null as the sample says. */
  readonly values?: SubmissionValues | null
}

export interface SubmissionResult {
  readonly csv: string
  readonly rows: number
  /** Whether a sample gave the ids and their order. */
  readonly bySample: boolean
  readonly undecodable: readonly string[]
  readonly withoutId: readonly string[]
  readonly duplicates: readonly string[]
  /** Pictures that are probably none of the classes: in the file like all others. */
  readonly noneOf: readonly string[]
  /** Ids that no picture has: with a sample they have their line all the same. */
  readonly missing: readonly (number | string)[]
}
