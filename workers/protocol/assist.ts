/** Pictures without a label, answered by the model so that a person can label them quickly, and which of them to label next. */
import type { RunConfig } from './options'

/** `looking`: pictures go through the network; `answering`: heads are fitted and asked. */
export interface AssistProgress {
  readonly phase: 'looking' | 'answering'
  readonly done: number
  readonly of: number
}

/** Who answers: a trained run, or a head that learned just now from the pictures that have a label. */
export type Assistant = 'model' | 'head'

/** What is said of one picture without a label. */
export interface AssistGuess {
  readonly id: number
  /** The likeliest class and how likely it is, 0..1; null where nobody can tell yet. */
  readonly says: { readonly className: string; readonly probability: number } | null
  /** Its lead over the next class, 0..1; 0 where nobody can tell. */
  readonly margin: number
  /** Pictures that are alike share one, 0..; the largest group first. */
  readonly cluster: number
}

/** How right heads are by how many labels there were, all asked about the validation pictures of now. */
export interface AssistStage {
  readonly labels: number
  readonly right: number
  readonly of: number
}

/** What was found, in the dataset as it was then; ids hold for as long as the pictures are open. */
export interface AssistReport {
  readonly fingerprint: string
  /** The classes that the dataset had then, in its order. */
  readonly classes: readonly string[]
  /** Null where there is neither a model nor a label of two classes: then the pictures are only grouped. */
  readonly by: Assistant | null
  /** Training pictures that a head learned from. */
  readonly taught: number
  /** Of the labelled validation pictures that whoever answers did not learn from; null where there are none. */
  readonly validation: { readonly right: number; readonly of: number } | null
  /** The nearest to the middle of its cluster first, cluster by cluster. */
  readonly guesses: readonly AssistGuess[]
  /** Ids of those whose labels would teach the most: unsure ones, none like another. */
  readonly next: readonly number[]
  /** Heads of this visit, the least labels first. */
  readonly curve: readonly AssistStage[]
  /** Without a label, and could not be read. */
  readonly unreadable: number
  readonly milliseconds: number
}

export interface AssistApi {
  /**
   * Answers about every picture that has no label and takes part. Labels nothing. A later call ends an earlier one.
   *
   * @param config what the network below a head is, where no trained model answers
   * @param anew a head learns from the labels of now, though a trained model could answer
   * @throws Problem `no-dataset`, `busy`, `nothing-learnt`, `decode-failures`, `device-lost`, `download-failed`, `weights-mismatch`; AbortError after `cancel`, or where other pictures
   * were opened meanwhile
   */
  look(config: RunConfig, anew: boolean, onProgress: (progress: AssistProgress) => void): Promise<AssistReport>
  cancel(): Promise<void>
}
