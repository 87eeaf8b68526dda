/** What the hub's store makes of an upload: files put together again from the chunks that came (the xorbs), as the list of them (the shard) says. */

const HASH = 32
const HEADER = 48
/** Entries of a shard's first section are 48 bytes each; this flag says that a file's have a second for each range. */
const VERIFIED = 0x80000000
const WITH_SHA = 0x40000000

/** A hash as the hub writes it: four little-endian numbers of 64 bits. */
const hashAt = (bytes: Uint8Array, at: number): string =>
  [0, 8, 16, 24].map((part) => Buffer.from(bytes.subarray(at + part, at + part + 8).toReversed()).toString('hex')).join('')

interface ShardFile {
  /** SHA-256 of the file. */
  readonly sha256: string
  readonly ranges: readonly { readonly xorb: string; readonly from: number; readonly to: number }[]
}

/** The files that a shard tells of. */
export function filesOfShard(shard: Uint8Array): ShardFile[] {
  const view = new DataView(shard.buffer, shard.byteOffset, shard.byteLength)
  const files: ShardFile[] = []
  let at = HEADER
  const next = () => {
    at += HEADER
    return at - HEADER
  }
  while (shard[at] !== 0xff || !shard.subarray(at, at + HASH).every((byte) => byte === 0xff)) {
    const entry = next()
    const flags = view.getUint32(entry + HASH, true)
    const ranges = Array.from({ length: view.getUint32(entry + HASH + 4, true) }, () => {
      const range = next()
      return { xorb: hashAt(shard, range), from: view.getUint32(range + HASH + 8, true), to: view.getUint32(range + HASH + 12, true) }
    })
    if (flags & VERIFIED) for (const _ of ranges) next()
    files.push({ sha256: flags & WITH_SHA ? hashAt(shard, next()) : '', ranges })
  }
  return files
}

/** The chunks of a xorb, unpacked. */
export function chunksOf(xorb: Uint8Array): Uint8Array[] {
  const size = (at: number) => xorb[at]! | (xorb[at + 1]! << 8) | (xorb[at + 2]! << 16)
  const chunks: Uint8Array[] = []
  for (let at = 0; at < xorb.length; ) {
    const [packed, scheme, unpacked] = [size(at + 1), xorb[at + 4], size(at + 5)]
    const bytes = xorb.subarray(at + 8, at + 8 + packed)
    at += 8 + packed
    if (scheme === 0) chunks.push(bytes)
    else chunks.push(scheme === 1 ? unpackLz4(bytes, unpacked) : joinGroups(unpackLz4(bytes, unpacked)))
  }
  return chunks
}

/** Every fourth byte lies together: those of a float. */
function joinGroups(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length)
  let at = 0
  for (let group = 0; group < 4; group++) for (let i = group; i < bytes.length; i += 4) out[i] = bytes[at++]!
  return out
}

/** An LZ4 frame, as https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md has it. */
function unpackLz4(frame: Uint8Array, size: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  if (view.getUint32(0, true) !== 0x184d2204) throw new Error('no LZ4 frame')
  const flags = frame[4]!
  const out = new Uint8Array(size)
  let written = 0
  for (let at = flags & 8 ? 15 : 7; ; ) {
    const length = view.getUint32(at, true)
    at += 4
    if (length === 0) return out
    const block = frame.subarray(at, at + (length & 0x7fffffff))
    at += block.length + (flags & 16 ? 4 : 0)
    if (length & 0x80000000) out.set(block, written)
    written = length & 0x80000000 ? written + block.length : unpackBlock(block, out, written)
  }
}

/** @returns where the block ends in `out` */
function unpackBlock(block: Uint8Array, out: Uint8Array, from: number): number {
  let [at, to] = [0, from]
  const more = (length: number) => {
    let sum = length
    if (length === 15)
      for (let byte = 255; byte === 255; ) {
        byte = block[at++]!
        sum += byte
      }
    return sum
  }
  while (at < block.length) {
    const token = block[at++]!
    const literals = more(token >> 4)
    out.set(block.subarray(at, at + literals), to)
    at += literals
    to += literals
    if (at >= block.length) break
    const back = block[at]! | (block[at + 1]! << 8)
    at += 2
    const length = more(token & 15) + 4
    for (let i = 0; i < length; i++, to++) out[to] = out[to - back]!
  }
  return to
}
