/** LayerNorm, each place by its own channels' mean and variance; an item is a picture. */
import { FLOAT, type Kind } from '../../engine/wasm/kinds/kind'
import { normalise, normaliseBackward } from './functions'

/** `count` floats from an address on. */
const floats = (f32: Float32Array, address: number, count: number): Float32Array => f32.subarray(address / FLOAT, address / FLOAT + count)

const layerNorm: Kind<'x' | 'y' | 'weight' | 'bias' | 'places' | 'channels' | 'eps'> = {
  items: (_, n) => n,
  run({ f32 }, o, n) {
    const size = o.places * o.channels
    const [x, y] = [o.x, o.y].map((address) => floats(f32, address + n * size * FLOAT, size)) as [Float32Array, Float32Array]
    normalise(x, floats(f32, o.weight, o.channels), floats(f32, o.bias, o.channels), o.eps, y)
  },
}

/** `g` becomes the gradient by x; `partial` `[n, 2, channels]` gets each picture's share of those by weight and bias. */
const layerNormBackward: Kind<'x' | 'g' | 'weight' | 'partial' | 'places' | 'channels' | 'eps'> = {
  items: (_, n) => n,
  run({ f32 }, o, n) {
    const size = o.places * o.channels
    const [x, g] = [o.x, o.g].map((address) => floats(f32, address + n * size * FLOAT, size)) as [Float32Array, Float32Array]
    const share = floats(f32, o.partial + 2 * n * o.channels * FLOAT, 2 * o.channels)
    const [dweight, dbias] = [share.subarray(0, o.channels), share.subarray(o.channels)]
    normaliseBackward(g, x, floats(f32, o.weight, o.channels), o.eps, dweight, dbias)
  },
}

/** Adds the pictures' shares. `one` is the address of 1. */
const layerNormSums: Kind<'partial' | 'dweight' | 'dbias' | 'channels' | 'one'> = {
  items: () => 2,
  run({ kernels }, o, item, n, first) {
    const row = o.channels * FLOAT
    kernels.combine(o.one, 0, o.partial + item * row, 2 * row, n, item ? o.dbias : o.dweight, o.channels / 4, first ? 0 : 1)
  },
}

export const layernorm = { layerNorm, layerNormBackward, layerNormSums }
