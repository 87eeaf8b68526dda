/** The configuration by which the network is drawn and told. */
import type { RunConfig } from '../../workers/protocol'
import { trainedConfig } from './networkView'
import { useApp } from './state'

/** As `trainedConfig`, of the page's state. */
export function useTrained(): RunConfig {
  const run = useApp((state) => state.run)
  const config = useApp((state) => state.config)
  const weights = useApp((state) => state.weights)
  return trainedConfig({ run, config, weights })
}
