/** LayerNorm, each place by its own channels' mean and variance (sums in float64); an item is a picture. */
import { FLOAT, type Kind } from './kind'

/** Mean and 1 / deviation of the `channels` floats from `at` on. */
function statistics(f32: Float32Array, at: number, channels: number, eps: number): readonly [mean: number, inverse: number] {
  let sum = 0
  for (let c = at; c < at + channels; c++) sum += f32[c]!
  const mean = sum / channels
  let squares = 0
  for (let c = at; c < at + channels; c++) squares += (f32[c]! - mean) ** 2
  return [mean, 1 / Math.sqrt(squares / channels + eps)]
}

export const layerNorm: Kind<'x' | 'y' | 'weight' | 'bias' | 'places' | 'channels' | 'eps'> = {
  items: (_, n) => n,
  run({ f32 }, o, n) {
    const { channels } = o
    const [weight, bias] = [o.weight / FLOAT, o.bias / FLOAT]
    for (let place = n * o.places; place < (n + 1) * o.places; place++) {
      const [x, y] = [o.x / FLOAT + place * channels, o.y / FLOAT + place * channels]
      const [mean, inverse] = statistics(f32, x, channels, o.eps)
      for (let c = 0; c < channels; c++) f32[y + c] = (f32[x + c]! - mean) * inverse * f32[weight + c]! + f32[bias + c]!
    }
  },
}

/** `g` becomes the gradient by x; `partial` `[n, 2, channels]` gets each picture's share of those by weight and bias. */
export const layerNormBackward: Kind<'x' | 'g' | 'weight' | 'partial' | 'places' | 'channels' | 'eps'> = {
  items: (_, n) => n,
  run({ f32 }, o, n) {
    const { channels } = o
    const weight = o.weight / FLOAT
    const dweight = o.partial / FLOAT + 2 * n * channels
    const dbias = dweight + channels
    f32.fill(0, dweight, dbias + channels)
    for (let place = n * o.places; place < (n + 1) * o.places; place++) {
      const [x, g] = [o.x / FLOAT + place * channels, o.g / FLOAT + place * channels]
      const [mean, inverse] = statistics(f32, x, channels, o.eps)
      let [sum, product] = [0, 0]
      for (let c = 0; c < channels; c++) {
        const [d, normal] = [f32[g + c]!, (f32[x + c]! - mean) * inverse]
        f32[dweight + c]! += d * normal
        f32[dbias + c]! += d
        sum += d * f32[weight + c]!
        product += d * f32[weight + c]! * normal
      }
      for (let c = 0; c < channels; c++) {
        const normal = (f32[x + c]! - mean) * inverse
        f32[g + c] = (f32[g + c]! * f32[weight + c]! - sum / channels - (normal * product) / channels) * inverse
      }
    }
  },
}

/** Adds the pictures' shares. `one` is the address of 1. */
export const layerNormSums: Kind<'partial' | 'dweight' | 'dbias' | 'channels' | 'one'> = {
  items: () => 2,
  run({ kernels }, o, item, n, first) {
    const row = o.channels * FLOAT
    kernels.combine(o.one, 0, o.partial + item * row, 2 * row, n, item ? o.dbias : o.dweight, o.channels / 4, first ? 0 : 1)
  },
}
