/**
 * From the luma and chroma planes that JPEGs hold to RGB, as libjpeg makes them, bit for bit: browsers give the planes much
 * sooner than RGB.
 *
 * Source of the method: libjpeg-turbo's `jdsample.c` ("fancy" upsampling: a triangle filter over chroma) and `jdcolor.c` (BT.601, full
 * range, in 16-bit fixed point). The loops are `planes.wat`.
 */

import type { Box, Raster, Room } from '../pixels/raster'
import { PLANES_WASM } from './planes.wasm'

interface Rows {
  readonly memory: WebAssembly.Memory
  spread(near: number, far: number, width: number, sums: number, dst: number, evenBias: number, oddBias: number): void
  mix(y: number, cb: number, cr: number, dst: number, pixels: number): void
}
const rows = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(atob(PLANES_WASM), (c) => c.charCodeAt(0))))
  .exports as unknown as Rows

/** How chroma is stored: each sample for one pixel, for two beside one another, or for two by two. */
export type Subsampling = 'I444' | 'I422' | 'I420'

/** Bytes that the loops may read and write behind a row. */
const SLACK = 64
const aligned = (n: number): number => (n + SLACK + 15) & ~15

/** Rows made at a time: wasm memory cannot shrink, so it never holds all the pixels of a large picture. */
const STRIP_ROWS = 16

/** libjpeg spreads chroma narrower than this by repeating it, which is not done here. */
export const NARROWEST = 6

/** What a picture's planes are. */
export interface Planes {
  readonly width: number
  readonly height: number
  readonly subsampling: Subsampling
}

function layoutOf({ width, height, subsampling }: Planes) {
  const chromaWidth = subsampling === 'I444' ? width : (width + 1) >> 1
  const chromaHeight = subsampling === 'I420' ? (height + 1) >> 1 : height
  const chroma = chromaWidth * chromaHeight
  return { chromaWidth, chromaHeight, cb: width * height, cr: width * height + chroma, bytes: width * height + 2 * chroma }
}

/** Bytes of a picture's planes. */
export const bytesOfPlanes = (planes: Planes): number => layoutOf(planes).bytes

/**
 * The pixels of `box`, as RGBX.
 *
 * @param data the planes without gaps, Y, Cb, Cr, as `VideoFrame.copyTo` writes them
 * @param room gives the memory for the pixels; it may be that of `data`
 */
export function pixelsOfPlanes(data: Uint8Array, planes: Planes, box: Box, room: Room): Raster {
  const { chromaWidth, chromaHeight, bytes, ...at } = layoutOf(planes)
  const sums = aligned(bytes)
  const cb = aligned(sums + (chromaWidth + 2) * 2)
  const cr = aligned(cb + chromaWidth * 2)
  const out = aligned(cr + chromaWidth * 2)
  const rowBytes = box.width * 4
  const missing = aligned(out + STRIP_ROWS * rowBytes) - rows.memory.buffer.byteLength
  if (missing > 0) rows.memory.grow(Math.ceil(missing / 65536))
  const memory = new Uint8Array(rows.memory.buffer)
  memory.set(data)

  const halved = planes.subsampling === 'I420'
  const [even, odd] = halved ? [8, 7] : [4, 8]
  const pixels = room(rowBytes * box.height)
  for (let y = 0; y < box.height; y++) {
    const row = box.y + y
    const near = halved ? row >> 1 : row
    const far = halved ? Math.min(chromaHeight - 1, Math.max(0, near + (row & 1 ? 1 : -1))) : near
    let [cbRow, crRow] = [at.cb + near * chromaWidth, at.cr + near * chromaWidth]
    if (planes.subsampling !== 'I444') {
      rows.spread(cbRow, at.cb + far * chromaWidth, chromaWidth, sums, cb, even, odd)
      rows.spread(crRow, at.cr + far * chromaWidth, chromaWidth, sums, cr, even, odd)
      cbRow = cb
      crRow = cr
    }
    // What runs behind a row's end is overwritten by the next row.
    const inStrip = y % STRIP_ROWS
    rows.mix(row * planes.width + box.x, cbRow + box.x, crRow + box.x, out + inStrip * rowBytes, box.width)
    if (inStrip === STRIP_ROWS - 1 || y === box.height - 1)
      pixels.set(memory.subarray(out, out + (inStrip + 1) * rowBytes), (y - inStrip) * rowBytes)
  }
  return { data: pixels, width: box.width, height: box.height, channels: 4 }
}
