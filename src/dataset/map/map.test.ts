import { expect, test } from 'vitest'
import type { PictureMap, PictureStanding } from '../../../workers/protocol'
import { COLOURINGS, coloured, lossesOf } from './colours'
import { neighbourhoodsOf } from './neighbourhoods'
import { panned, rowAt, rowsWithin, wholeView, zoomed, zooms } from './view'

const SIZE = { width: 600, height: 400 }
/** Three pictures: a cat that is taken for a cat, a dog that is taken for a cat, and one without a label. The model knows the classes in another order. */
const MAP: PictureMap = {
  ...{ fingerprint: '00', runId: 'run-1', classes: ['dog', 'cat'], unreadable: 0, milliseconds: 1 },
  ids: Uint32Array.of(4, 7, 9),
  places: Float32Array.of(0, 0, 1, 0.5, 0.5, 1),
  predicted: Int32Array.of(1, 1, 0),
  confidence: Float32Array.of(0.75, 0.9, 0.6),
  probabilities: Float32Array.of(0.25, 0.75, 0.1, 0.9, 0.6, 0.4),
  neighbourhoods: Int32Array.of(0, 0, 1),
}
const STANDING: PictureStanding = { labels: Int32Array.of(0, 1, -1), splits: Uint8Array.of(0, 1, 2), leftOut: Uint8Array.of(0, 0, 0) }
const CLASSES = ['cat', 'dog']

test('right, wrong and loss go by the names of classes, whatever their order in the model, and by the labels of now', () => {
  const wordOf = (row: number, standing = STANDING) => {
    const { swatches, swatchOf } = coloured('right', MAP, standing, CLASSES, 'light')
    return swatches[swatchOf[row]!]!.key
  }
  expect([0, 1, 2].map((row) => wordOf(row))).toEqual(['right', 'wrong', 'unknown'].map((word) => ({ kind: 'word', word })))
  expect(wordOf(1, { ...STANDING, labels: Int32Array.of(0, 0, -1) })).toEqual({ kind: 'word', word: 'right' })
  const losses = lossesOf(MAP, STANDING, CLASSES)
  expect(losses[0]).toBeCloseTo(-Math.log(0.75), 5)
  expect(losses[1]).toBeCloseTo(-Math.log(0.1), 5)
  expect(losses[2]).toBeNaN()
})

test('a class has one colour by label and by answer; every row has a swatch in every colouring', () => {
  const colourOf = (by: 'class' | 'predicted', row: number) => {
    const { swatches, swatchOf } = coloured(by, MAP, STANDING, CLASSES, 'dark')
    return swatches[swatchOf[row]!]!.colour
  }
  expect(colourOf('class', 0)).toBe(colourOf('predicted', 1))
  expect(colourOf('class', 0)).not.toBe(colourOf('class', 1))
  for (const by of COLOURINGS) {
    const { swatches, swatchOf } = coloured(by, MAP, STANDING, CLASSES, 'dark')
    expect(Array.from(swatchOf, (swatch) => swatches[swatch]).every((swatch) => swatch !== undefined)).toBe(true)
  }
})

test('a neighbourhood says what it is mostly of, and how often the model is wrong there', () => {
  expect(neighbourhoodsOf(MAP, STANDING, CLASSES)).toEqual([
    { ids: [4, 7], label: 0, ofLabel: 1, judged: 2, wrong: 1 },
    { ids: [9], label: -1, ofLabel: 1, judged: 0, wrong: 0 },
  ])
})

test('a wheel that cannot make the map smaller or larger is left to the page', () => {
  const whole = wholeView(SIZE)
  const closest = zoomed(whole, 1e6, { x: 300, y: 200 }, SIZE)
  expect([zooms(whole, 0.8, SIZE), zooms(whole, 1.25, SIZE)]).toEqual([false, true])
  expect([zooms(closest, 0.8, SIZE), zooms(closest, 1.25, SIZE)]).toEqual([true, false])
})

test('what is under the mouse stays there while one zooms, and the map cannot be lost', () => {
  const whole = wholeView(SIZE)
  const at = { x: 200, y: 300 }
  const closer = zoomed(whole, 3, at, SIZE)
  expect((at.x - closer.x) / closer.scale).toBeCloseTo((at.x - whole.x) / whole.scale, 9)
  expect((at.y - closer.y) / closer.scale).toBeCloseTo((at.y - whole.y) / whole.scale, 9)
  expect(zoomed(closer, 1e-6, at, SIZE).scale).toBe(whole.scale)
  const far = panned(closer, 1e6, -1e6, SIZE)
  expect([far.x, far.y + far.scale]).toEqual([SIZE.width / 2, SIZE.height / 2])
})

test('pictures inside of a line are selected, the nearest within reach is pointed at', () => {
  const view = wholeView(SIZE)
  const screen = (row: number) => ({ x: view.x + view.scale * MAP.places[2 * row]!, y: view.y + view.scale * MAP.places[2 * row + 1]! })
  const [first] = [screen(0)]
  const around = (dx: number) => [-1, 1, 1, -1].map((side, i) => ({ x: first.x + dx * side, y: first.y + dx * (i < 2 ? -1 : 1) }))
  expect(rowsWithin(MAP.places, view, around(20))).toEqual([0])
  // A line like a U around the second: it is in the opening, not inside.
  const { x, y } = screen(1)
  const open = [
    [-30, -30],
    [-30, 30],
    [30, 30],
    [30, -30],
    [20, -30],
    [20, 20],
    [-20, 20],
    [-20, -30],
  ].map(([dx, dy]) => ({ x: x + dx!, y: y + dy! }))
  expect(rowsWithin(MAP.places, view, open)).toEqual([])
  expect(rowAt(MAP.places, view, { x: x + 6, y }, 10)).toBe(1)
  expect(rowAt(MAP.places, view, { x: x + 16, y }, 10)).toBeNull()
})
