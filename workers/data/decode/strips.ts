/**
 * Unpacks the strips and tiles of TIFFs, each no further than its pixels go: what is hostile or damaged ends there and takes no memory beyond. The
 * library's own unpackers have no bound, and a few mutated bytes made them take all memory.
 */

/** Deflate with zlib's frame (TIFF Technical Note 3), by the browser. */
export async function unDeflate(packed: Uint8Array<ArrayBuffer>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const out = new Uint8Array(most)
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate')).getReader()
  try {
    for (let at = 0; at < most; ) {
      const { done, value } = await reader.read()
      if (done) break
      out.set(value.subarray(0, most - at), at)
      at += value.byteLength
    }
    return out
  } finally {
    // Ends the unpacking where it was not finished.
    await reader.cancel().catch(() => undefined)
  }
}

/** PackBits (TIFF 6.0, section 9): runs of bytes as they are, and of one byte. */
export function unPackBits(packed: Uint8Array<ArrayBuffer>, most: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(most)
  for (let at = 0, to = 0; at < packed.length && to < most; ) {
    const head = (packed[at++]! << 24) >> 24
    if (head >= 0) {
      const run = packed.subarray(at, at + Math.min(head + 1, most - to))
      out.set(run, to)
      at += head + 1
      to += head + 1
    } else if (head !== -128) {
      out.fill(packed[at++] ?? 0, to, to + 1 - head)
      to += 1 - head
    }
  }
  return out
}

const [CLEAR, END, FIRST] = [256, 257, 258]
const [SHORTEST, LONGEST] = [9, 12]

/**
 * LZW (TIFF 6.0, section 13): codes of 9 to 12 bits, the first bit first, which grow one code early.
 *
 * @throws Error where a code stands for nothing yet
 */
export function unLzw(packed: Uint8Array<ArrayBuffer>, most: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(most)
  // What a code stands for is in the output already: where it begins, and how long it is.
  const [from, lengths] = [new Uint32Array(1 << LONGEST), new Uint16Array(1 << LONGEST)]
  let [bits, next, to] = [SHORTEST, FIRST, 0]
  let before = { from: 0, length: 0 }
  let [held, have, at] = [0, 0, 0]
  while (to < most) {
    for (; have < bits && at < packed.length; have += 8) held = ((held << 8) | packed[at++]!) & 0xffffff
    if (have < bits) break
    have -= bits
    const code = (held >> have) & ((1 << bits) - 1)
    if (code === END) break
    if (code === CLEAR) {
      ;[bits, next] = [SHORTEST, FIRST]
      before = { from: 0, length: 0 }
      continue
    }
    if (before.length > 0 && next < 1 << LONGEST) {
      // The last one and the first byte of this one, which is the byte behind it.
      from[next] = before.from
      lengths[next++] = before.length + 1
      if (next >= (1 << bits) - 1 && bits < LONGEST) bits++
    }
    const begin = to
    if (code < CLEAR) out[to++] = code
    else {
      if (code >= next) throw new Error(`LZW code ${code} of ${next}`)
      // Byte by byte: it may reach into what is being written.
      for (let i = 0; i < lengths[code]! && to < most; i++) out[to++] = out[from[code]! + i]!
    }
    before = { from: begin, length: to - begin }
  }
  return out
}
