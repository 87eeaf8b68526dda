/** Labels looked at by the model: which are probably wrong, and which pictures are like no others. */

/** `looking`: pictures go through the network; `judging`: heads are fitted and asked; `comparing`: pictures are compared with each other. */
export interface LabelProgress {
  readonly phase: 'looking' | 'judging' | 'comparing'
  /** Of `judging` heads, of which one is done in part; else pictures. */
  readonly done: number
  readonly of: number
}

/** A picture whose label is in doubt. */
export interface LabelSuspect {
  readonly id: number
  /** The class that it had, and the likeliest one. */
  readonly given: string
  readonly suggested: string
  /** Of the likeliest class and of the given one, 0..1, as a head says that did not learn from the picture. */
  readonly probability: number
  readonly confidence: number
  /** The pictures most like it, the nearest first, with the classes that they had. */
  readonly alike: readonly { readonly id: number; readonly className: string }[]
}

/** A picture that is far from all others. */
export interface LabelOutlier {
  readonly id: number
  readonly given: string
  /** 1 - cosine of the features, on average to the five nearest, 0..2. */
  readonly distance: number
}

/** A picture that is far from every class, though others may be like it. */
export interface LabelUnexplained {
  readonly id: number
  readonly given: string
  /** How far it is from the class that is the least far off, in units of how far that class's own pictures are (a modified z-score). */
  readonly score: number
}

/** What was found, in the dataset as it was then; ids hold for as long as the pictures are open. */
export interface LabelReport {
  readonly fingerprint: string
  /** Of the classes at that time, in the dataset's order. */
  readonly classes: readonly string[]
  /** Pictures that were looked at, and labelled ones that could not be read. */
  readonly checked: number
  readonly unreadable: number
  /** The most doubtful first; of `likely` of them confident learning says that the label is wrong, the others are less sure. */
  readonly suspects: readonly LabelSuspect[]
  readonly likely: number
  /** The furthest first. */
  readonly outliers: readonly LabelOutlier[]
  /** The furthest first. */
  readonly unexplained: readonly LabelUnexplained[]
  /** How many pictures each was compared with. */
  readonly compared: number
  /** Whether the network below the head learned from some of these pictures: it then believes their labels more than it should. */
  readonly learnt: boolean
  readonly milliseconds: number
}

export interface LabelsApi {
  /**
   * Looks at every labelled picture that takes part, by the features of the model that answers. A later one ends an earlier.
   * @throws Problem `no-dataset`, `no-model`, `busy`, `decode-failures`, `device-lost`; AbortError after `cancel`, or where other pictures were opened meanwhile
   */
  look(onProgress: (progress: LabelProgress) => void): Promise<LabelReport>
  cancel(): Promise<void>
}
