/** Pictures, classes and folders that a person adds to the pictures that are open. */
import type { DatasetSource, DatasetSummary, IndexProgress, ReadAs, SkippedFiles } from './dataset'

/** Where added pictures belong. `folders`: as their folders, or their names, say. `prediction`: test pictures without a class. */
export type AddInto = { readonly kind: 'folders' } | { readonly kind: 'class'; readonly name: string } | { readonly kind: 'prediction' }

/** What was given to be added, before it is. */
export interface AdditionFound {
  /** A folder's or zip's name; of loose files the first one's. */
  readonly name: string
  readonly pictures: number
  /** Classes that folders or names give, as the open dataset calls them where it has them; none of loose pictures. */
  readonly classes: readonly { readonly name: string; readonly pictures: number; readonly isNew: boolean }[]
  readonly skipped: SkippedFiles
}

/** A picture that was given and is there already: the same bytes. `className`: of the one that is there, null without a class. */
export interface SamePicture {
  readonly name: string
  readonly className: string | null
}

/** What has come of an addition. */
export interface Added {
  readonly dataset: DatasetSummary
  readonly pictures: number
  /** Classes that pictures were added to. */
  readonly classes: readonly string[]
  /** Those that are there already and were not added again. */
  readonly same: { readonly pictures: number; readonly examples: readonly SamePicture[] }
  /** How many of those had been left out, and are taken back into the class that they were added to; absent where none. */
  readonly takenBack?: number
  readonly skipped: SkippedFiles
  /** Whether they are there again on the next visit. */
  readonly kept: boolean
}

/** Adding to the pictures that are open. All reject with `no-dataset` before there are any. */
export interface AdditionsApi {
  /**
   * Lists what was given; a later one ends an earlier.
   * @param readAs what is known of how it is read; judged as on opening where nothing is
   * @throws Problem as `DatasetApi.open` where there is no picture in it; AbortError after `cancel`
   */
  look(source: DatasetSource, onProgress: (progress: IndexProgress) => void, readAs?: ReadAs): Promise<AdditionFound>
  /**
   * Adds what was looked at last. Undone as any edit.
   * @throws Problem `too-many-classes`, `one-class`, `class-too-small`; AbortError after `cancel`, or where other pictures were opened meanwhile
   */
  add(into: AddInto, onProgress: (progress: { readonly done: number; readonly of: number }) => void): Promise<Added>
  cancel(): Promise<void>
}
