/** What exports.ts reads out of the lines that a check prints, and out of how it ended. */

export interface Said {
  readonly network: string
  readonly who: string
  /** Of a probability; NaN where nobody was asked. */
  readonly difference: number
  /** `ok` or `told only` at its beginning, or else a failure. */
  readonly verdict: string
}

/** What a check prints of each program: who, over how many pictures, by how much at most, and what that is. Python writes `nan` and `inf`. */
const LINE = /^(.+?): (\d+) pictures.*?largest difference (-?[\d.]+(?:e[+-]?\d+)?|nan|inf(?:inity)?)(?![\w.]).*?(ok|TOO LARGE|told only)/i
/** What it prints of a program that cannot have the network. */
const CANNOT = /^(.+?): not asked: (.+)$/

const numberOf = (text: string) => (/^inf/i.test(text) ? Number.POSITIVE_INFINITY : Number(text))

/**
 * The verdicts of a check, and its other lines. One that ended badly without having said what is too large was not asked to its end, whatever it had said before.
 * @param check what it is called where it says nothing
 * @param pictures how many were to be asked about
 */
export function saidBy(
  network: string,
  check: string,
  { stdout, status }: { readonly stdout: string; readonly status: number | null },
  pictures: number,
): { readonly said: readonly Said[]; readonly others: readonly string[] } {
  const said: Said[] = []
  const others: string[] = []
  for (const line of stdout.split('\n').filter(Boolean)) {
    const [, cannot, why] = CANNOT.exec(line) ?? []
    const [, who, count, difference, verdict] = LINE.exec(line) ?? []
    if (cannot) said.push({ network, who: cannot, difference: Number.NaN, verdict: `told only: ${why}` })
    else if (who)
      said.push({
        ...{ network, who, difference: numberOf(difference!) },
        verdict: Number(count) === pictures ? verdict! : `${verdict}, of ${count}`,
      })
    else others.push(line)
  }
  const isTold = status === 0 ? said.length > 0 : said.some(({ verdict }) => verdict.startsWith('TOO LARGE'))
  if (!isTold) said.push({ network, who: check, difference: Number.NaN, verdict: 'NOT ASKED' })
  return { said, others }
}

/** Whether everybody was asked, and agreed. */
export const isWell = (table: readonly Said[]): boolean => table.every(({ verdict }) => /^(ok|told only)/.test(verdict))
