/** Which part of the map is seen, and which pictures are where on the screen. Pure. */

/** A place `p` of the map, 0..1, is drawn at `x + scale * p` in CSS pixels, likewise y. */
export interface MapView {
  readonly x: number
  readonly y: number
  readonly scale: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

interface Size {
  readonly width: number
  readonly height: number
}

/** CSS pixels around the whole map. */
const MARGIN = 16
const CLOSEST = 60

/** The whole map in the middle. */
export function wholeView({ width, height }: Size): MapView {
  const scale = Math.max(1, Math.min(width, height) - 2 * MARGIN)
  return { x: (width - scale) / 2, y: (height - scale) / 2, scale }
}

/** `factor` times as large, with what is at `at` staying there; never smaller than the whole, nor so large that nothing is seen. */
export function zoomed(view: MapView, factor: number, at: Point, size: Size): MapView {
  const whole = wholeView(size)
  const scale = Math.min(CLOSEST * whole.scale, Math.max(whole.scale, view.scale * factor))
  const by = scale / view.scale
  return kept({ x: at.x - by * (at.x - view.x), y: at.y - by * (at.y - view.y), scale }, size)
}

/** Whether `zoomed` by this factor changes how large the map is: it is neither the whole already, nor as close as it goes. */
export const zooms = (view: MapView, factor: number, size: Size): boolean => {
  const at = { x: size.width / 2, y: size.height / 2 }
  return zoomed(view, factor, at, size).scale !== view.scale
}

export const panned = (view: MapView, dx: number, dy: number, size: Size): MapView =>
  kept({ ...view, x: view.x + dx, y: view.y + dy }, size)

/** So that the middle of what is seen stays on the map. */
function kept({ x, y, scale }: MapView, { width, height }: Size): MapView {
  const within = (at: number, room: number) => Math.min(room / 2, Math.max(room / 2 - scale, at))
  return { x: within(x, width), y: within(y, height), scale }
}

/** The row whose place is the nearest to a point of the screen, at most `reach` pixels away; null where there is none. */
export function rowAt(places: Float32Array, { x, y, scale }: MapView, at: Point, reach: number): number | null {
  let [nearest, least] = [-1, reach ** 2]
  for (let row = 0; 2 * row < places.length; row++) {
    const square = (x + scale * places[2 * row]! - at.x) ** 2 + (y + scale * places[2 * row + 1]! - at.y) ** 2
    if (square <= least) [nearest, least] = [row, square]
  }
  return nearest < 0 ? null : nearest
}

/** Rows inside of a line that was drawn on the screen and closes itself (even-odd rule). */
export function rowsWithin(places: Float32Array, { x, y, scale }: MapView, line: readonly Point[]): number[] {
  const [xs, ys] = [line.map((point) => (point.x - x) / scale), line.map((point) => (point.y - y) / scale)]
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const rows: number[] = []
  for (let row = 0; 2 * row < places.length; row++) {
    const [px, py] = [places[2 * row]!, places[2 * row + 1]!]
    if (px < left || px > right || py < top || py > bottom) continue
    let isInside = false
    for (let i = 0, j = line.length - 1; i < line.length; j = i++) {
      if (ys[i]! > py !== ys[j]! > py && px < ((xs[j]! - xs[i]!) * (py - ys[i]!)) / (ys[j]! - ys[i]!) + xs[i]!) isInside = !isInside
    }
    if (isInside) rows.push(row)
  }
  return rows
}
