/** Which trial comes next and which is the best: pure functions of what was found so far, so that a search that was left goes on as it would have. */
import { type TrialFigure, wilsonInterval } from '../../protocol'
import { KEEP_ONE_OF, STAGES } from './space'

/** A head by its number, with a figure for each stage that it has come through; none at all after its loss ran away. */
export interface Tried {
  readonly number: number
  readonly figures: readonly TrialFigure[]
  readonly failed: boolean
}

/** More accurate first, of equals the one with the lower loss, then the earlier. */
function better(a: Tried, b: Tried, figureOf: (trial: Tried) => TrialFigure | undefined): number {
  const [first, second] = [figureOf(a), figureOf(b)]
  if (!first || !second) return Number(!first) - Number(!second) || a.number - b.number
  return second.accuracy - first.accuracy || first.loss - second.loss || a.number - b.number
}

/**
 * Heads that take part in each stage, as far as that is decided: the last list is of the stage that is under way, or of the last of all.
 * A stage is decided when each of its heads has its figure.
 */
export function stagesOf(heads: readonly Tried[]): readonly (readonly Tried[])[] {
  const stages: Tried[][] = [[...heads]]
  for (let stage = 0; stage < STAGES.length - 1; stage++) {
    const here = stages[stage]!
    if (here.some((trial) => !trial.failed && trial.figures.length <= stage)) break
    const ranked = here.toSorted((a, b) => better(a, b, ({ figures }) => figures[stage]))
    const on = ranked.filter(({ failed }) => !failed).slice(0, Math.ceil(here.length / KEEP_ONE_OF))
    stages.push(on.toSorted((a, b) => a.number - b.number))
  }
  return stages
}

/** The head that is to be trained next, up to the end of a stage (0-based); null where all have come as far as they will. */
export function nextHead(heads: readonly Tried[]): { readonly number: number; readonly stage: number } | null {
  const stages = stagesOf(heads)
  const stage = stages.length - 1
  const next = stages[stage]!.find(({ failed, figures }) => !failed && figures.length <= stage)
  return next ? { number: next.number, stage } : null
}

const last = ({ figures }: Tried): TrialFigure | undefined => figures.at(-1)

/** The best of those heads that have come furthest: a figure after two epochs is no match for one after eighteen. Undefined where none has any. */
export function bestHead<T extends Tried>(heads: readonly T[]): T | undefined {
  const most = Math.max(0, ...heads.map(({ figures }) => figures.length))
  if (most === 0) return undefined
  return heads.filter(({ figures }) => figures.length === most).toSorted((a, b) => better(a, b, last))[0]
}

/**
 * The trial to take, by its number. Where validation is small (`folds`), a network that learned as a whole was judged by few pictures only: it is taken only if
 * even the lower end of its 95% interval is above the best head's accuracy on those.
 */
export function bestOf(heads: readonly Tried[], wholes: readonly Tried[], folds: number): number | null {
  const head = bestHead(heads)
  const whole = wholes.filter(({ figures }) => figures.length > 0).toSorted((a, b) => better(a, b, last))[0]
  const [headFigure, wholeFigure] = [head && last(head), whole && last(whole)]
  if (!head || !headFigure) return whole?.number ?? null
  if (!whole || !wholeFigure) return head.number
  if (folds === 0) return better(head, whole, last) <= 0 ? head.number : whole.number
  const [low] = wilsonInterval(Math.round(wholeFigure.own * wholeFigure.judged), wholeFigure.judged)
  return low > headFigure.own ? whole.number : head.number
}
