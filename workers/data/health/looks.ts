/** Pictures that look odd by a few numbers, which the check has of each: blurred, dark, light, of one colour, of another size than the rest. */
import type { HealthNote } from '../../protocol/dataset'
import type { Inspected } from '../decode/decode.messages'
import type { Inspection } from '../decode/pool'
import { TINY } from './tiny'

/**
 * Chosen so that of 2,002 photographs of Kaggle's cats and dogs none is dark, light or of one colour (98 in 100 of their grey levels reach 103 or more, 2 in 100
 * stay below 132, their deviation is 13 or more), and that nearly all are found that a Gaussian of 3 pixels at 256 blurs (`sharpnessOf`).
 */
const DARK_BELOW = 64
const LIGHT_ABOVE = 190
const FLAT_BELOW = 5
const BLURRED_BELOW = 0.0025
/** A side below this has no room to be blurred. */
const BLURRED_FROM = 64
/** Times the others' area, and times their proportions, either way. Of those photographs the furthest are 36 and 2.8. */
const ODD_AREA = 100
const ODD_SHAPE = 4
/** Fewer pictures have no "rest" that one could differ from. */
const ENOUGH = 20
/** Where more than this share looks so, it is how these pictures are (X-rays are soft, slides are light), and nothing to be told. */
const NATURE = 0.1

type Found = Inspected

const seen = (inspections: readonly Inspection[]): (Found & { readonly id: number })[] =>
  inspections.flatMap((found, id) => (found.ok ? [{ ...found, id }] : []))

/** Mean and deviation of the grey copy, and the levels that 2 and 98 in 100 stay below, 0..255. */
export function lightOf(grey: Uint8Array): {
  readonly mean: number
  readonly deviation: number
  readonly low: number
  readonly high: number
} {
  const sorted = grey.toSorted()
  const mean = grey.reduce((sum, level) => sum + level, 0) / grey.length
  const deviation = Math.sqrt(grey.reduce((sum, level) => sum + (level - mean) ** 2, 0) / grey.length)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!
  return { mean, deviation, low: at(0.02), high: at(0.98) }
}

/** The one word for how a picture looks, the gravest; null for an ordinary one. */
function lookOf({ grey, sharpness, width, height, through = 'opaque', nearlyBlack = false }: Found): HealthNote | null {
  // Of these more is said, and their colours alone are not what is seen.
  if (through !== 'opaque' || nearlyBlack) return null
  const { deviation, low, high } = lightOf(grey)
  if (deviation < FLAT_BELOW) return 'one-colour'
  if (high < DARK_BELOW) return 'dark'
  if (low > LIGHT_ABOVE) return 'light'
  const blurred = sharpness !== undefined && sharpness < BLURRED_BELOW && Math.min(width, height) >= BLURRED_FROM
  return blurred ? 'blurred' : null
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
/** How many times one is the other, 1 or more. */
const times = (a: number, b: number): number => Math.max(a / b, b / a)

/** What is to be said of pictures by how they look, a picture under one word of light and sharpness, and under that of its size. */
export function oddLooks(inspections: readonly Inspection[]): { readonly id: number; readonly problem: HealthNote }[] {
  const pictures = seen(inspections)
  if (pictures.length < ENOUGH) return []
  const [area, shape] = [median(pictures.map((p) => p.width * p.height)), median(pictures.map((p) => p.width / p.height))]
  // A tiny one is said to be that.
  const isOdd = ({ width, height }: Found) =>
    Math.min(width, height) >= TINY && (times(width * height, area) > ODD_AREA || times(width / height, shape) > ODD_SHAPE)
  const all = pictures.flatMap((picture) => {
    const look = lookOf(picture)
    return [
      ...(look ? [{ id: picture.id, problem: look }] : []),
      ...(isOdd(picture) ? [{ id: picture.id, problem: 'odd-size' as const }] : []),
    ]
  })
  const many = (problem: HealthNote) => all.filter((odd) => odd.problem === problem).length > NATURE * pictures.length
  const nature = new Set(all.map(({ problem }) => problem).filter((problem) => problem !== 'one-colour' && many(problem)))
  return all.filter(({ problem }) => !nature.has(problem))
}
