/** Better answers than one look by one run: views of a picture averaged (test-time augmentation), runs averaged, and what either gains. */

/**
 * Which views of a picture are looked at and averaged with equal weights: the plain one; with its mirror image; torchvision's FiveCrop (the
 * four corners and the middle of the resized picture); those with their mirror images.
 */
export const VIEWS = ['single', 'flip', 'crops', 'crops-flip'] as const
export type Views = (typeof VIEWS)[number]

/** How many views each has: how many times as long an answer takes. */
export const VIEW_COUNT: Readonly<Record<Views, number>> = { single: 1, flip: 2, crops: 5, 'crops-flip': 10 }

/** Kinds of views that are known too once `views` were looked at: their views are among them. */
export const viewsWithin = (views: Views): readonly Views[] =>
  views === 'crops-flip' ? VIEWS : views === 'single' ? ['single'] : ['single', views]

/** How answers are made: runs with their share of the answer, and the views that each looks at. */
export interface AnswerPlan {
  readonly views: Views
  /** Weights sum to 1; the run of the model that answers need not be among them. */
  readonly members: readonly { readonly runId: string; readonly weight: number }[]
}

/** Whether what answers by a plan can leave as a file of its own: several networks, or one that looks at mirror images besides. */
export const hasEnsembleFile = (plan: AnswerPlan | null): plan is AnswerPlan =>
  plan !== null && (plan.members.length > 1 || plan.views.endsWith('flip'))

/** Runs and kinds of views at most in one comparison, so that it ends. */
export const MOST_MEMBERS = 8

export interface AnswerFigures {
  /** Pictures that were recognised. */
  readonly right: number
  readonly accuracy: number
  /** Natural logarithm. */
  readonly logLoss: number
}

/** One way to answer, with what it does to the validation pictures. */
export interface AnswerOption {
  readonly plan: AnswerPlan
  /** With several runs: of weights fitted on four fifths of the pictures and judged on the fifth left over, in turn. Of one run: nothing is fitted. */
  readonly figures: AnswerFigures
  /** With several runs: of the plan's weights, on the very pictures they were fitted on, and of equal weights. Null for one run. */
  readonly fitted: AnswerFigures | null
  readonly equal: AnswerFigures | null
  /** Against one plain look by the model: pictures that are right only now, and that were right only before. */
  readonly mended: number
  readonly spoilt: number
  /** Accuracy less that of one plain look by the model. */
  readonly gain: Difference
  /** With several runs: accuracy less that of the best of them alone with the same views. Null for one run. */
  readonly overBest: (Difference & { readonly runId: string }) | null
  /** How many networks look at one picture, counting each view. */
  readonly passes: number
}

/** One accuracy less another, both on the same pictures. */
export interface Difference {
  /** -1..1, and its 95% bootstrap interval. */
  readonly difference: number
  readonly interval: readonly [number, number]
  /** McNemar's exact p, 0..1. */
  readonly p: number
}

/** Another run alone beside the model, both with one plain look at the same validation pictures: its accuracy, and that less the model's. */
export interface Against extends Difference {
  readonly runId: string
  readonly accuracy: number
}

export interface AnswerGain {
  /** Validation pictures that none of the runs learned from. */
  readonly pictures: number
  /** Validation pictures that another of the runs learned from: they would flatter it, and are not counted. */
  readonly learned: number
  /** One plain look by the model. */
  readonly before: AnswerFigures
  /** Each of the other runs. */
  readonly against: readonly Against[]
  /** The model alone first, then the runs together; each by growing number of views. */
  readonly options: readonly AnswerOption[]
}

/** Parts that the pictures are dealt into when the weights are judged. */
export const FOLDS = 5

export interface AnswerProgress {
  readonly done: number
  readonly of: number
}

/** Test pictures that are open for a submission, beside the dataset that is trained on. */
export interface TestPictures {
  readonly name: string
  readonly pictures: number
}
