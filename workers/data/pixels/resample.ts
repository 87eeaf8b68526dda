/**
 * Pillow's antialiased bilinear resize on 8-bit pixels, bit for bit: what torchvision's Resize and RandomResizedCrop do to PIL images.
 *
 * Source of the method: Pillow's `Resample.c` (triangle filter whose support grows with the reduction, weights in 22-bit
 * fixed point, a horizontal pass rounded to 8 bits, then a vertical one). Weights are `model/resampling.ts`; the passes are `resample.wat`, four
 * times as fast as the same loops in JavaScript.
 */
import { resampleWeights } from '../../model/resampling'
import { evaluationResize } from '../../recipe/viewed'
import type { Box, Raster } from './raster'
import { RESAMPLE_WASM } from './resample.wasm'

/** The compiled passes; SIMD, so that Safari before 16.4 and the like are told at once and not by wrong pixels. */
interface Passes {
  readonly memory: WebAssembly.Memory
  horizontal(...args: number[]): void
  vertical(...args: number[]): void
}
const passes = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(atob(RESAMPLE_WASM), (c) => c.charCodeAt(0))))
  .exports as unknown as Passes

/** Bytes that the passes may read and write beyond what is theirs. */
const SLACK = 16
const aligned = (n: number): number => (n + SLACK + 15) & ~15

/** A worker's memory grows with its pictures; beyond this it is not worth keeping what one huge picture took, but wasm memory cannot shrink. */
function reserve(bytes: number): Uint8Array<ArrayBuffer> {
  const { memory } = passes
  const missing = bytes - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / 65536))
  return new Uint8Array(memory.buffer as ArrayBuffer)
}

/** Rows of a source that go through the passes at once: a huge picture takes its share of memory strip by strip. */
const STRIP_BYTES = 8 << 20

/**
 * Crops `crop` out of `source`, resizes the crop to `outWidth` x `outHeight` and returns the part `window` of the result
 * (all of it by default), as RGB. Alpha, if any, is dropped, as PIL's `convert('RGB')` does.
 *
 * @returns `window.width * window.height * 3` bytes
 * @throws RangeError where the crop or the window reaches outside
 */
export function resize(source: Raster, crop: Box, outWidth: number, outHeight: number, window?: Box): Uint8Array {
  const part = window ?? { x: 0, y: 0, width: outWidth, height: outHeight }
  check(crop, source.width, source.height)
  check(part, outWidth, outHeight)
  const { data, channels } = source
  const stride = source.width * channels

  const across = resampleWeights(crop.width, outWidth, part.x, part.width)
  const down = resampleWeights(crop.height, outHeight, part.y, part.height)
  const last = part.height - 1
  const firstRow = down.bounds[0]!
  const rows = down.bounds[last * 2]! + down.bounds[last * 2 + 1]! - firstRow
  const rowBytes = part.width * 3
  const stripRows = Math.min(rows, Math.max(1, Math.floor(STRIP_BYTES / stride)))

  const acrossBounds = SLACK
  const acrossWeights = aligned(acrossBounds + across.bounds.byteLength)
  const downBounds = aligned(acrossWeights + across.weights.byteLength)
  const downWeights = aligned(downBounds + down.bounds.byteLength)
  const strip = aligned(downWeights + down.weights.byteLength)
  const middle = aligned(strip + stripRows * stride)
  const out = aligned(middle + rows * rowBytes)
  const bytes = reserve(aligned(out + part.height * rowBytes))
  const ints = new Int32Array(bytes.buffer)
  ints.set(across.bounds, acrossBounds / 4)
  ints.set(across.weights, acrossWeights / 4)
  ints.set(down.bounds, downBounds / 4)
  ints.set(down.weights, downWeights / 4)

  for (let done = 0; done < rows; done += stripRows) {
    const count = Math.min(stripRows, rows - done)
    const from = (crop.y + firstRow + done) * stride + crop.x * channels
    bytes.set(data.subarray(from, Math.min(data.length, from + count * stride)), strip)
    const to = middle + done * rowBytes
    passes.horizontal(strip, stride, channels, count, to, part.width, acrossBounds, acrossWeights, across.taps, source.bgr ? 1 : 0)
  }
  passes.vertical(middle, rowBytes, out, part.height, downBounds, downWeights, down.taps, firstRow)
  return bytes.slice(out, out + part.height * rowBytes)
}

function check(box: Box, width: number, height: number): void {
  if (box.width < 1 || box.height < 1 || box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height)
    throw new RangeError(`${box.width} x ${box.height} at ${box.x}, ${box.y} does not lie in ${width} x ${height}`)
}

/** What evaluation sees: torchvision's Resize(round(size * 256 / 224)) by the shorter side, then CenterCrop(size). RGB, size x size. */
export function evaluationView(source: Raster, size: number): Uint8Array {
  const { width, height, window } = evaluationResize(source, size)
  return resize(source, { x: 0, y: 0, width: source.width, height: source.height }, width, height, window)
}
