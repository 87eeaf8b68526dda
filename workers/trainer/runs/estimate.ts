/** A rough forecast of a run's time and memory from the work to be done and what this device managed before. */
import { forwardMacs, outputShapes, paramInfos } from '../../model/spec'
import type { DeviceInfo, RunConfig, TrainEstimate } from '../../protocol'
import { frozenBlocks, trainingPasses, usesFeatureCache } from '../../recipe/strategy'
import { specFor } from '../fit/plan'

/** GFLOP/s before any run was measured here: wasm per thread as measured on a 2-core machine, a GPU taken as a small laptop's. */
const FIRST_GUESS: Record<DeviceInfo['backend'], number> = { 'tfjs-wasm': 20, webgpu: 500, 'tfjs-webgpu': 30, 'tfjs-cpu': 0.5 }
/** A software adapter runs a GPU's program on the processor. */
const SOFTWARE_GPU = 2

const measured = new Map<string, number>()

/** Pictures of a run. */
interface Counts {
  readonly train: number
  readonly val: number
  /** Of cached features: how many pictures go through the backbone, or did; the others' features are kept. */
  readonly made: number
}

/** FLOPs of all passes through the backbone: `trainingPasses` for each training picture, none where its features are kept; a validation picture costs one. */
function backboneFlops(config: RunConfig, classes: number, { train, val, made }: Counts): number {
  const forward = 2 * forwardMacs(specFor(config, classes), config.imageSize)
  if (usesFeatureCache(config)) return forward * made
  const passes = Array.from({ length: config.epochs }, (_, i) => trainingPasses(config, i + 1)).reduce((sum, each) => sum + each, 0)
  return forward * (passes * train + config.epochs * val)
}

/** FLOPs of a head on cached features: forward, and both gradients in training. */
const headFlops = (config: RunConfig, classes: number, { train, val }: Counts): number =>
  2 * specFor(config, classes).featureWidth * classes * config.epochs * (3 * train + val)

/**
 * Remembers what a finished run reached; one that did nothing but read what was kept says nothing.
 * @param seconds that the passes through the backbone took: of cached features those of making them
 */
export function learnSpeed(config: RunConfig, device: DeviceInfo, classes: number, counts: Counts, seconds: number): void {
  const flops = backboneFlops(config, classes, counts)
  if (seconds > 0 && flops > 0) measured.set(device.backend, flops / seconds / 1e9)
}

/** Seconds for all epochs, and bytes: parameters with gradients and optimizer state, and the activations that backward reads. */
export function estimateRun(config: RunConfig, device: DeviceInfo, classes: number, counts: Counts): TrainEstimate {
  const guess = device.backend !== 'tfjs-wasm' && device.software ? SOFTWARE_GPU : FIRST_GUESS[device.backend] * Math.max(1, device.threads)
  const gflops = measured.get(device.backend) ?? guess
  const spec = specFor(config, classes)
  const elements = paramInfos(spec).reduce((sum, info) => sum + info.shape.reduce((a, b) => a * b, 1), 0)
  const frozen = frozenBlocks(config, 1) > 0
  const activations = [...outputShapes(spec, config.imageSize).values()].reduce((sum, [h, w, c]) => sum + h * w * c, 0)
  const flops = backboneFlops(config, classes, counts) + (usesFeatureCache(config) ? headFlops(config, classes, counts) : 0)
  return {
    seconds: flops / (gflops * 1e9),
    bytes: 4 * elements * (frozen ? 1 : 4) + (4 * activations * config.batchSize) / (frozen ? 6 : 1),
  }
}
