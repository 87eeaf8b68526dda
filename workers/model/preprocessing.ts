/** What happens to a picture before the network sees it, as torchvision has it: the one place that says so. */

/** ImageNet's mean and standard deviation of RGB in 0..1, which every pretrained ResNet here was trained with. */
export const MEAN = [0.485, 0.456, 0.406] as const
export const STD = [0.229, 0.224, 0.225] as const

/** Normalising in one product and one sum: byte b of channel c becomes `b * PIXEL_SCALE[c] + PIXEL_SHIFT[c]`, which is (b / 255 - mean) / std. */
export const PIXEL_SCALE: readonly number[] = STD.map((std) => 1 / (255 * std))
export const PIXEL_SHIFT: readonly number[] = MEAN.map((mean, c) => -mean / STD[c]!)

/** Writes RGB bytes, normalised, to `to`, one float a byte in the same order; as many as `to` has. */
export function normalisePixels(bytes: Uint8Array, to: Float32Array): void {
  for (let i = 0; i < to.length; i += 3) {
    for (let c = 0; c < 3; c++) to[i + c] = bytes[i + c]! * PIXEL_SCALE[c]! + PIXEL_SHIFT[c]!
  }
}

/** RGB bytes `[n, size, size, 3]` as a network outside takes them: normalised, `[n, 3, size, size]`. */
export function normalisedPlanes(bytes: Uint8Array, n: number, size: number): Float32Array<ArrayBuffer> {
  const area = size * size
  const planes = new Float32Array(n * 3 * area)
  for (let at = 0; at < n * area; at++) {
    const first = Math.floor(at / area) * 3 * area + (at % area)
    for (let c = 0; c < 3; c++) planes[first + c * area] = bytes[at * 3 + c]! * PIXEL_SCALE[c]! + PIXEL_SHIFT[c]!
  }
  return planes
}

/** ImageNet's mean colour in bytes: after normalising it is 0 within half a grey level, which is what RandomErasing fills with. */
export const ERASED = MEAN.map((mean) => Math.round(255 * mean)) as [number, number, number]
