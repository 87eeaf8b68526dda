/** Line charts as SVG text, for a page that must stand alone. */
import { escapeHtml } from './html'

export interface Series {
  readonly name: string
  /** Of a class its own (`classColor`); of a split `SPLIT_COLOURS`. */
  readonly colour: string
  readonly points: readonly (readonly [number, number])[]
  /** Marks each point with a dot. */
  readonly dots?: boolean
}
export interface ChartOptions {
  readonly title: string
  readonly x: string
  readonly y: string
  /** Ranges; from the points where absent. */
  readonly xRange?: readonly [number, number]
  readonly yRange?: readonly [number, number]
  /** A faint line from corner to corner. */
  readonly diagonal?: boolean
}

/** Lines of a split, which is no class: as the page draws them. */
export const SPLIT_COLOURS = { train: 'var(--train)', val: 'var(--val)' } as const

const W = 440
const H = 280
const BOX = { left: 52, right: 12, top: 28, bottom: 40 }

/** One chart with axes, four grid lines a side and a legend. */
export function lineChart(series: readonly Series[], options: ChartOptions): string {
  const all = series.flatMap((s) => s.points).filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
  const [x0, x1] = options.xRange ?? extent(all.map(([x]) => x))
  const [y0, y1] = options.yRange ?? extent(all.map(([, y]) => y))
  const px = (x: number) => round(BOX.left + ((x - x0) / (x1 - x0)) * (W - BOX.left - BOX.right))
  const py = (y: number) => round(H - BOX.bottom - ((y - y0) / (y1 - y0)) * (H - BOX.top - BOX.bottom))
  const ticks = [0, 1, 2, 3, 4].map((i) => i / 4)
  const grid = ticks.map((share) => {
    const x = px(x0 + share * (x1 - x0))
    const y = py(y0 + share * (y1 - y0))
    return `<path class="grid" d="M${BOX.left} ${y}H${W - BOX.right}"/>
<text x="${BOX.left - 6}" y="${y + 4}" text-anchor="end">${label(y0 + share * (y1 - y0))}</text>
<text x="${x}" y="${H - BOX.bottom + 16}" text-anchor="middle">${label(x0 + share * (x1 - x0))}</text>`
  })
  const lines = series.map(({ points, dots, colour }) => {
    const drawn = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
    const path = drawn.map(([x, y], k) => `${k ? 'L' : 'M'}${px(x)} ${py(y)}`).join('')
    const marks =
      dots || drawn.length === 1 ? drawn.map(([x, y]) => `<circle cx="${px(x)}" cy="${py(y)}" r="3" fill="${colour}"/>`).join('') : ''
    return `<path class="line" stroke="${colour}" d="${path}"/>${marks}`
  })
  const diagonal = options.diagonal ? `<path class="grid" stroke-dasharray="4" d="M${px(x0)} ${py(y0)}L${px(x1)} ${py(y1)}"/>` : ''
  const legend = series.map(({ name, colour }) => `<li><i style="background:${colour}"></i>${escapeHtml(name)}</li>`).join('')
  return `<figure><svg viewBox="0 0 ${W} ${H}" role="img" aria-label="${escapeHtml(options.title)}">
<text x="${BOX.left}" y="16" class="title">${escapeHtml(options.title)}</text>${grid.join('')}${diagonal}${lines.join('')}
<text x="${(BOX.left + W - BOX.right) / 2}" y="${H - 6}" text-anchor="middle">${escapeHtml(options.x)}</text>
<text transform="translate(12 ${(BOX.top + H - BOX.bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeHtml(options.y)}</text></svg>
<figcaption><ul>${legend}</ul></figcaption></figure>`
}

const round = (value: number) => Math.round(value * 10) / 10
const label = (value: number) => Number(value.toPrecision(3)).toString()

/** Smallest and largest, never of width 0. */
function extent(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1]
  const low = values.reduce((a, b) => Math.min(a, b))
  const high = values.reduce((a, b) => Math.max(a, b))
  return low === high ? [low - 0.5, high + 0.5] : [low, high]
}
