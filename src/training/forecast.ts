/** A forecast in words, as sure as it is. */
import type { TrainEstimate } from '../../workers/protocol'
import { bytes, duration } from '../ui/format'
import type { Text } from './words'

/** Beyond this a forecast is told by its ends; from `UNMEASURED` on it goes by no run of this device. */
const SURE = 1.3
const UNMEASURED = 3

/** "about 4 min", or "between 2 min and 8 min" where nobody knows better. */
export function timeWords({ seconds, wrongBy }: Pick<TrainEstimate, 'seconds' | 'wrongBy'>, { train, locale }: Text): string {
  const told = (value: number) => duration(value, locale)
  return wrongBy <= SURE ? train.about(told(seconds)) : train.between(told(seconds / wrongBy), told(seconds * wrongBy))
}

/** What the next run takes. */
export function forecastWords(estimate: TrainEstimate, text: Text): string {
  const { train, locale } = text
  const { wrongBy, mayEndEarly, bytes: memory } = estimate
  const more = [mayEndEarly && train.endsEarly, wrongBy >= UNMEASURED && train.unmeasured]
  return [train.estimateText(timeWords(estimate, text), bytes(memory, locale)), ...more].filter(Boolean).join(' ')
}
