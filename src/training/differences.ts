/** How the next run differs from the one that is shown, with what each value was and is. Pure. */
import { effective, OPTIONS, type RunConfig, type Text as Words } from '../../workers/protocol'
import { valueWords } from '../recipe/valueWords'
import type { NextRun } from './nextRun'
import type { Text } from './words'

interface Sides {
  readonly config: RunConfig
  /** What it starts from; null where nobody knows. */
  readonly weights: string | null
}

/** "Epochs 8 → 10", one for each difference. */
export function differencesOf(
  { options, otherWeights }: Pick<NextRun, 'options' | 'otherWeights'>,
  before: Sides,
  now: Sides,
  { train, recipe }: Text,
  pick: (text: Words) => string,
): string[] {
  const [was, is] = [effective(before.config), effective(now.config)]
  const settings = options.map((name) =>
    train.from(pick(OPTIONS[name].label), valueWords(name, was[name], pick, recipe), valueWords(name, is[name], pick, recipe)),
  )
  const isTold = before.weights !== null && now.weights !== null && before.weights !== now.weights
  const weights = isTold ? train.from(train.weights, before.weights ?? '', now.weights ?? '') : train.weights
  return otherWeights ? [...settings, weights] : settings
}
