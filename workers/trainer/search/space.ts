/** Which recipes a search tries: a fixed plan, drawn by the seed of the recipe that it begins with. The one place that says so. */
import { effective, type RunConfig } from '../../protocol'
import { permutation, STREAM, uniform } from '../../random'

/** Heads that begin, the recipe that the person had among them. */
export const HEADS = 12
/** Epochs after which heads are compared: successive halving (Jamieson and Talwalkar 2016; Li et al. 2018), by thirds. */
export const STAGES = [2, 6, 18] as const
/** Of each stage the best of so many goes on. */
export const KEEP_ONE_OF = 3

/** The longest stage is seen in so many augmented views, as long as the recipe does not say. */
const VIEWS = 4
/** A class has so many times the pictures of another: then what to do about it is worth trying. */
const UNEVEN = 1.5
/** Learning rates of heads, for Adam's steps; SGD's are larger. */
const RATES = { adam: [1e-4, 3e-2], sgd: [1e-3, 0.3] } as const

/** `low` * (`high` / `low`) ** `share`. */
const between = ([low, high]: readonly [number, number], share: number): number => Number((low * (high / low) ** share).toPrecision(2))
const oneOf = <T>(values: readonly T[], share: number): T => values[Math.floor(share * values.length)]!

/**
 * The recipe that a person had as a head's: only the head learns, on cached features, and a schedule that runs over all epochs gives way to a constant rate. So a
 * trial that goes on to the next stage is to the digit the run that had so many epochs from the start.
 */
function asHead(config: RunConfig): RunConfig {
  const isHead = config.strategy === 'feature-extraction'
  const overAll = config.schedule === 'cosine' || config.schedule === 'one-cycle'
  return effective({
    ...config,
    strategy: 'feature-extraction',
    cachedViews: isHead && config.cachedViews > 0 ? config.cachedViews : VIEWS,
    schedule: overAll ? 'constant' : config.schedule,
  })
}

/**
 * The recipes of the heads, each with the epochs of the first stage. Rates are spread evenly over their range (one draw in each twelfth of it, in an order by the seed), all else is drawn
 * by itself.
 * @param config the person's own recipe
 * @param trainCounts training pictures of each class
 */
export function headConfigs(config: RunConfig, trainCounts: readonly number[]): readonly RunConfig[] {
  const first = { ...asHead(config), epochs: STAGES[0] }
  const { seed } = config
  const present = trainCounts.filter((pictures) => pictures > 0)
  const isUneven = Math.max(...present) > UNEVEN * Math.min(...present)
  const order = permutation(HEADS - 1, seed, STREAM.search, 0)
  const rest = Array.from({ length: HEADS - 1 }, (_, i): RunConfig => {
    const draw = (what: number) => uniform(seed, STREAM.search, i + 1, what)
    return effective({
      ...first,
      learningRate: between(first.optimizer === 'sgd' ? RATES.sgd : RATES.adam, (order[i]! + draw(0)) / (HEADS - 1)),
      weightDecay: oneOf([0, between([1e-5, 1e-1], draw(1))], draw(2)),
      head: oneOf(['article', 'linear'] as const, draw(3)),
      dropout: oneOf([0, 0.2, 0.35, 0.5, 0.65], draw(4)),
      labelSmoothing: oneOf([0, 0, 0.05, 0.1], draw(5)),
      // Adam's own decay is not what the field means by it.
      optimizer: first.optimizer === 'sgd' ? 'sgd' : 'adamw',
      schedule: 'step',
      stepSize: 4,
      gamma: 0.5,
      patience: 0,
      // Pictures drawn by class are other features: those are not worth a second look at every picture.
      balance: first.balance === 'sampled' || !isUneven ? first.balance : oneOf(['none', 'weighted'] as const, draw(6)),
    })
  })
  return [first, ...rest]
}

/** What is tried with a network that has learnt nothing, quickest first, after the person's own settings. */
const FROM_NOTHING: readonly Partial<RunConfig>[] = [
  { epochs: 12, learningRate: 1e-3 },
  { epochs: 12, learningRate: 3e-3 },
  { epochs: 30, learningRate: 1e-3 },
  { epochs: 30, learningRate: 1e-3, weightDecay: 5e-2, labelSmoothing: 0.1, jitter: 0.2 },
]
/** Epochs in which the person's own settings are tried on such a network. */
const OWN_EPOCHS = 6

/**
 * The recipes for a network that begins untrained, in the order in which they are tried: the whole network learns in all of them, since the features below a head are random.
 * @param config the person's own recipe, which is the first but for its strategy and epochs
 */
export function untrainedConfigs(config: RunConfig): readonly RunConfig[] {
  const own = effective({ ...config, strategy: 'full', epochs: OWN_EPOCHS })
  return [own, ...wholeOf(own, FROM_NOTHING)]
}

/** What is tried with the whole network, quickest first. One cycle runs over all of its epochs, so each is trained at once to its end. */
const WHOLE: readonly Partial<RunConfig>[] = [
  { epochs: 2, learningRate: 1e-3 },
  { epochs: 6, learningRate: 1e-3 },
  { epochs: 6, learningRate: 3e-4 },
  { epochs: 12, learningRate: 1e-3 },
  { epochs: 12, learningRate: 1e-3, weightDecay: 5e-2, labelSmoothing: 0.1, jitter: 0.2 },
]

/**
 * The recipes in which the whole network learns, in the order in which they are tried.
 * @param head the best of the heads: how it treats labels and classes is taken over
 */
export const wholeConfigs = (head: RunConfig): readonly RunConfig[] => wholeOf(head, WHOLE)

function wholeOf({ head, dropout, labelSmoothing, balance, ...base }: RunConfig, all: readonly Partial<RunConfig>[]): readonly RunConfig[] {
  return all.map((changes) =>
    effective({
      ...base,
      ...{ head, dropout, labelSmoothing, balance },
      ...{ strategy: 'full', optimizer: 'adamw', weightDecay: 1e-2, schedule: 'one-cycle', patience: 0, stopMetric: 'val-accuracy' },
      ...changes,
    }),
  )
}
