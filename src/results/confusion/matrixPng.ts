/** The confusion matrix as a picture, dark on white whatever the page looks like, for papers and slides. */
import { type Counts, type Measure, shares } from '../../scores/measures'
import { MATRIX } from '../../ui/theme'

interface MatrixPicture {
  readonly counts: Counts
  readonly names: readonly string[]
  readonly measure: Measure
  readonly title: string
  readonly actual: string
  readonly predicted: string
  /** A cell's figure as text. */
  readonly word: (count: number, share: number) => string
}

const SCALE = 2
const FONT = '"Inter Variable", system-ui, sans-serif'

/** Beyond so many classes a cell has no room for a figure, nor a row for its name; a canvas has room for some 16,000 pixels a side. */
const NAMED = 60
const SIDE = 1600

/** A PNG of twice the resolution of the screen. */
export function matrixPng({ counts, names, measure, title, actual, predicted, word }: MatrixPicture): Promise<Blob> {
  const classes = names.length
  const named = classes <= NAMED
  const cell = classes <= 8 ? 92 : named ? Math.max(26, Math.floor(900 / classes)) : Math.max(1, Math.floor(SIDE / classes))
  const gap = named ? 3 : 0
  const size = classes <= 8 ? 15 : Math.max(9, Math.floor(cell / 3.4))
  const measuring = new OffscreenCanvas(1, 1).getContext('2d')
  if (!measuring) throw new Error('no 2d context')
  measuring.font = `600 13px ${FONT}`
  const longest = named ? Math.ceil(Math.max(...names.map((name) => measuring.measureText(name).width))) : 0
  const upright = longest <= cell - 8
  const left = longest + 44
  const top = 64 + (upright ? 22 : longest + 12)
  const canvas = new OffscreenCanvas((left + classes * cell + 20) * SCALE, (top + classes * cell + 20) * SCALE)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no 2d context')
  context.scale(SCALE, SCALE)
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.fillStyle = '#1b1b1f'
  context.textBaseline = 'middle'
  context.font = `620 16px ${FONT}`
  context.fillText(title, 20, 24)
  context.font = `13px ${FONT}`
  context.fillStyle = '#5c5c68'
  context.fillText(`${actual} ↓   ${predicted} →`, 20, 48)
  context.font = `600 13px ${FONT}`
  for (const [i, name] of named ? names.entries() : []) {
    context.fillStyle = '#1b1b1f'
    context.textAlign = 'right'
    context.fillText(name, left - 10, top + (i + 0.5) * cell)
    context.save()
    context.translate(left + (i + 0.5) * cell, top - 14)
    context.textAlign = upright ? 'center' : 'left'
    if (!upright) context.rotate(-Math.PI / 2)
    context.fillText(name, 0, 0)
    context.restore()
  }
  context.font = `600 ${size}px ${FONT}`
  context.textAlign = 'center'
  shares(counts, measure).forEach((row, r) => {
    row.forEach((share, c) => {
      context.fillStyle = '#f1f1f4'
      context.fillRect(left + c * cell, top + r * cell, cell - gap, cell - gap)
      // As on the page: a mistake is seen, however rare.
      context.globalAlpha = r === c || share === 0 ? 0.75 * share : Math.max(0.22, 0.75 * share)
      context.fillStyle = r === c ? MATRIX.right : MATRIX.wrong
      context.fillRect(left + c * cell, top + r * cell, cell - gap, cell - gap)
      context.globalAlpha = 1
      context.fillStyle = r === c && share > 0.85 ? '#ffffff' : '#1b1b1f'
      if (named) context.fillText(word(counts[r]?.[c] ?? 0, share), left + (c + 0.5) * cell - 1.5, top + (r + 0.5) * cell)
    })
  })
  return canvas.convertToBlob({ type: 'image/png' })
}
