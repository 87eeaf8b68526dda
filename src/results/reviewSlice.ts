/** Labels that a person found to be wrong while looking at results; they hold from the next run on. */
import type { ProblemsSlice } from '../app/problems'
import type { SliceContext } from '../app/slice'
import type { DatasetSlice } from '../dataset/slice'

export interface ReviewSlice {
  /** By path, the class name that a picture has now. Of the pictures whose dataset has `reviewedFingerprint`. */
  readonly relabelled: Readonly<Record<string, string>>
  readonly reviewedFingerprint: string | null
  /** Resolves with whether the label was taken; a refusal is reported. Back to `original` forgets the mark. */
  relabel(picture: { readonly id: number; readonly path: string }, className: string, original: string): Promise<boolean>
}

export function createReviewSlice({ set, get, client }: SliceContext<ReviewSlice & DatasetSlice & ProblemsSlice>): ReviewSlice {
  return {
    relabelled: {},
    reviewedFingerprint: null,
    async relabel({ id, path }, className, original) {
      try {
        const dataset = await client.api.editDataset({ kind: 'relabel', ids: [id], className })
        const { reviewedFingerprint, relabelled, datasetVersion } = get()
        const { [path]: _, ...others } = reviewedFingerprint === dataset.fingerprint ? relabelled : {}
        set({
          dataset,
          datasetVersion: datasetVersion + 1,
          reviewedFingerprint: dataset.fingerprint,
          relabelled: className === original ? others : { ...others, [path]: className },
        })
        return true
      } catch (thrown) {
        get().report(thrown)
        return false
      }
    },
  }
}
