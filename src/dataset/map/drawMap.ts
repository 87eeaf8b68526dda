/** Draws the map's points on a canvas. */
import type { Coloured } from './colours'
import type { MapView } from './view'

interface Drawn {
  readonly places: Float32Array
  readonly coloured: Coloured
  /** 1 for a picture that is left out: it is drawn faintly. */
  readonly leftOut: Uint8Array
  /** 1 for one that is selected; the others then stand back. */
  readonly selected: Uint8Array
  readonly hasSelection: boolean
}

/** CSS pixels of a point's side: smaller where there are many, larger the closer one looks. */
export const sideOf = (n: number, closeness: number): number => Math.min(11, (n > 8000 ? 2.5 : n > 1500 ? 4 : 6) * Math.sqrt(closeness))

const FAINT = 0.22

/** A step that meets every row once: pictures are listed class by class, and no class is to lie on top of the others. */
function strideOf(n: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))
  let stride = Math.max(1, Math.floor(n * 0.618))
  while (divisor(n, stride) !== 1) stride++
  return stride
}

/**
 * @param size of the canvas in CSS pixels
 * @param closeness how many times as large as the whole map
 */
export function drawMap(
  context: CanvasRenderingContext2D,
  { places, coloured, leftOut, selected, hasSelection }: Drawn,
  { x, y, scale }: MapView,
  size: { readonly width: number; readonly height: number; readonly ratio: number },
  closeness: number,
): void {
  const n = places.length / 2
  const side = sideOf(n, closeness)
  context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0)
  context.clearRect(0, 0, size.width, size.height)
  const stride = n > 0 ? strideOf(n) : 1
  for (const front of hasSelection ? [false, true] : [true])
    for (let i = 0, row = 0; i < n; i++, row = (row + stride) % n) {
      if (hasSelection && (selected[row] === 1) !== front) continue
      const left = x + scale * places[2 * row]! - side / 2
      const top = y + scale * places[2 * row + 1]! - side / 2
      if (left > size.width || top > size.height || left < -side || top < -side) continue
      context.globalAlpha = front && leftOut[row] === 0 ? 0.9 : FAINT
      context.fillStyle = coloured.swatches[coloured.swatchOf[row]!]?.colour ?? '#8a8a8a'
      context.fillRect(left, top, side, side)
    }
  context.globalAlpha = 1
}
