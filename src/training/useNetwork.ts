/** What the trainer tells of the network of a recipe, before and while it is trained. */
import type { NetworkFacts, RunConfig } from '../../workers/protocol'
import { trainer } from '../page/trainer'
import { useAnswer } from '../ui/useAnswer'
import { useApp } from './state'

/** What it depends on: a recipe's other options change neither sizes nor memory. */
const SHAPES_IT = [
  ...(['depth', 'attention', 'head', 'strategy', 'unfreezeEvery', 'unfreezeAt', 'epochs', 'batchSize', 'imageSize'] as const),
  ...(['trainSizes', 'sizeEpochs', 'optimizer', 'emaDecay', 'cachedViews', 'backend'] as const),
] satisfies readonly (keyof RunConfig)[]
const keyOf = (config: RunConfig): string => SHAPES_IT.map((option) => config[option]).join('/')

/**
 * Null until the trainer has answered, and where it does not, which the forecast beside Train tells.
 * @param config with the network that is meant (`trainedConfig`, `ofWeights`); null asks nothing
 */
export function useNetwork(config: RunConfig | null): NetworkFacts | null {
  const version = useApp((state) => state.datasetVersion)
  const backend = useApp((state) => state.deviceOffer?.device.backend)
  return useAnswer(config && `${version}/${backend}/${keyOf(config)}`, () => {
    const { depth, attention } = config!
    return trainer.api.training.network(config!, { depth, attention })
  }).value
}
