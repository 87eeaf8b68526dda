/** What becomes of each class where a run goes on with a model, as the page says it. */
import { en } from '../../src/training/words/en'
import type { DatasetSummary } from '../../workers/protocol/dataset'
import { classesGoingOn, FIRST_EPOCH_LOSS, type ModelHead } from '../../workers/protocol/goingOn'
import type { RunConfig } from '../../workers/protocol/options'

const percent = (share: number) => `${(100 * share).toFixed(0)}%`

/** No line where there is no model to go on with. */
export function goingOnLines(
  { model, head }: { readonly model: ModelHead | null; readonly head: RunConfig['head'] },
  { classes }: Pick<DatasetSummary, 'classes'>,
): string[] {
  if (!model) return []
  const { goOn } = en.train
  const names = classes.map(({ name }) => name)
  const { kept, fresh, gone } = classesGoingOn(model, names, head)
  const isSame = model.head === head
  return [
    isSame ? (kept.length > 0 ? goOn.kept(kept) : goOn.noneKept) : goOn.otherHead,
    ...(isSame && fresh.length > 0 ? [goOn.fresh(fresh)] : []),
    ...(gone.length > 0 ? [goOn.gone(gone)] : []),
    ...(kept.length > 0 && fresh.length > 0 ? [goOn.mayLose(percent(FIRST_EPOCH_LOSS.all), percent(FIRST_EPOCH_LOSS.few))] : []),
    goOn.validation,
  ]
}
