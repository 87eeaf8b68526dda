/**
 * Writes baseline JPEGs (ITU-T T.81) of flat 8 x 8 blocks, with 1, 3 or 4 components: pictures that no canvas can make (CMYK,
 * 12,000 x 9,000, EXIF-rotated) without a picture in the repository. Each block is one colour, so only its DC coefficient is coded.
 */

export interface JpegOptions {
  readonly width: number
  readonly height: number
  /** Components of the block at column `x`, row `y` (in blocks), 0..255: grey; Y, Cb, Cr; or C, M, Y, K as Adobe stores them, inverted. */
  readonly block: (x: number, y: number) => readonly number[]
  /** EXIF orientation, 1..8; left out when absent. */
  readonly orientation?: number
}

/** Annex K's table for luminance DC: how many codes of each length 1..16; the symbols are the categories 0..11 in order. */
const DC_LENGTHS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
/** One AC symbol only, end of block, with the code 0. */
const AC_LENGTHS = [1, ...new Array<number>(15).fill(0)]

function canonicalCodes(lengths: readonly number[]): { code: number; bits: number }[] {
  const codes: { code: number; bits: number }[] = []
  let code = 0
  lengths.forEach((count, index) => {
    for (let i = 0; i < count; i++) codes.push({ code: code++, bits: index + 1 })
    code <<= 1
  })
  return codes
}
const DC_CODES = canonicalCodes(DC_LENGTHS)

const segment = (marker: number, payload: readonly number[]) => {
  const length = payload.length + 2
  return [0xff, marker, length >> 8, length & 255, ...payload]
}

function exif(orientation: number): number[] {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
  return segment(0xe1, [...Buffer.from('Exif\0\0', 'latin1'), ...tiff])
}

/** The JPEG file. */
export function flatJpeg({ width, height, block, orientation }: JpegOptions): Buffer {
  const components = block(0, 0).length
  const ids = Array.from({ length: components }, (_, i) => i + 1)
  const head = [
    ...[0xff, 0xd8],
    ...(orientation === undefined ? [] : exif(orientation)),
    // Adobe's marker, transform 0: four components are CMYK.
    ...(components === 4 ? segment(0xee, [...Buffer.from('Adobe', 'latin1'), 0, 100, 0, 0, 0, 0, 0]) : []),
    // Quantisation by 8 makes one DC unit one grey level: the DC coefficient is 8 times the mean.
    ...segment(0xdb, [0, ...new Array<number>(64).fill(8)]),
    ...segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, components, ...ids.flatMap((id) => [id, 0x11, 0])]),
    ...segment(0xc4, [0x00, ...DC_LENGTHS, ...DC_CODES.map((_, category) => category)]),
    ...segment(0xc4, [0x10, ...AC_LENGTHS, 0]),
    ...segment(0xda, [components, ...ids.flatMap((id) => [id, 0x00]), 0, 63, 0]),
  ]

  const columns = Math.ceil(width / 8)
  const rows = Math.ceil(height / 8)
  // At most 9 + 11 + 1 bits a block and component, and a stuffed zero after every byte at worst.
  const body = Buffer.alloc(columns * rows * components * 6 + 16)
  let length = 0
  let pending = 0
  let held = 0
  const put = (value: number, bits: number) => {
    pending = (pending << bits) | value
    held += bits
    while (held >= 8) {
      const byte = (pending >> (held - 8)) & 255
      body[length++] = byte
      if (byte === 255) body[length++] = 0
      held -= 8
    }
    pending &= (1 << held) - 1
  }

  const previous = new Array<number>(components).fill(0)
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++)
      block(x, y).forEach((value, component) => {
        const level = Math.round(value) - 128
        const difference = level - (previous[component] ?? 0)
        previous[component] = level
        const category = difference === 0 ? 0 : 32 - Math.clz32(Math.abs(difference))
        const { code, bits } = DC_CODES[category] ?? { code: 0, bits: 0 }
        put(code, bits)
        if (category > 0) put(difference > 0 ? difference : difference + (1 << category) - 1, category)
        put(0, 1)
      })
  put(127, 7)
  return Buffer.concat([Buffer.from(head), body.subarray(0, length), Buffer.from([0xff, 0xd9])])
}

/** Y, Cb, Cr of 0..255 RGB (JFIF). */
export function yCbCr([r, g, b]: readonly [number, number, number]): [number, number, number] {
  return [0.299 * r + 0.587 * g + 0.114 * b, 128 - 0.168736 * r - 0.331264 * g + 0.5 * b, 128 + 0.5 * r - 0.418688 * g - 0.081312 * b]
}
