/** f32 to IEEE 754 binary16, rounding to nearest, ties to even, as PyTorch's `.half()` does. */

const f32 = new Float32Array(1)
const bits = new Uint32Array(f32.buffer)

/** One value's 16 bits. Beyond 65504 it is infinity; below 2^-24 it is 0. */
export function halfBits(value: number): number {
  f32[0] = value
  const x = bits[0]!
  const sign = (x >>> 16) & 0x8000
  const magnitude = x & 0x7fffffff
  if (magnitude > 0x7f800000) return sign | 0x7e00
  if (magnitude >= 0x477ff000) return sign | 0x7c00
  if (magnitude < 0x38800000) {
    // Subnormal in binary16: units of 2^-24. Scaling is exact in f64, and the even neighbour is taken on a tie.
    const units = Math.abs(f32[0]!) * 2 ** 24
    const floor = Math.floor(units)
    const rest = units - floor
    return sign | (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor)
  }
  return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13)
}

/** A whole array's bits. */
export function toHalf(values: Float32Array): Uint16Array<ArrayBuffer> {
  const out = new Uint16Array(values.length)
  for (let i = 0; i < values.length; i++) out[i] = halfBits(values[i]!)
  return out
}

/** Rounds every value in place to the nearest that binary16 has; beyond 65504 it becomes infinite, as it would on the way. */
export function roundToHalf(values: Float32Array): void {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length)
  for (let i = 0; i < values.length; i++) {
    const word = words[i]!
    const magnitude = word & 0x7fffffff
    if (magnitude > 0x7f800000) continue
    if (magnitude >= 0x477ff000) values[i] = values[i]! < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
    else if (magnitude >= 0x38800000) words[i] = (word + 0xfff + ((word >>> 13) & 1)) & 0xffffe000
    else {
      const units = values[i]! * 2 ** 24
      const floor = Math.floor(units)
      const rest = units - floor
      values[i] = (rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor) * 2 ** -24
    }
  }
}
