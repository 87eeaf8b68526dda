/** Two-frame animations, written byte by byte: the studio takes the first frame. */

type Rgb = readonly [red: number, green: number, blue: number]

const le16 = (n: number) => [n & 255, n >> 8]
const le24 = (n: number) => [n & 255, (n >> 8) & 255, n >> 16]

/** Image data of one colour index, as LZW that clears its table before it grows: every code is 8 bits wide. */
function flatLzw(pixels: number, index: number): number[] {
  const clear = 128
  const codes: number[] = []
  for (let i = 0; i < pixels; i++) {
    if (i % 100 === 0) codes.push(clear)
    codes.push(index)
  }
  codes.push(clear + 1)
  const blocks: number[] = [7]
  for (let i = 0; i < codes.length; i += 255) {
    const part = codes.slice(i, i + 255)
    blocks.push(part.length, ...part)
  }
  return [...blocks, 0]
}

/** A GIF89a of `side` x `side` pixels that shows `first`, then `second`. */
export function animatedGif(side: number, first: Rgb, second: Rgb): Buffer {
  const palette = [...first, ...second, ...new Array<number>(126 * 3).fill(0)]
  const frame = (index: number) => [
    ...[0x21, 0xf9, 4, 0, 10, 0, 0, 0],
    ...[0x2c, 0, 0, 0, 0, ...le16(side), ...le16(side), 0],
    ...flatLzw(side * side, index),
  ]
  const loop = [0x21, 0xff, 11, ...Buffer.from('NETSCAPE2.0', 'latin1'), 3, 1, 0, 0, 0]
  const head = [...Buffer.from('GIF89a', 'latin1'), ...le16(side), ...le16(side), 0xf6, 0, 0, ...palette]
  return Buffer.from([...head, ...loop, ...frame(0), ...frame(1), 0x3b])
}

function chunk(name: string, payload: Uint8Array | readonly number[]): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt32LE(payload.length)
  return Buffer.concat([Buffer.from(name, 'latin1'), size, Buffer.from(payload), Buffer.alloc(payload.length % 2)])
}

/** An animated WebP of two still WebP files of `side` x `side` pixels, lossy and without transparency (as a canvas makes them of opaque pictures). */
export function animatedWebp(side: number, first: Buffer, second: Buffer): Buffer {
  const frame = (still: Buffer) => {
    const start = still.indexOf('VP8 ', 12, 'latin1')
    if (start < 0) throw new Error('Not a lossy still WebP')
    const data = still.subarray(start, start + 8 + still.readUInt32LE(start + 4))
    return chunk('ANMF', [...le24(0), ...le24(0), ...le24(side - 1), ...le24(side - 1), ...le24(100), 0, ...data])
  }
  const body = [
    chunk('VP8X', [0x02, 0, 0, 0, ...le24(side - 1), ...le24(side - 1)]),
    chunk('ANIM', [0, 0, 0, 0, 0, 0]),
    frame(first),
    frame(second),
  ]
  return chunk('RIFF', Buffer.concat([Buffer.from('WEBP', 'latin1'), ...body]))
}
