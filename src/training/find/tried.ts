/** What a trial's recipe is called in the table: what it tries that the first one does not. */
import { inForce, OPTIONS, type OptionName, type SearchTrial } from '../../../workers/protocol'
import { compact } from '../../ui/format'
import type { usePick } from '../../ui/language'
import type { Text } from '../words'

/** What is drawn for heads, most telling first. */
const DRAWN = ['learningRate', 'head', 'dropout', 'weightDecay', 'labelSmoothing', 'balance'] as const satisfies readonly OptionName[]
/** What differs between recipes for the whole network. */
const OF_WHOLE = ['learningRate', 'weightDecay', 'labelSmoothing', 'jitter'] as const satisfies readonly OptionName[]

/** "Learning rate 0.0032, One linear layer, …"; the person's own settings are called so. */
export function triedIn({ recipeSearch }: Text, pick: ReturnType<typeof usePick>, { number, kind, config }: SearchTrial): string {
  const names: readonly OptionName[] = kind === 'head' ? DRAWN : OF_WHOLE
  // What is off says nothing, but for a switch of kinds.
  const told = names.filter((name) => inForce(name, config) && config[name] !== 0 && !(name === 'balance' && config.balance === 'none'))
  const words = told.map((name) => {
    const option = OPTIONS[name]
    const value = config[name]
    return option.kind === 'choice'
      ? pick((option.values as Record<string, Parameters<typeof pick>[0]>)[String(value)]!)
      : `${pick(option.label)} ${compact(Number(value))}`
  })
  const own = number === 1 ? [recipeSearch.own] : []
  const whole = kind === 'whole' ? [recipeSearch.whole(config.epochs)] : []
  return [...own, ...whole, ...words].join(', ')
}
