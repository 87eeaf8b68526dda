/**
 * TIFFs, which no browser but Safari reads, by geotiff.js; the library is loaded with the first of them. Its first page, of 1 to 16 bits a sample:
 * grey, RGB, palette, CMYK and YCbCr; raw, LZW, deflate, PackBits, JPEG, in strips or tiles. The rest is refused by name.
 */
import type { GeoTIFFImage } from 'geotiff'
import { jpegHeader } from '../files/headers/jpeg'
import { parse } from '../files/headers/parser'
import { DecodeError } from '../files/refusal'
import type { Raster } from '../pixels/raster'
import { upright } from './orient'
import { unDeflate, unLzw, unPackBits } from './strips'

/** Beyond this many pixels it is not decoded: stored and shown pixels are in memory at once, up to 16 bytes for each. */
const MOST_PIXELS = 60e6
/** Samples a pixel: four colours and alpha are five. */
const MOST_SAMPLES = 8

const [WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, CMYK, YCBCR] = [0, 1, 2, 3, 5, 6] as const
const COMPRESSIONS: Readonly<Record<number, string>> = {
  1: 'none',
  5: 'LZW',
  7: 'JPEG',
  8: 'deflate',
  32946: 'deflate',
  32773: 'PackBits',
}
const BITS_PER_SAMPLE = 258
const [LZW, JPEG] = [5, 7]
/** Bytes of a strip's or tile's pixels: all that there may be, of 8 samples of 16 bits. */
const MOST_STRIP = 16 * MOST_PIXELS
/** `ExtraSamples`: colours are multiplied by alpha, or are not. */
const [ASSOCIATED, UNASSOCIATED] = [1, 2]

const refuse = (detail: string): never => {
  throw new DecodeError('cannot-decode', `a TIFF ${detail}`)
}

type Library = typeof import('geotiff')
let library: Promise<Library> | null = null

const UNPACKERS = [
  [[8, 32946], unDeflate],
  [[LZW], unLzw],
  [[32773], unPackBits],
] as const

/** The library, with unpackers that stop where a strip's pixels end. */
function loaded(): Promise<Library> {
  library ??= import('geotiff').then((made) => {
    for (const [methods, unpack] of UNPACKERS) {
      class Unpacker extends made.BaseDecoder {
        override async decodeBlock(packed: ArrayBuffer): Promise<ArrayBuffer> {
          const { tileWidth, tileHeight, bitsPerSample } = this.parameters
          const bits = Array.from(Array.isArray(bitsPerSample) || ArrayBuffer.isView(bitsPerSample) ? bitsPerSample : [bitsPerSample])
          const row = Math.ceil((tileWidth * bits.reduce((sum, one) => sum + one, 0)) / 8)
          // Strips may be said to be longer than the picture.
          return (await unpack(new Uint8Array(packed), Math.min(row * tileHeight, MOST_STRIP))).buffer
        }
      }
      made.addDecoder([...methods], () => Promise.resolve(Unpacker))
    }
    return made
  })
  // What could not be fetched is asked for again.
  library.catch(() => {
    library = null
  })
  return library
}

/** What of the directory decides how samples become colours; all of it in bounds. */
interface Layout {
  readonly width: number
  readonly height: number
  readonly samples: number
  readonly bits: number
  readonly photometric: number
  readonly alpha: number
}

function layoutOf(image: GeoTIFFImage): Layout {
  const { fileDirectory } = image
  const [width, height, samples] = [image.getWidth(), image.getHeight(), image.getSamplesPerPixel()]
  const compression = fileDirectory.getValue('Compression') ?? 1
  const photometric = Number(fileDirectory.getValue('PhotometricInterpretation'))
  const depths = Array.from(fileDirectory.getValue('BitsPerSample') ?? [1])
  const formats = Array.from(fileDirectory.getValue('SampleFormat') ?? [1])
  const bits = Number(depths[0])
  if (!(width * height <= MOST_PIXELS))
    throw new DecodeError('too-large', `a TIFF of ${width} x ${height} pixels, at most ${MOST_PIXELS} altogether`)
  if (!COMPRESSIONS[compression]) refuse(`packed by method ${compression}`)
  if (!(samples >= 1 && samples <= MOST_SAMPLES) || depths.some((depth) => depth !== bits))
    refuse(`of ${samples} samples of ${depths.join(', ')} bits`)
  if (![1, 2, 4, 8, 16].includes(bits) || formats.some((format) => format !== 1)) refuse(`of ${bits} bits a sample, format ${formats[0]}`)
  const colours = { [WHITE_IS_ZERO]: 1, [BLACK_IS_ZERO]: 1, [PALETTE]: 1, [RGB]: 3, [YCBCR]: 3, [CMYK]: 4 }[photometric]
  if (colours === undefined || samples < colours || (photometric === YCBCR && compression !== JPEG))
    refuse(`of colour space ${photometric}`)
  // Beyond the picture, tiles are padded by less than their own size.
  const tile = image.getTileWidth() * image.getTileHeight()
  if (!(tile > 0 && tile <= 4 * width * height + 2 ** 22)) refuse(`in tiles of ${image.getTileWidth()} x ${image.getTileHeight()}`)
  const extra = Number(fileDirectory.getValue('ExtraSamples')?.[0] ?? 0)
  return {
    width,
    height,
    samples,
    bits,
    photometric,
    alpha: samples > colours! && (extra === ASSOCIATED || extra === UNASSOCIATED) ? extra : 0,
  }
}

/** JPEGs within it must be no larger than their tiles: their decoder makes room for what they say. */
async function checkJpegs(image: GeoTIFFImage, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const { fileDirectory } = image
  if (fileDirectory.getValue('Compression') !== JPEG) return
  const offsets = (await fileDirectory.loadValue('StripOffsets')) ?? (await fileDirectory.loadValue('TileOffsets')) ?? []
  const most = image.getTileWidth() * image.getTileHeight()
  for (const offset of offsets) {
    const strip = bytes.subarray(Number(offset))
    const header = await parse(jpegHeader(), new Blob([strip.subarray(0, JPEG_HEAD)]), strip.subarray(0, JPEG_HEAD))
    if (!header || header.width * header.height > most) refuse('with a JPEG that is larger than its tile')
  }
}
/** Bytes that the header of a JPEG within lies in. */
const JPEG_HEAD = 4096

/**
 * The first page, upright, RGBA.
 *
 * @throws DecodeError where it is damaged, too large, or of a kind that is not read; what the browser says where the library could not be fetched
 */
export async function decodeTiff(blob: Blob): Promise<Raster> {
  const { fromArrayBuffer } = await loaded()
  try {
    const bytes = new Uint8Array(await blob.arrayBuffer())
    const image = await (await fromArrayBuffer(bytes.buffer)).getImage(0)
    // Where it is left out it is 1 (TIFF 6.0); the library asks for it.
    if (!image.fileDirectory.hasTag(BITS_PER_SAMPLE)) image.fileDirectory.actualizedFields.set(BITS_PER_SAMPLE, [1])
    const layout = layoutOf(image)
    await checkJpegs(image, bytes)
    const map = layout.photometric === PALETTE ? ((await image.fileDirectory.loadValue('ColorMap')) ?? refuse('without its palette')) : null
    const orientation = Number((await image.fileDirectory.loadValue('Orientation')) ?? 1)
    const stored = await image.readRasters({ interleave: true })
    return upright(coloured(stored, layout, map), orientation)
  } catch (error) {
    throw error instanceof DecodeError ? error : new DecodeError('cannot-decode', `a TIFF: ${String(error)}`)
  }
}

/** Samples as stored to RGBA of eight bits. */
function coloured(
  stored: ArrayLike<number>,
  { width, height, samples, bits, photometric, alpha }: Layout,
  map: ArrayLike<number> | null,
): Raster {
  const most = 2 ** bits - 1
  const levels = Uint8Array.from({ length: most + 1 }, (_, value) => Math.round((value * 255) / most))
  const data = new Uint8Array(width * height * 4)
  const at = (from: number): number => levels[stored[from]!] ?? 0
  const alphaAt = { [RGB]: 3, [YCBCR]: 3, [CMYK]: 4 }[photometric] ?? 1
  for (let to = 0, from = 0; to < data.length; to += 4, from += samples) {
    switch (photometric) {
      case WHITE_IS_ZERO:
        data.fill(255 - at(from), to, to + 3)
        break
      case BLACK_IS_ZERO:
        data.fill(at(from), to, to + 3)
        break
      case PALETTE:
        // All reds, then all greens, then all blues, in 16 bits.
        for (let c = 0; c < 3; c++) data[to + c] = (map?.[stored[from]! + c * (most + 1)] ?? 0) >> 8
        break
      case CMYK:
        for (let c = 0; c < 3; c++) data[to + c] = Math.round(((255 - at(from + c)) * (255 - at(from + 3))) / 255)
        break
      case YCBCR: {
        const [y, cb, cr] = [at(from), at(from + 1) - 128, at(from + 2) - 128]
        data[to] = clamped(y + 1.402 * cr)
        data[to + 1] = clamped(y - 0.344136 * cb - 0.714136 * cr)
        data[to + 2] = clamped(y + 1.772 * cb)
        break
      }
      default:
        for (let c = 0; c < 3; c++) data[to + c] = at(from + c)
    }
    data[to + 3] = alpha === 0 ? 255 : at(from + alphaAt)
    if (alpha === ASSOCIATED && data[to + 3]! > 0) for (let c = 0; c < 3; c++) data[to + c] = clamped((data[to + c]! * 255) / data[to + 3]!)
  }
  return { data, width, height, channels: 4, opaque: alpha === 0 }
}

const clamped = (value: number): number => Math.max(0, Math.min(255, Math.round(value)))
