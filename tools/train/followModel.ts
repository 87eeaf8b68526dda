/** What a recipe takes of the model that the run goes on with, or of a network that has learnt nothing, by the page's own rule: the page driven by program has the recipe that it was given. */
import { byWeights } from '../../src/training/fit/fitting'
import type { WeightsInfo } from '../../workers/protocol/api'
import { OPTIONS, type RunConfig } from '../../workers/protocol/options'

/** @param given what the command line says: that stays */
export function followedValues(
  { config, weights }: { readonly config: RunConfig; readonly weights: WeightsInfo | null },
  given: Partial<RunConfig>,
): Partial<RunConfig> {
  if (!weights?.model && !weights?.isUntrained) return {}
  const values = Object.entries(byWeights({ config, weights }))
  return Object.fromEntries(values.filter(([name, value]) => !(name in given) && value !== config[name as keyof RunConfig]))
}

/** One line each, with the flag that says otherwise. */
export const followedLines = (values: Partial<RunConfig>): string[] =>
  Object.entries(values).map(
    ([name, value]) => `as the page has it for these weights: --${OPTIONS[name as keyof typeof OPTIONS].flag} ${value}`,
  )
