/** The largest frame that an AV1 sequence header announces (AV1 bitstream specification 5.3 to 5.5): decoders make room for it whatever the container says. */

const SEQUENCE_HEADER = 1

/** Bits from the most significant on; zeros behind the end. */
class Bits {
  private at = 0
  constructor(private readonly view: DataView) {}

  read(count: number): number {
    let value = 0
    for (let i = 0; i < count; i++, this.at++) {
      const byte = this.at >> 3
      const bit = byte < this.view.byteLength ? (this.view.getUint8(byte) >> (7 - (this.at & 7))) & 1 : 0
      value = value * 2 + bit
    }
    return value
  }

  /** A number with as many bits again as zeros before its first one (4.10.3). */
  skipUnary(): void {
    let zeros = 0
    while (zeros < 32 && this.read(1) === 0) zeros++
    this.read(zeros)
  }
}

/** The frame's sides by the first sequence header among the units that `view` begins with; null where there is none. */
export function sequenceSize(view: DataView): { width: number; height: number } | null {
  for (let at = 0; at < view.byteLength; ) {
    const head = view.getUint8(at)
    const [type, extended, sized] = [(head >> 3) & 15, (head & 4) !== 0, (head & 2) !== 0]
    at += extended ? 2 : 1
    let length = view.byteLength - at
    if (sized) {
      length = 0
      // Seven bits a byte, least significant first, at most eight bytes (4.10.5).
      for (let i = 0; i < 8 && at < view.byteLength; i++) {
        const byte = view.getUint8(at++)
        length += (byte & 0x7f) * 2 ** (7 * i)
        if (byte < 0x80) break
      }
    }
    if (at >= view.byteLength) return null
    if (type === SEQUENCE_HEADER)
      return sidesOf(new Bits(new DataView(view.buffer, view.byteOffset + at, Math.min(length, view.byteLength - at))))
    at += length
  }
  return null
}

/** `sequence_header_obu` up to the sides. */
function sidesOf(bits: Bits): { width: number; height: number } {
  bits.read(4) // profile, still picture
  if (bits.read(1)) bits.read(5)
  else skipOperatingPoints(bits)
  const [widthBits, heightBits] = [bits.read(4) + 1, bits.read(4) + 1]
  return { width: bits.read(widthBits) + 1, height: bits.read(heightBits) + 1 }
}

function skipOperatingPoints(bits: Bits): void {
  let delayBits = 0
  const timed = bits.read(1) === 1
  if (timed) {
    bits.read(64)
    if (bits.read(1)) bits.skipUnary()
  }
  const modelled = timed && bits.read(1) === 1
  if (modelled) {
    delayBits = bits.read(5) + 1
    bits.read(42)
  }
  const delayed = bits.read(1) === 1
  for (let points = bits.read(5) + 1; points > 0; points--) {
    bits.read(12)
    if (bits.read(5) > 7) bits.read(1)
    if (modelled && bits.read(1)) bits.read(2 * delayBits + 1)
    if (delayed && bits.read(1)) bits.read(4)
  }
}
