/** Pictures from the disk as a network's input: decoded by sharp, prepared by the very code of the studio. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { layOn } from '../../workers/data/pixels/transparency'
import { evaluationViews } from '../../workers/data/pixels/views'
import { normalisedPlanes } from '../../workers/model/preprocessing'
import { UnusableInput } from '../train/source'
import type { Model } from './model'

/** Kinds that sharp's own build reads. */
const PICTURE = /\.(jpe?g|jfif|png|webp|gif|avif|tiff?)$/i

/** What was named, folders as the pictures in and below them, in the order in which people read names. @throws UnusableInput */
export function findFiles(named: readonly string[]): string[] {
  return named.flatMap((path) => {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (!stats) throw new UnusableInput(`"${path}" does not exist: check the path.`)
    if (!stats.isDirectory()) return [path]
    const found = readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => PICTURE.test(name))
      .sort(new Intl.Collator('en', { numeric: true }).compare)
      .map((name) => join(path, name))
    if (found.length === 0) throw new UnusableInput(`There is no picture in the folder "${path}" (JPEG, PNG, WebP, GIF, AVIF, TIFF).`)
    return found
  })
}

/** A picture upright, its first frame, colours as stored, as the network's input `[3, size, size]`. @throws Error where it cannot be decoded */
export async function inputOf(path: string, { imageSize, transparency }: Pick<Model, 'imageSize' | 'transparency'>): Promise<Float32Array> {
  const { data, info } = await sharp(path, { ignoreIcc: true, failOn: 'error' })
    .rotate()
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const pixels = new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength)
  const raster = layOn({ data: pixels, width: info.width, height: info.height, channels: 4 }, transparency)
  return normalisedPlanes(evaluationViews(raster, imageSize), 1, imageSize)
}
