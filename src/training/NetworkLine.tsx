/** One line of a network that may be chosen: what it costs, what it takes of this device's memory, and what would fit where it does not. */
import type { NetworkFacts, RunConfig } from '../../workers/protocol'
import { networkNamed } from '../../workers/recipe/network'
import { bytes } from '../ui/format'
import classes from './Blocks.module.css'
import { useApp } from './state'
import { useNetwork } from './useNetwork'
import { useTrained } from './useTrained'
import type { Text } from './words'
import { useText } from './words'

/** Of the network that is trained. */
export function TrainedNetwork() {
  return <NetworkOf config={useTrained()} />
}

/** Of a network that is offered in its place. */
export function OfferedNetwork({ depth }: { readonly depth: RunConfig['depth'] }) {
  const recipe = useApp((state) => state.config)
  const weights = useApp((state) => state.weights)
  const named = { ...recipe, depth }
  return <NetworkOf config={{ ...named, ...networkNamed(named, weights ?? { depth, attention: 'none' }) }} />
}

function NetworkOf({ config }: { readonly config: RunConfig }) {
  const text = useText()
  const facts = useNetwork(config)
  return (
    <p className={classes.line} role="status" data-fits={facts?.holds.fits}>
      {facts && networkWords(facts, config, text)}
    </p>
  )
}

/** In two sentences: what it is, and whether the device can hold it. */
function networkWords({ macs, parameters, bytes: memory, holds }: NetworkFacts, { batchSize, imageSize }: RunConfig, text: Text): string {
  const { train, locale } = text
  const about = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 })
  const costs = train.networkCosts(about.format(macs), about.format(parameters), imageSize)
  const size = bytes(memory, locale)
  if (holds.fits) return `${costs} ${train.networkFits(size, batchSize)}`
  const instead =
    holds.batch !== null ? train.networkBatch(holds.batch) : holds.size !== null ? train.networkSize(holds.size) : train.networkNever
  return `${costs} ${train.networkTooLarge(size, batchSize)} ${instead}`
}
