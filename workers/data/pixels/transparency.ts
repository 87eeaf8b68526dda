/** Pictures that one can see through, as networks see them: laid on a colour as people see them, or with the colours that lie under their alpha. */
import type { Preparation } from '../../protocol/options'
import type { Raster } from './raster'

export type Transparency = Preparation['transparency']

/** Grey level of what is behind. */
const BEHIND: Readonly<Record<Exclude<Transparency, 'ignored'>, number>> = { white: 255, black: 0 }

/** The first pixel that is not opaque, as its place in the data; -1 where all are. */
function firstClear({ data, channels, opaque }: Raster): number {
  if (opaque || channels === 3) return -1
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return at - 3
  return -1
}

/** What its transparency means for a picture: nothing where it is opaque; its colours alone show nothing; on white nothing is left of it. */
export type SeenThrough = 'opaque' | 'clear' | 'only-alpha' | 'lost-on-white'

/** Levels that a picture of one colour spans at most: a lossy codec's noise. */
const FLAT = 8

/** Whether it is all of one colour, whatever its alpha. */
function isFlat({ data }: Raster): boolean {
  for (let c = 0; c < 3; c++) {
    let [least, most] = [255, 0]
    for (let at = c; at < data.length; at += 4) {
      least = Math.min(least, data[at]!)
      most = Math.max(most, data[at]!)
      if (most - least > FLAT) return false
    }
  }
  return true
}

/** Looks at a picture whose alpha is as in the file, and lays it on white, in place. */
export function seenThrough(raster: Raster): SeenThrough {
  if (firstClear(raster) < 0) return 'opaque'
  const onlyAlpha = isFlat(raster)
  if (isFlat(layOn(raster, 'white'))) return 'lost-on-white'
  return onlyAlpha ? 'only-alpha' : 'clear'
}

/**
 * Lays a picture on what is behind it, in place; nothing is looked at of a raster that is known to be opaque. Colours are not premultiplied.
 *
 * Source: Pillow's `AlphaComposite.c` over an opaque ground, `(colour * alpha + ground * (255 - alpha)) / 255` to the nearest.
 *
 * @returns the same raster
 */
export function layOn(raster: Raster, transparency: Transparency): Raster {
  if (transparency === 'ignored') return raster
  const from = firstClear(raster)
  if (from < 0) return raster
  const { data } = raster
  const ground = BEHIND[transparency]
  for (let at = from; at < data.length; at += 4) {
    const alpha = data[at + 3]!
    if (alpha === 255) continue
    const behind = ground * (255 - alpha) + 128
    for (let c = at; c < at + 3; c++) {
      // To the nearest of a division by 255, for all that 16 bits hold.
      const sum = data[c]! * alpha + behind
      data[c] = (sum + (sum >> 8)) >> 8
    }
    data[at + 3] = 255
  }
  return raster
}
