/** Lines of a square window over a map, tap by tap: what poolings and depthwise convolutions go through. */

export type Window = 'inSide' | 'outSide' | 'channels' | 'kernel' | 'stride' | 'padding'

/** Positions of a line whose tap lies inside the map: the first, how many, and where the first reads. */
export interface Line {
  readonly from: number
  readonly count: number
  readonly inLine: number
  readonly inFrom: number
}

/** Null where the tap lies outside for the whole line. */
export function lineOf(o: Readonly<Record<Window, number>>, line: number, tap: number): Line | null {
  const kw = tap % o.kernel
  const inLine = line * o.stride + Math.floor(tap / o.kernel) - o.padding
  if (inLine < 0 || inLine >= o.inSide) return null
  const from = Math.max(0, Math.ceil((o.padding - kw) / o.stride))
  const last = Math.min(o.outSide - 1, Math.floor((o.inSide - 1 + o.padding - kw) / o.stride))
  return last < from ? null : { from, count: last - from + 1, inLine, inFrom: from * o.stride + kw - o.padding }
}

/** Calls back for each line and tap of a picture, the taps of a line behind one another: it stays in the nearest cache. */
export function lines(o: Readonly<Record<Window, number>>, each: (line: number, part: Line, tap: number) => void): void {
  for (let line = 0; line < o.outSide; line++) {
    for (let tap = 0; tap < o.kernel ** 2; tap++) {
      const part = lineOf(o, line, tap)
      if (part) each(line, part, tap)
    }
  }
}
