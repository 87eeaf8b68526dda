/** The dataset that is open, as files that a person takes away. */

/** `folders`: a zip of class folders by split. `table`: metadata.csv alone, for beside the pictures. */
export const TAKE_AWAY_KINDS = ['folders', 'table'] as const
export type TakeAwayKind = (typeof TAKE_AWAY_KINDS)[number]

/** A zip of class folders that was written. */
export interface TakenAway {
  readonly pictures: number
  readonly bytes: number
  /** Pictures that could not be read any more, and so are not in it; the first paths of them. */
  readonly gone: { readonly total: number; readonly examples: readonly string[] }
  /** SHA-256 (hex) over every picture's content, split and class: the same where the zip is opened and taken away again, whatever the files are called. */
  readonly fingerprint: string
  /** The zip, where it was written to a private file of the browser; it stays until the next one, or until the tab is closed. */
  readonly file: File | null
}
