/** Parameters between torchvision's layouts (OIHW, `[out, in]`) and the op sets' (HWIO, `[in, out]`). */

/** The op sets' shape of a parameter of torchvision's shape. */
export function innerShape(shape: readonly number[]): readonly number[] {
  const [o, i, h, w] = shape as [number, number, number, number]
  return shape.length === 4 ? [h, w, i, o] : shape.length === 2 ? [i, o] : shape
}

function permute(from: Float32Array, shape: readonly number[], inward: boolean): Float32Array {
  if (shape.length < 2) return from.slice()
  const [outs, ins] = shape as [number, number]
  const taps = (shape[2] ?? 1) * (shape[3] ?? 1)
  const to = new Float32Array(from.length)
  for (let o = 0; o < outs; o++) {
    for (let i = 0; i < ins; i++) {
      for (let t = 0; t < taps; t++) {
        const torch = (o * ins + i) * taps + t
        const inner = (t * ins + i) * outs + o
        if (inward) to[inner] = from[torch]!
        else to[torch] = from[inner]!
      }
    }
  }
  return to
}

/** @param shape torchvision's */
export const inward = (data: Float32Array, shape: readonly number[]): Float32Array => permute(data, shape, true)
/** @param shape torchvision's */
export const outward = (data: Float32Array, shape: readonly number[]): Float32Array => permute(data, shape, false)
