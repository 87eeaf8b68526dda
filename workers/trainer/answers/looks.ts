/** One network looks at many pictures, from one view or several: the loop behind submissions, predictions of many and ensembles. */
import { positionsOf } from '../../data/pixels/views'
import { VIEW_COUNT, type Views } from '../../protocol/answers'
import type { Preparation } from '../../protocol/options'
import type { Network, Predictor } from '../model/model'

/** RGB bytes `[views, size, size, 3]` of a picture; null where it cannot be decoded. */
export type PixelsOf = (picture: number, how: Preparation, views: Views) => Promise<Uint8Array | null>

export interface Looks {
  readonly predictor: Pick<Predictor, 'look'>
  readonly network: Network
  /** Pictures are 0..count-1. */
  readonly count: number
  readonly pixelsOf: PixelsOf
  readonly views: Views
  /** Kinds of views whose averages are wanted, all within `views`. */
  readonly parts: readonly Views[]
  /** Throws to end it; asked before each batch. */
  readonly check: () => void
  readonly onProgress: (done: number) => void
}

/**
 * Looks at every picture; `take` gets each one's averaged probabilities by kind of views, in the pictures' order, and how like the network's own
 * pictures its plain view is, where it has prototypes. Pictures that cannot be decoded are passed over.
 * @throws whatever `check` throws; Problem `device-lost`
 */
export async function lookAtAll(
  { predictor, network, count, pixelsOf, views, parts, check, onProgress }: Looks,
  take: (picture: number, part: Views, probabilities: Float64Array, similarity: number | null) => void,
): Promise<void> {
  const { batchSize } = network.config
  const { classes } = network.spec
  const each = VIEW_COUNT[views]
  const atOnce = Math.max(1, Math.floor(batchSize / each))
  const positions = parts.map((part) => ({ part, at: positionsOf(part, views) }))
  const decoded = (from: number) =>
    Promise.all(Array.from({ length: Math.min(atOnce, Math.max(0, count - from)) }, (_, i) => pixelsOf(from + i, network.config, views)))
  const [plain] = positionsOf('single', views)
  let next = decoded(0)
  for (let from = 0; from < count; from += atOnce) {
    const pixels = await next
    check()
    // The next pictures are decoded while the engine answers about these.
    next = decoded(from + atOnce)
    next.catch(() => {})
    const good = pixels.flatMap((one, i) => (one ? [{ one, picture: from + i }] : []))
    if (good.length > 0) {
      const { probabilities, similarities } = await predictor.look(network, joined(good.map(({ one }) => one)), good.length * each)
      good.forEach(({ picture }, i) => {
        const similarity = similarities?.[i * each + plain!] ?? null
        for (const { part, at } of positions) take(picture, part, meanOf(probabilities, classes, i * each, at), similarity)
      })
    }
    onProgress(from + pixels.length)
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let to = 0
  for (const part of parts) {
    out.set(part, to)
    to += part.length
  }
  return out
}

/** Mean of some rows of `[n, classes]`, counted from `first`. */
function meanOf(rows: Float64Array, classes: number, first: number, at: readonly number[]): Float64Array {
  const mean = new Float64Array(classes)
  for (const position of at) for (let c = 0; c < classes; c++) mean[c]! += rows[(first + position) * classes + c]! / at.length
  return mean
}
