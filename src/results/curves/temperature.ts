/** What can be said of the temperature that was looked for. Pure. */
import type { Evaluation } from '../../../workers/protocol'

/**
 * How it is worded, and the value where there is one to show. Without a least loss the value is only the limit at which the search ended, and what it would
 * do to the figures says nothing: `flat`, where the loss falls the less sure the answers are made, `certain`, the surer.
 */
export function temperatureSaid({ value, isFitted }: Pick<Evaluation['temperature'], 'value' | 'isFitted'>): {
  readonly kind: 'sure' | 'modest' | 'flat' | 'certain'
  readonly value: number | null
} {
  if (isFitted) return { kind: value > 1 ? 'sure' : 'modest', value }
  return { kind: value > 1 ? 'flat' : 'certain', value: null }
}
