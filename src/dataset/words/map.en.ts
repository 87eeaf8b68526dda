/** The texts of the map of the pictures and of those that are alike, in English; the other languages have this file's type. */
import { numbersOf } from '../../ui/numbers'

const { n, count, percent, fixed } = numbersOf('en')
const pictures = (total: number) => count(total, 'picture', 'pictures')

export const mapEn = {
  map: {
    view: 'How the pictures are shown',
    grid: 'Grid',
    map: 'Map',
    title: 'Map of the pictures',
    lead: 'Pictures that the model sees as alike lie side by side: groups that nobody named, wrong labels among others, pictures that belong nowhere. Far apart says little; side by side says much.',
    start: 'Lay out the map',
    again: 'Lay it out again',
    otherModel: 'Another model answers now than the one whose map this is: lay it out again.',
    laid: (total: number) => pictures(total),
    unreadable: (total: number) => `${pictures(total)} could not be read and ${total === 1 ? 'is' : 'are'} not on the map.`,
    phases: {
      looking: (done: number, of: number) => `Looking at pictures: ${n(done)} of ${n(of)}`,
      comparing: (done: number, of: number) => `Comparing each with all: ${percent(done / of, 0)}`,
      arranging: (done: number, of: number) => `Arranging the map: ${percent(done / of, 0)}`,
      measuring: (done: number, of: number) => `Reading light and sharpness: ${n(done)} of ${n(of)}`,
    },
    canvas: (total: number) => `Map of ${pictures(total)}`,
    keys: 'Arrow keys move the map, plus and minus zoom, 0 shows all of it. The table below has the same pictures by neighbourhoods.',
    tool: 'What dragging does',
    tools: { move: 'Move', lasso: 'Lasso' },
    toolHints: {
      move: 'Drag to move, scroll or pinch to zoom; with Shift, drag a line around pictures. A click opens one.',
      lasso: 'Drag a line around pictures to select them; with Ctrl, more of them.',
    },
    hint: 'Draw a line around pictures, or take a neighbourhood from the table below, to change them.',
    closer: 'Closer',
    further: 'Further away',
    whole: 'Show the whole map',
    colouring: 'Colour by',
    colourings: {
      class: 'By class',
      predicted: 'By what the model says',
      right: 'By right or wrong',
      split: 'By split',
      loss: 'By loss',
    },
    legend: 'What the colours mean',
    swatches: { right: 'right', wrong: 'wrong', unknown: 'no label to compare', train: 'Training', val: 'Validation', test: 'Test' },
    lossFrom: (loss: number) => `from ${fixed(loss, 2)}`,
    counted: (total: number) => n(total),
    moreClasses: (total: number) => `and ${n(total)} more`,
    says: (name: string, probability: number) => `The model says “${name}”, ${percent(probability, 0)}`,
    inGrid: (total: number) => `Show ${n(total)} in the grid`,
    openThem: 'Look at them',
    neighbourhoods: 'The map’s neighbourhoods',
    columns: { pictures: 'Pictures', examples: 'Some of them', mostly: 'Mostly', wrong: 'Model wrong', select: 'Select' },
    selectNeighbourhood: (place: number, name: string, total: number) =>
      `Select neighbourhood ${n(place)}, mostly “${name}”, ${pictures(total)}`,
    alike: {
      find: 'Find similar',
      looking: 'Finding similar pictures',
    },
    among: {
      alike: (name: string) => `The pictures most like “${name}”, the most alike first.`,
      chosen: (total: number) => `${pictures(total)} that you selected on the map.`,
      weak: (total: number) => `${pictures(total)} among which the model is often wrong, the wrong ones first.`,
      all: 'Show all pictures',
    },
  },
}
