/** What cached features depend on, as a file name. */
import { type Dataset, idsOf, testedIds } from '../../data/dataset/dataset'
import { type SampleSource, stampOf } from '../../data/files/source'
import type { EngineInfo } from '../../engine/engine'
import { isTensorFlows } from '../../model/efficientnet'
import { archOf, type RunConfig } from '../../protocol'

/** Told apart in every key: files of the first format held labels too, those of the second not which pictures failed. */
const FORMAT = 3
/** Files asked at once: each answer comes from the browser's other process. */
const AT_ONCE = 64

/** Tells a file's content from another. */
export type Stamp = (source: SampleSource) => Promise<string>

/**
 * What tells the features that an engine computes from those of another: of a graphics card also which kernels it was found to compute rightly, so that
 * what one computed that was found wrong since is not found again. Kernels that were only timed to be faster differ by rounding, and are not told apart.
 */
export const computedBy = ({ backend, kernels }: Pick<EngineInfo, 'backend'> & { readonly kernels?: string | undefined }): string =>
  kernels === undefined ? backend : `${backend} ${kernels}`

const remembered = new WeakMap<SampleSource, Promise<string>>()
/** As it was when it was asked for first: enough to guess by, and no file is asked twice. */
export function rememberedStamp(source: SampleSource): Promise<string> {
  const known = remembered.get(source) ?? stampOf(source)
  remembered.set(source, known)
  return known
}

/** As it is now, each file asked once however many names are made: for as long as one piece of work takes. Rejects with the signal's reason once aborted. */
export function stampedOnce(signal: AbortSignal): Stamp {
  const asked = new Map<SampleSource, Promise<string>>()
  return async (source) => {
    signal.throwIfAborted()
    const known = asked.get(source) ?? stampOf(source)
    asked.set(source, known)
    return known
  }
}

/**
 * A name for the features of a run's pictures: equal names mean the same files (as far as names, sizes and times tell), split, network and
 * transform. Labels count only where they decide which pictures an epoch shows.
 *
 * @param dataset as the run uses it
 * @param weights SHA-256 of the pretrained weights
 * @param by the engine, as `computedBy`
 * @param stamp tells a file's content of now from another
 */
export async function featureKey(
  dataset: Dataset,
  config: RunConfig,
  weights: string,
  by: string,
  stamp: Stamp = stampOf,
): Promise<string> {
  const { seed, imageSize, transparency, balance, cropScaleMin, cropRatio, flip, rotation, jitter, erasing, batchSize } = config
  const { policy, policyOps, policyMagnitude, attention = 'none' } = config
  const changed = policy === 'none' ? {} : policy === 'rand' ? { policy, policyOps, policyMagnitude } : { policy }
  const transform = {
    seed,
    imageSize,
    transparency,
    balance,
    cropScaleMin,
    cropRatio,
    flip,
    rotation,
    jitter,
    erasing,
    batchSize,
    ...changed,
    // That of the weights is told by them.
    ...(attention === 'none' ? {} : { attention }),
    ...paddingOf(config),
  }
  const train = Array.from(idsOf(dataset, 'train'))
  const val = Array.from(idsOf(dataset, 'val'))
  const labels = balance === 'sampled' ? train.map((id) => dataset.samples[id]!.label) : []
  const stamps = await stampsOf(dataset, [...train, ...val], stamp)
  return nameOf([FORMAT, dataset.fingerprint, train, val, labels, stamps, weights, by, transform])
}

/** A name for the features of a run's labelled test pictures, as `featureKey`: whatever else the run does, they are the same. */
export function testFeatureKey(dataset: Dataset, config: RunConfig, weights: string, by: string, stamp: Stamp = stampOf): Promise<string> {
  return evaluationFeatureKey(dataset, testedIds(dataset), config, weights, by, stamp)
}

/**
 * A name for the features of some pictures as evaluation sees them, as `featureKey`.
 * @param weights names the network: of a backbone that learned something of its own
 * @param by the engine that computes them, as `computedBy`
 */
export async function evaluationFeatureKey(
  dataset: Dataset,
  pictures: Uint32Array,
  config: RunConfig,
  weights: string,
  by: string,
  stamp: Stamp = stampOf,
): Promise<string> {
  const { imageSize, transparency } = config
  const ids = Array.from(pictures)
  const padding = Object.values(paddingOf(config))
  return nameOf([FORMAT, dataset.fingerprint, ids, await stampsOf(dataset, ids, stamp), weights, by, imageSize, transparency, ...padding])
}

/** What weights do not tell: TensorFlow's networks have the tensors of PyTorch's. */
const paddingOf = (config: RunConfig): { readonly network?: string } => (isTensorFlows(archOf(config)) ? { network: archOf(config) } : {})

async function nameOf(parts: readonly unknown[]): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(parts)))
  return Array.from(new Uint8Array(digest).subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function stampsOf({ samples }: Dataset, ids: readonly number[], stamp: Stamp): Promise<string[]> {
  const stamps: string[] = []
  for (let at = 0; at < ids.length; at += AT_ONCE)
    stamps.push(...(await Promise.all(ids.slice(at, at + AT_ONCE).map((id) => stamp(samples[id]!.source)))))
  return stamps
}
