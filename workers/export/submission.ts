/** Kaggle's submission where no sample says otherwise, that of Dogs vs. Cats: `id,label`, ids in numeric order, label = probability of the chosen class. */

export interface SubmissionRow {
  /** Path or name of the test picture, whose name before the extension is its id: `test1/12.jpg`. */
  readonly path: string
  /** Probability of the positive class, 0..1; null where the picture could not be decoded. */
  readonly probability: number | null
}

export interface Submission {
  readonly csv: string
  /** Lines without the header. */
  readonly rows: number
  /** Pictures that could not be decoded: they stand in the file with 0.5. */
  readonly undecodable: readonly string[]
  /** Files whose name is no number, which the competition would refuse: they are not in the file. */
  readonly withoutId: readonly string[]
  /** Later files with an id that an earlier one has: they are not in the file. */
  readonly duplicates: readonly string[]
  /** Ids between 1 and the highest that no file has. */
  readonly missing: readonly number[]
}

/** What a picture that cannot be decoded gets: the answer that costs least without knowing anything. */
const UNKNOWN = 0.5

/**
 * Builds the file; every row given is either in it or named in one of the lists.
 * @param clip labels are held within clip..1-clip (0 leaves them): one sure mistake costs ln(1/clip) at most, each sure right answer -ln(1-clip)
 * @throws RangeError where clip is not within 0..0.5 or a probability not within 0..1
 */
export function buildSubmission(rows: readonly SubmissionRow[], clip = 0): Submission {
  if (!(clip >= 0 && clip < 0.5)) throw new RangeError(`clipping at ${clip} is not between 0 and 0.5`)
  const byId = new Map<number, SubmissionRow>()
  const withoutId: string[] = []
  const duplicates: string[] = []
  for (const row of rows) {
    const id = submissionId(row.path)
    if (id === null) withoutId.push(row.path)
    else if (byId.has(id)) duplicates.push(row.path)
    else byId.set(id, row)
  }
  const ids = [...byId.keys()].sort((a, b) => a - b)
  const undecodable: string[] = []
  const lines = ids.map((id) => {
    const { path, probability } = byId.get(id)!
    if (probability === null) {
      undecodable.push(path)
      return `${id},${UNKNOWN}`
    }
    if (!(probability >= 0 && probability <= 1)) throw new RangeError(`${path} has the probability ${probability}`)
    return `${id},${decimal(Math.min(Math.max(probability, clip), 1 - clip))}`
  })
  return {
    csv: `${['id,label', ...lines].join('\n')}\n`,
    rows: lines.length,
    undecodable,
    withoutId,
    duplicates,
    missing: gaps(ids),
  }
}

/** The number that a test picture is called by, or null: `test1/12.jpg` is 12. */
export function submissionId(path: string): number | null {
  const name = path.split('/').at(-1)!
  const id = /^(\d{1,9})\.[^.]+$/.exec(name)?.[1]
  return id === undefined ? null : Number(id)
}

/** Plain decimals: some readers refuse exponents. Nine places keep more than the network's own f32. */
export function decimal(value: number): string {
  return value.toFixed(9).replace(/\.?0+$/, '')
}

function gaps(sorted: readonly number[]): number[] {
  const present = new Set(sorted)
  const highest = sorted.at(-1) ?? 0
  // A stray file called 999999999.jpg must not make a list of a thousand million.
  if (highest > 10 * sorted.length + 1000) return []
  return Array.from({ length: highest }, (_, i) => i + 1).filter((id) => !present.has(id))
}
