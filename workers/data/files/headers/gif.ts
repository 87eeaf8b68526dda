/** A GIF's size: of its screen and its first frame together, since decoders enlarge the one to hold the other (GIF89a; Wuffs, as Chromium reads it). */
import { exactly, type Header, type Parser } from './parser'

const [EXTENSION, FRAME] = [0x21, 0x2c]

/** Bytes of a colour table by the flags before it. */
const tableOf = (flags: number): number => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0)

/** Everything up to the first frame's own rectangle: there may be pages of comments before it. */
export function* gifHeader(): Parser<Header | null> {
  const screen = yield* exactly(6, 5)
  if (!screen) return null
  let at = 13 + tableOf(screen.getUint8(4))
  for (;;) {
    const kind = (yield* exactly(at, 1))?.getUint8(0)
    if (kind === FRAME) break
    if (kind !== EXTENSION) return null
    at += 2
    for (let length = -1; length !== 0; at += 1 + length) {
      const block = yield* exactly(at, 1)
      if (!block) return null
      length = block.getUint8(0)
    }
  }
  const frame = yield* exactly(at + 1, 8)
  if (!frame) return null
  const [left, top, width, height] = [0, 2, 4, 6].map((offset) => frame.getUint16(offset, true)) as [number, number, number, number]
  return {
    width: Math.max(screen.getUint16(0, true), left + width),
    height: Math.max(screen.getUint16(2, true), top + height),
    straight: true,
  }
}
