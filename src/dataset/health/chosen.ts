/** Which of the check's findings are to be left out: what is suggested, unless the person switched it off. */
import { HEALTH_PROBLEMS, type HealthFinding, type HealthProblem } from '../../../workers/protocol'

/** Names a finding for as long as it means the same. */
export const keyOf = ({ problem, ids }: HealthFinding): string => `${problem}/${ids.join()}`

/** Keys of findings that are not to be left out. */
export type Declined = ReadonlySet<string>

/** The pictures to be left out, each once. */
export function chosenIds(findings: readonly HealthFinding[], declined: Declined): number[] {
  return [...new Set(findings.flatMap((finding) => (declined.has(keyOf(finding)) ? [] : finding.leaveOut)))]
}

/** Switches these findings on or off. */
export function switched(declined: Declined, findings: readonly HealthFinding[], on: boolean): Declined {
  const next = new Set(declined)
  for (const finding of findings) {
    if (on) next.delete(keyOf(finding))
    else next.add(keyOf(finding))
  }
  return next
}

export interface ProblemGroup {
  readonly problem: HealthProblem
  readonly open: readonly HealthFinding[]
  readonly settled: number
}

/** The findings by problem, the worst first; those that are settled are counted only. */
export function byProblem(findings: readonly HealthFinding[]): ProblemGroup[] {
  return HEALTH_PROBLEMS.flatMap((problem): ProblemGroup[] => {
    const of = findings.filter((finding) => finding.problem === problem)
    const open = of.filter((finding) => !finding.settled)
    return of.length === 0 ? [] : [{ problem, open, settled: of.length - open.length }]
  })
}
