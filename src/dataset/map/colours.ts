/** What a picture's colour on the map says, and the legend of it. Pure. */
import { classColorIn, type PictureMap, type PictureStanding, type Scheme, SPLITS } from '../../../workers/protocol'

export const COLOURINGS = ['class', 'predicted', 'right', 'split', 'loss'] as const
export type Colouring = (typeof COLOURINGS)[number]

/** One colour of the map. `key`: what it stands for, a class index or a name that the words have. */
interface Swatch {
  readonly colour: string
  readonly key:
    | { readonly kind: 'class'; readonly name: string | null }
    | { readonly kind: 'word'; readonly word: Word }
    | { readonly kind: 'from'; readonly loss: number }
}
export type Word = 'right' | 'wrong' | 'unknown' | 'train' | 'val' | 'test'

export interface Coloured {
  /** Of each row, which swatch. */
  readonly swatchOf: Uint16Array
  readonly swatches: readonly Swatch[]
}

/** Okabe and Ito's, as those of classes: told apart with any colour vision. */
const WORDS: Readonly<Record<Word, string>> = {
  right: '#56b4e9',
  wrong: '#d55e00',
  unknown: '#8a8a8a',
  train: '#0072b2',
  val: '#e69f00',
  test: '#009e73',
}

/** Cross-entropies in nats from which a colour begins, and the colours: cividis (Nuñez et al. 2018), which grows lighter alike for any colour vision. */
const LOSSES = [0, 0.05, 0.2, 0.7, 1.5, 3] as const
const CIVIDIS = ['#35456c', '#575c6d', '#77777a', '#9b9476', '#c3b369', '#fee838'] as const

/** Probabilities below this have this loss. */
const LEAST = 1e-7

/** The model's class index of each class of the dataset, -1 for one that it does not know. */
const modelIndices = (map: PictureMap, classes: readonly string[]): number[] => classes.map((name) => map.classes.indexOf(name))

/** The cross-entropy of each row's label as it is now, in nats; NaN without a label that the model knows. */
export function lossesOf(map: PictureMap, { labels }: PictureStanding, classes: readonly string[]): Float32Array {
  const indices = modelIndices(map, classes)
  const width = map.classes.length
  return Float32Array.from(labels, (label, row) => {
    const index = indices[label] ?? -1
    return index < 0 ? Number.NaN : -Math.log(Math.max(LEAST, map.probabilities[row * width + index]!))
  })
}

/** Whether the model says each row's label as it is now: 1, 0, or 2 without a label that it knows. */
export function rightOf(map: PictureMap, { labels }: PictureStanding, classes: readonly string[]): Uint8Array {
  const indices = modelIndices(map, classes)
  return Uint8Array.from(labels, (label, row) => {
    const index = indices[label] ?? -1
    if (index < 0) return 2
    return map.predicted[row] === index ? 1 : 0
  })
}

/**
 * @param classes of the dataset, in its order
 * @param scheme that the map is drawn in
 */
export function coloured(
  colouring: Colouring,
  map: PictureMap,
  standing: PictureStanding,
  classes: readonly string[],
  scheme: Scheme,
): Coloured {
  const words = (names: readonly Word[]): readonly Swatch[] => names.map((word) => ({ colour: WORDS[word], key: { kind: 'word', word } }))
  const ofClasses = (names: readonly string[]): readonly Swatch[] => [
    ...names.map((name): Swatch => ({ colour: classColorIn(scheme, classes.indexOf(name)), key: { kind: 'class', name } })),
    { colour: classColorIn(scheme, -1), key: { kind: 'class', name: null } },
  ]
  switch (colouring) {
    case 'class':
      return { swatchOf: Uint16Array.from(standing.labels, (label) => (label < 0 ? classes.length : label)), swatches: ofClasses(classes) }
    case 'predicted':
      return { swatchOf: Uint16Array.from(map.predicted), swatches: ofClasses(map.classes) }
    case 'split':
      return { swatchOf: Uint16Array.from(standing.splits), swatches: words(SPLITS) }
    case 'right':
      return {
        swatchOf: Uint16Array.from(rightOf(map, standing, classes), (right) => [1, 0, 2][right]!),
        swatches: words(['right', 'wrong', 'unknown']),
      }
    case 'loss': {
      const swatchOf = Uint16Array.from(lossesOf(map, standing, classes), (loss) =>
        Number.isNaN(loss) ? LOSSES.length : LOSSES.findLastIndex((from) => loss >= from),
      )
      return {
        swatchOf,
        swatches: [...LOSSES.map((loss, i): Swatch => ({ colour: CIVIDIS[i]!, key: { kind: 'from', loss } })), ...words(['unknown'])],
      }
    }
    default:
      return colouring satisfies never
  }
}
