/** Turns pictures and their draws into what the input kernels read: a word list a picture, tables of weights, and the bytes to upload. */
import type { Box, ColourStep, ViewedPicture } from '../../model/picture'
import { evaluationResize, type ResampleWeights, resampleWeights, rotationSteps } from '../../model/resampling'
import { VIEW_WORDS } from './kernels/pictures'

const STEPS: readonly ColourStep[] = ['brightness', 'contrast', 'saturation']

export interface PackedViews {
  /** `VIEW_WORDS` a picture (kernels/pictures.ts says which is which). */
  readonly views: Uint32Array<ArrayBuffer>
  /** Bounds and weights of every picture, equal ones once. */
  readonly tables: Uint32Array<ArrayBuffer>
  /** The part of each picture's bytes that is needed (whole rows), and where it goes in the upload; offsets are multiples of 4. */
  readonly parts: readonly { readonly bytes: Uint8Array | Uint8ClampedArray; readonly offset: number }[]
  readonly uploadBytes: number
  /** Words of the rows between the two passes. */
  readonly middleWords: number
  /** The most such rows of any picture. */
  readonly rows: number
}

/** @throws RangeError where a crop reaches outside its picture, or a picture has fewer bytes than its size says */
export function packViews(pictures: readonly ViewedPicture[], size: number): PackedViews {
  const views = new Uint32Array(pictures.length * VIEW_WORDS)
  const factors = new Float32Array(views.buffer)
  const tables = new WeightTables()
  const parts: { bytes: Uint8Array | Uint8ClampedArray; offset: number }[] = []
  let uploadBytes = 0
  let middleWords = 0
  let most = 0
  pictures.forEach(({ source, view }, p) => {
    const { width, height, channels, data } = source
    const evaluated = view === 'evaluation' ? evaluationResize(source, size) : null
    const crop = view === 'evaluation' ? { x: 0, y: 0, width, height } : view.crop
    const outside =
      crop.width < 1 || crop.height < 1 || crop.x < 0 || crop.y < 0 || crop.x + crop.width > width || crop.y + crop.height > height
    if (outside) throw new RangeError(`${crop.width} x ${crop.height} at ${crop.x}, ${crop.y} does not lie in ${width} x ${height}`)
    if (data.length < width * height * channels)
      throw new RangeError(`A picture of ${width} x ${height} has ${width * height * channels} bytes, not ${data.length}.`)
    const window: Box = evaluated?.window ?? { x: 0, y: 0, width: size, height: size }
    const across = tables.add(crop.width, evaluated?.width ?? size, window.x, size)
    const down = tables.add(crop.height, evaluated?.height ?? size, window.y, size)
    const { bounds } = down.weights
    const firstRow = bounds[0]!
    const rows = bounds[size * 2 - 2]! + bounds[size * 2 - 1]! - firstRow
    const stride = width * channels
    const from = (crop.y + firstRow) * stride
    parts.push({ bytes: data.subarray(from, from + rows * stride), offset: uploadBytes })
    const at = p * VIEW_WORDS
    views.set([uploadBytes + crop.x * channels, stride, channels, source.bgr ? 1 : 0], at)
    views.set([middleWords, rows, firstRow, view !== 'evaluation' && view.flip ? 1 : 0], at + 4)
    views.set([across.at, across.at + size * 2, across.weights.taps], at + 8)
    views.set([down.at, down.at + size * 2, down.weights.taps], at + 12)
    uploadBytes += Math.ceil((rows * stride) / 4) * 4
    middleWords += rows * size
    most = Math.max(most, rows)
    if (view === 'evaluation') return
    const turn = rotationSteps(size, view.angle)
    if (turn) {
      views.set([1, ...turn.right], at + 16)
      views.set([turn.rowX, turn.rowY, ...turn.down], at + 20)
    }
    view.colour.forEach(({ step, factor }, k) => {
      views[at + 24 + k] = STEPS.indexOf(step) + 1
      factors[at + 28 + k] = factor
    })
    if (view.erase) views.set([view.erase.x, view.erase.y, view.erase.width, view.erase.height], at + 32)
  })
  return { views, tables: tables.finish(), parts, uploadBytes, middleWords, rows: most }
}

/** Weight tables one after another; a batch of equal pictures in evaluation has but two. */
class WeightTables {
  private readonly known = new Map<string, { readonly at: number; readonly weights: ResampleWeights }>()
  private words = 0

  add(inSize: number, outSize: number, from: number, count: number): { readonly at: number; readonly weights: ResampleWeights } {
    const key = `${inSize} ${outSize} ${from}`
    let found = this.known.get(key)
    if (!found) {
      found = { at: this.words, weights: resampleWeights(inSize, outSize, from, count) }
      this.known.set(key, found)
      this.words += found.weights.bounds.length + found.weights.weights.length
    }
    return found
  }

  finish(): Uint32Array<ArrayBuffer> {
    const all = new Uint32Array(this.words)
    for (const { at, weights } of this.known.values()) {
      all.set(weights.bounds, at)
      all.set(weights.weights, at + weights.bounds.length)
    }
    return all
  }
}
