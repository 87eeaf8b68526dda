/** Which of the answered pictures are shown, in which order, and what accepting many of them does. Pure. */
import type { AssistGuess, AssistReport, DatasetEdit } from '../../../workers/protocol'
import type { Doubt } from '../labels/review'

/** `next`: those that would teach the most; `sure` and `unsure`: by how sure the answer is; `alike`: group by group. */
export const ORDERS = ['next', 'sure', 'unsure', 'alike'] as const
export type Order = (typeof ORDERS)[number]

/** A list has no more: nobody decides about thousands one by one. */
export const MOST_SHOWN = 500

/** Pictures that still have no label and take part, in an order, as a list that is decided about. */
export function guessesIn({ guesses, next }: AssistReport, order: Order, open: ReadonlySet<number>): Doubt[] {
  const asked = new Set(next)
  // What is decided stays, so that undoing brings it back to its place.
  const some = order === 'next' ? guesses.filter(({ id }) => asked.has(id)) : guesses.filter(({ id }) => open.has(id))
  return inOrder(some, order, next)
    .slice(0, MOST_SHOWN)
    .map(({ id, says }) => ({ id, given: null, says, alike: [] }))
}

function inOrder(guesses: readonly AssistGuess[], order: Order, next: readonly number[]): AssistGuess[] {
  if (order === 'alike') return [...guesses]
  if (order === 'next') {
    const place = new Map(next.map((id, i) => [id, i]))
    return guesses.toSorted((a, b) => place.get(a.id)! - place.get(b.id)!)
  }
  const sureness = ({ says }: AssistGuess): number => says?.probability ?? 0
  const sign = order === 'sure' ? -1 : 1
  return guesses.toSorted((a, b) => sign * (sureness(a) - sureness(b)) || a.id - b.id)
}

/** Whether classes that the report knows are still there: after one was renamed or removed it would bring it back. */
export const isOf = (report: Pick<AssistReport, 'classes'>, names: readonly string[]): boolean =>
  report.classes.every((name) => names.includes(name))

/** The pictures without a label whose answer is at least so sure (0..1), by class, the most first. */
export function sureOnes(
  { guesses }: Pick<AssistReport, 'guesses'>,
  open: ReadonlySet<number>,
  least: number,
): Extract<DatasetEdit, { kind: 'label' }>['to'] {
  const byClass = new Map<string, number[]>()
  for (const { id, says } of guesses) {
    if (!says || says.probability < least || !open.has(id)) continue
    const ids = byClass.get(says.className)
    if (ids) ids.push(id)
    else byClass.set(says.className, [id])
  }
  return [...byClass].map(([className, ids]) => ({ className, ids })).sort((a, b) => b.ids.length - a.ids.length)
}
