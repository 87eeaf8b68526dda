/**
 * Mixup (Zhang et al. 2018) and CutMix (Yun et al. 2019) as torchvision.transforms.v2 has them: each picture of a batch with the one before it (the first with
 * the last), one draw a batch; with both, a coin decides which. Drawn from (seed, counter of the batch) and nothing else, so that resumed runs agree.
 */
import type { Box } from '../../model/picture'
import type { RunConfig } from '../../protocol/options'
import { STREAM, uniform } from '../../random'

/** What becomes of one batch. `share` is how much a picture keeps of itself, and so of its label: 0..1. */
export type Mix =
  | { readonly kind: 'mixup'; readonly share: number }
  | { readonly kind: 'cutmix'; readonly share: number /** Comes from the other picture. */; readonly box: Box }

/** The first key position of each kind of draw. A gamma draw takes four for each try. */
const AT = { kind: 0, x: 1, y: 2, own: 1000, other: 100_000 } as const

/** `(at) => uniform in [0, 1)` for one batch. */
type Source = (at: number) => number

/**
 * The logarithm of a draw from Gamma(shape, 1): Marsaglia and Tsang 2000, and for a shape below 1 the draw of shape + 1 times U^(1 / shape), whose logarithm
 * does not underflow.
 */
function logGamma(next: Source, from: number, shape: number): number {
  const whole = shape < 1 ? shape + 1 : shape
  const d = whole - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  // From (0, 1], which has a logarithm.
  const positive = (at: number) => 1 - next(at)
  for (let at = from; ; at += 4) {
    const x = Math.sqrt(-2 * Math.log(positive(at))) * Math.cos(2 * Math.PI * next(at + 1))
    const v = (1 + c * x) ** 3
    if (v <= 0 || Math.log(positive(at + 2)) >= 0.5 * x * x + d - d * v + d * Math.log(v)) continue
    return Math.log(d * v) + (shape < 1 ? Math.log(positive(at + 3)) / shape : 0)
  }
}

/** A draw from Beta(alpha, alpha), alpha above 0. */
function drawShare(next: Source, alpha: number): number {
  return 1 / (1 + Math.exp(logGamma(next, AT.other, alpha) - logGamma(next, AT.own, alpha)))
}

/**
 * torchvision's CutMix for a share and a middle: half the box's sides are `sqrt(1 - share) / 2` of the picture's, cut off at its edges; what is kept is counted
 * from the box.
 */
export function cutmixOf(share: number, middle: { readonly x: number; readonly y: number }, size: number): Mix {
  const half = Math.trunc(0.5 * Math.sqrt(1 - share) * size)
  const x = Math.max(0, middle.x - half)
  const y = Math.max(0, middle.y - half)
  const width = Math.min(size, middle.x + half) - x
  const height = Math.min(size, middle.y + half) - y
  return { kind: 'cutmix', share: 1 - (width * height) / (size * size), box: { x, y, width, height } }
}

/**
 * What becomes of the batch that is the run's `counter`th (from 0); at least one of the two must be on.
 * @param size side of its pictures
 */
export function drawMix(
  { mixup, cutmix }: Pick<RunConfig, 'mixup' | 'cutmix'>,
  keys: { seed: number; counter: number },
  size: number,
): Mix {
  const next: Source = (at) => uniform(keys.seed, STREAM.mix, keys.counter, at)
  const isCut = cutmix > 0 && (mixup <= 0 || next(AT.kind) < 0.5)
  const share = drawShare(next, isCut ? cutmix : mixup)
  return isCut ? cutmixOf(share, { x: Math.floor(next(AT.x) * size), y: Math.floor(next(AT.y) * size) }, size) : { kind: 'mixup', share }
}

/**
 * The batch's pictures after it. torchvision mixes what is normalised already: mixed before, and rounded to bytes again, they are the same to half a step.
 * @param pixels RGB bytes `[n, size, size, 3]`
 */
export function mixedPixels(pixels: Uint8Array, n: number, mix: Mix): Uint8Array<ArrayBuffer> {
  const each = pixels.length / n
  const out = new Uint8Array(pixels.length)
  for (let i = 0; i < n; i++) {
    const own = i * each
    const other = ((i + n - 1) % n) * each
    if (mix.kind === 'mixup') {
      const { share } = mix
      for (let k = 0; k < each; k++) out[own + k] = share * pixels[own + k]! + (1 - share) * pixels[other + k]! + 0.5
      continue
    }
    out.set(pixels.subarray(own, own + each), own)
    const { x, y, width, height } = mix.box
    const row = Math.sqrt(each / 3) * 3
    for (let line = y; line < y + height; line++) {
      const from = line * row + x * 3
      out.set(pixels.subarray(other + from, other + from + width * 3), own + from)
    }
  }
  return out
}

/** The batch's soft labels after it: `[n, classes]`, each row adding up to 1. */
export function mixedLabels(labels: Int32Array, classes: number, { share }: Mix): Float32Array<ArrayBuffer> {
  const n = labels.length
  const targets = new Float32Array(n * classes)
  for (let i = 0; i < n; i++) {
    targets[i * classes + labels[(i + n - 1) % n]!]! += 1 - share
    targets[i * classes + labels[i]!]! += share
  }
  return targets
}
