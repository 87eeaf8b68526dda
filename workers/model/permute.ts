/** Convolution weights between torchvision's order and the engines'. */

/** Output channels that go by together: their rows then stay in the processor's cache while the taps change. */
const BLOCK = 32

/** `[outs, ins, taps]` to `[taps, ins, outs]` (`inward`), or back; writes and returns `to`. */
export function permute(from: Float32Array, outs: number, ins: number, taps: number, inward: boolean, to?: Float32Array): Float32Array
export function permute(from: Int8Array, outs: number, ins: number, taps: number, inward: boolean): Int8Array
export function permute<N extends Float32Array | Int8Array>(
  from: N,
  outs: number,
  ins: number,
  taps: number,
  inward: boolean,
  to: N = new (from.constructor as new (length: number) => N)(from.length),
): N {
  for (let block = 0; block < outs; block += BLOCK) {
    const end = Math.min(outs, block + BLOCK)
    for (let i = 0; i < ins; i++) {
      for (let t = 0; t < taps; t++) {
        const row = (t * ins + i) * outs
        for (let o = block; o < end; o++) {
          const outer = (o * ins + i) * taps + t
          if (inward) to[row + o] = from[outer]!
          else to[outer] = from[row + o]!
        }
      }
    }
  }
  return to
}
