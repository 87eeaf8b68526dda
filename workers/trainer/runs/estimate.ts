/** A forecast of a run's time and memory from the work to be done and what this device managed before; it says how sure it is. */
import { sizeOf } from '../../model/layer'
import { forwardMacs, namesFrom, outputShapes, paramInfos } from '../../model/spec'
import type { DeviceInfo, Room, RunConfig, TrainEstimate } from '../../protocol'
import { largestTrainSize, trainingWork } from '../../recipe/batches'
import { frozenBlocks, usesFeatureCache } from '../../recipe/strategy'
import { threadsOf } from '../devices/room'
import { specFor } from '../fit/plan'
import { FIRST_HEAD_MS } from '../fit/rate'
import { scratchOf } from './scratch'
import { type Speed, type Work, workOf } from './speeds'

/** GFLOP/s before any run was measured here: wasm per thread as measured on a 2-core machine, a GPU taken as a small laptop's. */
const FIRST_GUESS: Record<DeviceInfo['backend'], number> = { wasm: 45, 'tfjs-wasm': 20, webgpu: 500, 'tfjs-webgpu': 30, 'tfjs-cpu': 0.5 }
/** A software adapter runs a GPU's program on the processor. */
const SOFTWARE_GPU = 2
/** Seconds of a run besides its pictures (an engine opened, weights loaded, files written), before any was measured. */
const FIRST_BESIDES = 4

/** By what factor a forecast may be wrong, for what it goes by: a run of the same work, of like work, of other work on the same engine, of none. */
const WRONG_BY = { same: 1.25, alike: 1.6, other: 2.5, guessed: 4 } as const

/** Pictures of a run. */
interface Counts {
  readonly train: number
  readonly val: number
  /** Labelled test pictures, which are looked at once, at the end. */
  readonly test: number
  /** Of cached features: how many pictures of all kinds go through the backbone, or did; the others' features are kept. */
  readonly made: number
}

/** FLOPs of all passes through the backbone in the first epochs: `trainingWork` for each training picture, none where its features are kept; a picture that is judged costs one. */
function backboneFlops(config: RunConfig, classes: number, { train, val, test, made }: Counts, epochs: number): number {
  const forward = 2 * forwardMacs(specFor(config, classes), config.imageSize)
  if (usesFeatureCache(config)) return forward * made
  const passes = Array.from({ length: epochs }, (_, i) => trainingWork(config, i + 1)).reduce((sum, each) => sum + each, 0)
  return forward * (passes * train + epochs * val + test)
}

/** Pictures that the head alone sees, in the first epochs and at the end. */
const headPictures = (config: RunConfig, { train, val, test }: Counts, epochs: number): number =>
  usesFeatureCache(config) ? epochs * (train + val) + test : 0

/** How long the parts of a run took, in seconds; standing still on a person's word counts nowhere. */
export interface Took {
  /** From its first to its last event. */
  readonly all: number
  /** Of it: features made, and epochs. */
  readonly features: number
  readonly epochs: number
  /** How many epochs those were: fewer than planned where the run ended early. */
  readonly done: number
}

/**
 * What a run told of the engine's speed; null where it told nothing, as one that did nothing but read what was kept.
 * @param config as the run went by it: what an epoch does may depend on how many were planned
 */
export function speedOf(config: RunConfig, classes: number, counts: Counts, took: Took): Speed | null {
  const cached = usesFeatureCache(config)
  const flops = backboneFlops(config, classes, counts, took.done)
  const seconds = cached ? took.features : took.epochs
  if (!(seconds > 0 && took.epochs > 0 && flops > 0)) return null
  return {
    ...workOf(config),
    gflops: flops / seconds / 1e9,
    besides: Math.max(0, took.all - took.features - took.epochs),
    headMs: cached ? (1000 * took.epochs) / headPictures(config, counts, took.done) : null,
  }
}

/** Of the speeds known the one that is of the likest work, and how like it is. */
function likest(known: readonly Speed[], work: Work): { speed: Speed; wrongBy: number } | null {
  const far = (speed: Speed) =>
    (speed.kind === work.kind ? 0 : 4) + (speed.depth === work.depth ? 0 : 1) + Math.abs(Math.log2(speed.imageSize / work.imageSize))
  const [speed] = known.toSorted((a, b) => far(a) - far(b))
  if (!speed) return null
  const distance = far(speed)
  return { speed, wrongBy: distance === 0 ? WRONG_BY.same : distance < 3 ? WRONG_BY.alike : WRONG_BY.other }
}

/**
 * Seconds from the press to the result, and bytes: parameters with gradients and optimizer state of what learns in the end, the activations that
 * backward reads, and what a step makes beside and throws away.
 * @param known speeds of this engine
 */
export function estimateRun(
  config: RunConfig,
  device: DeviceInfo,
  classes: number,
  counts: Counts,
  known: readonly Speed[],
): TrainEstimate {
  const emulated = device.software && (device.backend === 'webgpu' || device.backend === 'tfjs-webgpu')
  const guess = emulated ? SOFTWARE_GPU : FIRST_GUESS[device.backend] * Math.max(1, device.threads)
  const found = likest(known, workOf(config))
  const gflops = found?.speed.gflops ?? guess
  const headMs = known.find((speed) => speed.headMs !== null)?.headMs ?? FIRST_HEAD_MS
  const { epochs } = config
  const head = headPictures(config, counts, epochs) * headMs
  const pictures = backboneFlops(config, classes, counts, epochs) / (gflops * 1e9) + head / 1000
  return {
    seconds: pictures + (found?.speed.besides ?? FIRST_BESIDES),
    wrongBy: found?.wrongBy ?? WRONG_BY.guessed,
    // The head's epochs on kept features take moments: there nobody waits less.
    mayEndEarly: config.patience > 0 && config.epochs > config.patience + 1 && !usesFeatureCache(config),
    bytes: memoryOf(config, classes, threadsOf(device)),
  }
}

/**
 * Bytes that a step of the run takes, about: as `TrainEstimate.bytes`.
 * @param threads as in `Room`
 */
export function memoryOf(config: RunConfig, classes: number, threads: Room['threads']): number {
  const spec = specFor(config, classes)
  // What learns in the last epoch is the most that ever does.
  const frozen = frozenBlocks(config, config.epochs)
  const learning = namesFrom(spec, frozen)
  const sizes = paramInfos(spec).map(({ name, shape }) => sizeOf(shape) * (learning.has(name) ? 4 : 1))
  const elements = sizes.reduce((a, b) => a + b, 0)
  const size = largestTrainSize(config)
  const activations = [...outputShapes(spec, size).values()].reduce((sum, shape) => sum + sizeOf(shape), 0)
  const blocks = spec.blocks.length
  const read = Math.max(1, blocks - frozen) / blocks
  const scratch = scratchOf(spec, { batch: config.batchSize, size, frozen, threads })
  return 4 * elements + 4 * activations * config.batchSize * read + scratch.all
}
