/** Turns a picture file into a network's input in Node, without a line of the studio's own code: sharp decodes. */
import sharp from 'sharp'
import { type Decoded, inputOfPixels, type Preprocessing } from './preprocess'

/** Upright RGB bytes, row by row. */
export async function decode(path: string): Promise<Decoded> {
  const { data, info } = await sharp(path, { failOn: 'none', ignoreIcc: true })
    .rotate()
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  if (info.channels === 3) return { width: info.width, height: info.height, data }
  const rgb = new Uint8Array(info.width * info.height * 3)
  for (let i = 0; i < rgb.length; i++) rgb[i] = data[Math.floor(i / 3) * info.channels]!
  return { width: info.width, height: info.height, data: rgb }
}

/** One picture as normalised `[3, size, size]`, f32. */
export const inputOf = async (path: string, preprocessing: Preprocessing): Promise<Float32Array> =>
  inputOfPixels(await decode(path), preprocessing)
