/** What the panel of better answers shows: pure functions of what was measured. */
import { type AnswerGain, type AnswerOption, type AnswerPlan, hasEnsembleFile, type RunRecord, samePictures } from '../../workers/protocol'
import type { Text } from './words'

/** Runs that can answer together with the model's: kept, of the same classes, trained on the same pictures. Newest first. */
export function partners(runs: readonly RunRecord[], runId: string): RunRecord[] {
  const own = runs.find(({ id }) => id === runId)
  if (!own) return []
  return runs.filter(
    (run) =>
      run.id !== runId &&
      run.bestFile !== null &&
      samePictures(run.dataset, own.dataset) &&
      JSON.stringify(run.classes) === JSON.stringify(own.classes),
  )
}

/** "2 runs · Five crops: corners and middle"; "This run" where `runId` answers alone. */
export function wordPlan({ better }: Text, { views, members }: AnswerPlan, runId: string | null): string {
  const who = members.length === 1 && members[0]?.runId === runId ? better.alone : better.together(members.length)
  return `${who} · ${better.kinds[views]}`
}

/** What Downloads has of a plan: not all of them can leave as a file of their own. */
export const wordFiles = ({ better }: Text, plan: AnswerPlan): string => (hasEnsembleFile(plan) ? better.downloads : better.downloadsAlone)

/** The option with the least log loss; null where none is lower than one plain look's. */
export function bestOption({ before, options }: Pick<AnswerGain, 'before' | 'options'>): AnswerOption | null {
  const least = options.reduce<AnswerOption | null>(
    (best, option) => (best && best.figures.logLoss <= option.figures.logLoss ? best : option),
    null,
  )
  return least && least.figures.logLoss < before.logLoss ? least : null
}

export const samePlan = (a: AnswerPlan | null, b: AnswerPlan): boolean => JSON.stringify(a) === JSON.stringify(b)
