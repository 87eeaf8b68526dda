/** Whether what was kept (a run, a source, edits) is of the pictures that are open. Nobody compares fingerprints by hand. */

/** What a dataset, or what is kept of one, is known by. */
export interface KnownBy {
  /** `DatasetSummary.fingerprint`. */
  readonly fingerprint: string
  /** `DatasetSummary.pictures`; absent in what earlier versions kept. */
  readonly pictures?: readonly string[] | undefined
}

/** All fingerprints of it, its own first. */
export const fingerprintsOf = ({ fingerprint, pictures = [] }: KnownBy): readonly string[] => [fingerprint, ...pictures]

/** Whether both are of the same pictures, whatever a table says of them. Labels and classes may differ: whoever goes by them compares those too. */
export function samePictures(a: KnownBy, b: KnownBy): boolean {
  const known = new Set(fingerprintsOf(a))
  return fingerprintsOf(b).some((fingerprint) => known.has(fingerprint))
}

/** Whether both have the same classes, in whatever order. */
export const sameClasses = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && new Set([...a, ...b]).size === new Set(a).size
