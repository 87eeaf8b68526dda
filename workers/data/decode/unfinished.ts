/** JPEGs that lack their end marker, which browsers show and do not hand out: whole ones are finished, those that were cut off stay refused. */

const END = Uint8Array.of(0xff, 0xd9)
/** Last bytes that are all the same where a download was cut off and filled up. */
const FILLED = 64
/** Side of the corner that is looked at; the pixels that a block of a JPEG covers at most. */
const CORNER = 16
/** Levels between which a corner is flat. */
const FLAT = 2

/** Whether the file may be whole but for its end: its last bytes are those of pixels. */
export async function mayLackItsEnd(blob: Blob): Promise<boolean> {
  const last = new Uint8Array(await blob.slice(-FILLED).arrayBuffer())
  return !last.every((byte) => byte === last[0])
}

/** The file with an end. */
export const ended = (blob: Blob): Blob => new Blob([blob, END])

/** Whether a decoder ran out of pixels: what is missing it fills with one colour, the last corner first. */
export function isCutOff(bitmap: ImageBitmap): boolean {
  const [width, height] = [Math.min(CORNER, bitmap.width), Math.min(CORNER, bitmap.height)]
  const context = new OffscreenCanvas(width, height).getContext('2d')
  if (!context) throw new Error('this browser has no 2D canvas in workers')
  context.drawImage(bitmap, width - bitmap.width, height - bitmap.height)
  const { data } = context.getImageData(0, 0, width, height)
  const spans = [0, 1, 2].map((c) => {
    const values = data.filter((_, i) => i % 4 === c)
    return Math.max(...values) - Math.min(...values)
  })
  return spans.every((span) => span <= FLAT)
}
