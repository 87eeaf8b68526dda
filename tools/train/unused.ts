/** What was asked for and the run does not do: said before it begins, since the form hides such options and a command line cannot. */
import { attentionIn, type ChosenNetwork, networkLabel } from '../../workers/protocol/networks'
import { inForce, OPTIONS, type OptionName, type RunConfig } from '../../workers/protocol/options'
import { networkFor } from '../../workers/recipe/network'
import { rulesOf, spelling } from './optionWords'

/** Why the weights cannot begin what was asked for, in one line; null where they can. A run trains the network that its weights are of. */
export function otherNetwork(given: Partial<RunConfig>, weights: ChosenNetwork): string | null {
  const { depth } = given
  if (depth === undefined || depth === weights.depth) return null
  return `The weights are a ${networkLabel(weights)}’s, and --set depth asks for a ${networkLabel({ depth })}: give weights of that by --weights, or leave out --set depth.`
}

/**
 * One line for each option that was typed and does nothing in this run.
 * @param config the page's whole recipe
 * @param typed the options that the command line names
 */
export function unusedLines(config: RunConfig, typed: readonly OptionName[], weights: Required<ChosenNetwork>): string[] {
  const asked = { ...config, depth: weights.depth }
  return typed.flatMap((name) => {
    const why = inForce(name, asked) ? (name === 'attention' ? attentionUnused(asked, weights) : []) : rulesOf(name)
    return asked[name] === OPTIONS[name].default ? [] : why.map((rule) => `${spelling(name)} does nothing in this run: ${rule}`)
  })
}

function attentionUnused(asked: RunConfig, weights: Required<ChosenNetwork>): string[] {
  const trained = networkFor(asked, weights)
  if (trained.attention === attentionIn(asked)) return []
  return [
    weights.attention === 'none'
      ? 'none is put in where only the head learns'
      : `the weights are a ${networkLabel(weights)}’s, which keeps its own`,
  ]
}
