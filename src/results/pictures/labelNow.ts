/** The label of a judged picture today, beside the one that its run learned. Pure. */
import type { SampleInfo } from '../../../workers/protocol'

/**
 * @param learned the class's name in the run
 * @param today the dataset's classes, in the order of its labels
 * @returns the class that it has now, and that name again where a person gave it another class: a class that was renamed is no change
 */
export function labelNow(
  info: Pick<SampleInfo, 'label' | 'relabelled'> | undefined,
  learned: string,
  today: readonly string[],
): { readonly current: string | null; readonly changed: string | null } {
  const current = info ? (today[info.label] ?? null) : null
  const differs = current !== null && current !== learned && (today.includes(learned) || info?.relabelled === true)
  return { current, changed: differs ? current : null }
}
