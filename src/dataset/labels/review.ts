/** Which suspects and outliers are still to be looked at, and what a key does to one. Pure. */
import type { DatasetEdit, LabelReport, SampleInfo } from '../../../workers/protocol'
import type { ListedClass } from '../classList'
import { commandOf, type Pressed } from '../keys/keys'

/** `likely`: confident learning says that the label is wrong; `unsure`: the model would say another class; `unlike`: it is like no other; `unexplained`: no class explains it. */
export const REVIEWS = ['likely', 'unsure', 'unlike', 'unexplained'] as const
export type Review = (typeof REVIEWS)[number]

/** One picture to be decided about. */
export interface Doubt {
  readonly id: number
  /** The class that it had when it was looked at; null without one. */
  readonly given: string | null
  /** What the model says; null where it says nothing, as of an outlier. */
  readonly says: { readonly className: string; readonly probability: number } | null
  /** The pictures most like it, with their classes; none of an outlier. */
  readonly alike: readonly { readonly id: number; readonly className: string }[]
}

export function doubtsOf({ suspects, likely, outliers, unexplained }: LabelReport, review: Review): Doubt[] {
  if (review === 'unlike' || review === 'unexplained')
    return (review === 'unlike' ? outliers : unexplained).map(({ id, given }) => ({ id, given, says: null, alike: [] }))
  const some = review === 'likely' ? suspects.slice(0, likely) : suspects.slice(likely)
  return some.map(({ id, given, suggested, probability, alike }) => ({ id, given, says: { className: suggested, probability }, alike }))
}

/** Whether a person has decided since: left out, said to be right, or given another class. One that is not known yet is open. */
export function isDecided({ given }: Pick<Doubt, 'given'>, info: SampleInfo | undefined, classes: readonly string[]): boolean {
  return info !== undefined && (info.leftOut === true || info.confirmed === true || (classes[info.label] ?? null) !== given)
}

/** Whether the report speaks of the classes as they are: after one was renamed, made or emptied it has to be made again. */
export const isCurrent = (report: Pick<LabelReport, 'classes'>, classes: readonly string[]): boolean =>
  report.classes.length === classes.length && report.classes.every((name, i) => name === classes[i])

/** How many of the alike have each class, the most first. */
export function countedClasses(alike: Doubt['alike']): { readonly className: string; readonly pictures: number }[] {
  const counts = new Map<string, number>()
  for (const { className } of alike) counts.set(className, (counts.get(className) ?? 0) + 1)
  return [...counts].map(([className, pictures]) => ({ className, pictures })).sort((a, b) => b.pictures - a.pictures)
}

export type Decision = Extract<DatasetEdit, { kind: 'relabel' | 'confirm' | 'leave-out' }>

/**
 * What a key decides about a picture; null for any other key, and where it has that class already.
 * @param listed the classes with their digits
 */
export function decisionOf(
  pressed: Pressed,
  { id, given, says }: Doubt,
  listed: readonly Pick<ListedClass, 'name' | 'digit'>[],
): Decision | null {
  const ids = [id]
  const to = (className: string | undefined): Decision | null =>
    className === undefined || className === given ? null : { kind: 'relabel', ids, className }
  switch (commandOf(pressed, 'labels') ?? commandOf(pressed, 'place')) {
    case 'accept':
      return to(says?.className)
    case 'confirm':
      return given === null ? null : { kind: 'confirm', ids }
    case 'leave-out':
      return { kind: 'leave-out', ids }
    case 'class':
      return to(listed.find(({ digit }) => digit === Number(pressed.key))?.name)
    default:
      return null
  }
}

/** The place after a key, of `total`; null where the key does not move. */
export function placeAfterKey(key: string, at: number, total: number): number | null {
  const last = Math.max(0, total - 1)
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowUp':
      return Math.max(0, at - 1)
    case 'ArrowRight':
    case 'ArrowDown':
      return Math.min(last, at + 1)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}
