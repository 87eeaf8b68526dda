/**
 * What of a recipe follows the weights, the number of pictures and this device, where nobody set it by hand: learning rate and epochs of the whole network go by
 * what it starts from, the batch by the pictures, and kept views and picture size by the time that a run takes.
 */
import { OPTIONS, type OptionName, type RunConfig, type TrainEstimate, type WeightsInfo } from '../../../workers/protocol'
import { onlyHeadLearns, usesFeatureCache } from '../../../workers/recipe/strategy'

/** So long a run may take, seconds: of kept features, and of one in which every epoch goes through the network. */
export const FEW_MINUTES = 300
export const QUARTER_HOUR = 900

/** Below this share of the size that weights are best at, ImageNet's lose more than time is worth: docs/performance.md has the figures. */
const LEAST_SHARE = 0.57
/** Below this side hardly anything is left of a photo. */
const LEAST_SIZE = 64
/** An epoch of fewer updates than this moves a new head too little. */
const LEAST_UPDATES = 10

/**
 * Of the whole network: weights of many large pictures are moved gently, by what PyTorch's `imagenet-best` of the shared baseline has (docs/performance.md: at the
 * starter's rate they lose 14 points); the bundled starter learnt from small pictures, and gains by more.
 */
export const GENTLE = { learningRate: 3e-4, epochs: 4 } as const

export type FitReason = 'weights' | 'untrained' | 'pictures' | 'time'

export interface Fitting {
  readonly values: Partial<RunConfig>
  readonly reasons: Readonly<Partial<Record<OptionName, FitReason>>>
  /** Of the recipe as it was chosen, and as it is fitted. */
  readonly before: TrainEstimate
  readonly after: TrainEstimate
  /** Whether it is within the time that a run may take. */
  readonly isEnough: boolean
}

export interface Asked {
  /** The recipe as it was chosen, without anything fitted. */
  readonly config: RunConfig
  readonly weights: Pick<WeightsInfo, 'bundled' | 'bestSize' | 'model' | 'isUntrained'>
  /** Pictures to learn from. */
  readonly pictures: number
  /** Options that stay as they are. */
  readonly byHand: ReadonlySet<OptionName>
  /** The trainer's forecast. */
  readonly estimate: (config: RunConfig) => Promise<TrainEstimate>
}

/** A head on a network that has learnt nothing would tell apart what chance makes of pictures. */
const EVERYTHING = { strategy: 'full' } as const

/**
 * What goes by the weights, also on the command line: all of an untrained network learns; nothing from the starter, or where a new head learns alone. One that was
 * trained is moved gently too (`tools/verify/goOn.ts`).
 */
export function byWeights({ config, weights }: Pick<Asked, 'config' | 'weights'>): Partial<RunConfig> {
  if (weights.isUntrained) return EVERYTHING
  if (weights.bundled || config.optimizer === 'sgd') return {}
  const isTrained = weights.model?.head === config.head
  if (onlyHeadLearns(config)) return isTrained ? { learningRate: Math.min(config.learningRate, GENTLE.learningRate) } : {}
  return {
    learningRate: Math.min(config.learningRate, GENTLE.learningRate),
    // One cycle is made for as many epochs as there are; other schedules and strategies count by theirs.
    ...(config.schedule === 'one-cycle' ? { epochs: Math.min(config.epochs, GENTLE.epochs) } : {}),
  }
}

/** Smaller batches where there are few pictures. */
function byPictures({ config, pictures }: Asked): Partial<RunConfig> {
  const enough = [config.batchSize, 16, 8].filter((size) => size <= config.batchSize)
  const batchSize = enough.find((size) => pictures / size >= LEAST_UPDATES) ?? enough.at(-1)!
  return { batchSize }
}

/** From best to quickest: fewer kept views cost the least accuracy, then the side goes down. */
function byTime({ config, weights: { bestSize } }: Pick<Asked, 'config' | 'weights'>): Partial<RunConfig>[] {
  const { step = 1 } = OPTIONS.imageSize
  const sizes = [0.86, 0.72, LEAST_SHARE]
    .map((share) => Math.max(LEAST_SIZE, Math.round((share * bestSize) / step) * step))
    .filter((size, at, all) => size < config.imageSize && all.indexOf(size) === at)
  if (!usesFeatureCache(config)) return sizes.map((imageSize) => ({ imageSize }))
  const views = [2, 1].filter((cachedViews) => cachedViews < Math.min(config.cachedViews, config.epochs))
  const least = views.at(-1)
  return [
    ...views.map((cachedViews) => ({ cachedViews })),
    ...sizes.map((imageSize) => ({ imageSize, ...(least ? { cachedViews: least } : {}) })),
  ]
}

/** Fits a recipe: the first of what time asks for whose forecast is short enough, else the quickest. */
export async function fitTo(asked: Asked): Promise<Fitting> {
  const { config, byHand, estimate } = asked
  const free = (values: Partial<RunConfig>): Partial<RunConfig> =>
    Object.fromEntries(
      Object.entries(values).filter(([name, value]) => !byHand.has(name as OptionName) && value !== config[name as OptionName]),
    )
  const weights = free(byWeights(asked))
  const pictures = free(byPictures(asked))
  const settled = { ...config, ...weights, ...pictures }
  const most = usesFeatureCache(settled) ? FEW_MINUTES : QUARTER_HOUR
  const before = await estimate(config)
  let time: Partial<RunConfig> = {}
  let after = Object.keys({ ...weights, ...pictures }).length > 0 ? await estimate(settled) : before
  for (const values of byTime({ ...asked, config: settled })) {
    if (after.seconds <= most) break
    const tried = free(values)
    if (Object.keys(tried).length === 0) continue
    time = tried
    after = await estimate({ ...settled, ...time })
  }
  const values = { ...weights, ...pictures, ...time }
  const reasons: Partial<Record<OptionName, FitReason>> = {}
  for (const [why, of] of [
    [asked.weights.isUntrained ? 'untrained' : 'weights', weights],
    ['pictures', pictures],
    ['time', time],
  ] as const)
    for (const name of Object.keys(of) as OptionName[]) reasons[name] = why
  return { values, reasons, before, after, isEnough: after.seconds <= most }
}
