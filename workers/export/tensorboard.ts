/** A run as TensorBoard shows it: curves, the confusion matrix as a picture, hyper-parameters. One file of events, written at once or epoch by epoch. */
import { classesOf, sharesOf } from '../protocol/confusion'
import type { EpochRecord } from '../protocol/events'
import { OPTION_NAMES, type RunConfig } from '../protocol/options'
import { oneLine } from '../protocol/text'
import { encoded, eventRecord, type Field } from './tensorboard/events'
import { pngOf } from './tensorboard/png'

/** What of an epoch is told. */
export type ToldEpoch = Pick<EpochRecord, 'epoch' | 'train' | 'val' | 'learningRate' | 'confusion' | 'seconds'>

/** Tags of the curves; a slash makes groups of them. What comparisons of hyper-parameters show stands first. */
const CURVES: readonly { readonly tag: string; readonly isMetric?: true; readonly of: (epoch: ToldEpoch) => number }[] = [
  { tag: 'accuracy/validation', isMetric: true, of: ({ val }) => val.accuracy },
  { tag: 'loss/validation', isMetric: true, of: ({ val }) => val.loss },
  { tag: 'accuracy/training', of: ({ train }) => train.accuracy },
  { tag: 'loss/training', of: ({ train }) => train.loss },
  { tag: 'learning rate', of: ({ learningRate }) => learningRate },
]

const NAME_LENGTH = 200
/** Side of the picture of a matrix, px, where its cells do not make it larger. */
const SIDE = 400
/** The page's colours of right and wrong answers, as RGB. */
const [RIGHT, WRONG] = [
  [0x5d, 0x5d, 0xd6],
  [0xd5, 0x5e, 0x00],
] as const

/** The matrix as a PNG: rows are the actual classes, each cell the darker the larger its share of the row. */
async function matrixPicture(confusion: ToldEpoch['confusion']): Promise<{ readonly png: Uint8Array; readonly side: number }> {
  const classes = classesOf(confusion)
  const cell = Math.max(1, Math.floor(SIDE / classes))
  const side = cell * classes
  const rgb = new Uint8Array(3 * side * side).fill(0xf4)
  for (const { actual, predicted, share } of sharesOf(confusion, 'actual')) {
    const colour = actual === predicted ? RIGHT : WRONG
    // As on the page: a mistake is seen, however rare.
    const weight = actual === predicted ? share : Math.max(0.25, share)
    for (let y = actual * cell; y < (actual + 1) * cell; y++)
      for (let x = predicted * cell; x < (predicted + 1) * cell; x++)
        for (let c = 0; c < 3; c++) rgb[3 * (y * side + x) + c] = Math.round(0xf4 + weight * (colour[c]! - 0xf4))
  }
  return { png: await pngOf(rgb, side, side), side }
}

/** `SummaryMetadata` of a plugin, with what it keeps there. */
const ofPlugin = (name: string, content: Uint8Array = new Uint8Array(0)): Field => {
  const plugin: Field[] = [
    [1, ['text', name]],
    [2, content.length > 0 ? ['bytes', content] : null],
  ]
  return [9, ['message', [[1, ['message', plugin]]]]]
}

/** A `Summary.Value` of the plugin for hyper-parameters. */
const hparams = (tag: string, data: Field): Field[] => [[1, ['text', tag]], ofPlugin('hparams', encoded([data]))]

/** `DataType.DT_STRING` of tensorflow/core/framework/types.proto. */
const STRINGS = 7
/** A `Summary.Value` of the plugin for texts: a `TensorProto` of one string, which is Markdown. */
const textValue = (tag: string, text: string): Field[] => {
  const shape: Field = [2, ['message', [[2, ['message', [[1, ['int', 1]]]]]]]]
  return [[1, ['text', tag]], [8, ['message', [[1, ['int', STRINGS]], shape, [8, ['text', text]]]]], ofPlugin('text')]
}

/** `DataType` of hparams, and the field of `google.protobuf.Value`. */
const typed = (value: RunConfig[keyof RunConfig]): { readonly type: number; readonly value: Field } => {
  if (typeof value === 'number') return { type: 3, value: [2, ['double', value]] }
  if (typeof value === 'boolean') return { type: 2, value: [4, ['int', value ? 1 : 0]] }
  return { type: 1, value: [3, ['text', String(value)]] }
}

/** Where a run begins. */
export interface BoardRun {
  readonly config: RunConfig
  readonly classes: readonly string[]
  /** What the run is called. */
  readonly name: string
  /** Seconds since 1970. */
  readonly began: number
}

/** The file's beginning: its version, the recipe as hyper-parameters, and which figures they are compared by. */
export function beginning({ config, classes, name, began }: BoardRun): Uint8Array<ArrayBuffer>[] {
  const infos = OPTION_NAMES.map(
    (option): Field => [
      4,
      [
        'message',
        [
          [1, ['text', option]],
          [4, ['int', typed(config[option]).type]],
        ],
      ],
    ],
  )
  const metrics = CURVES.filter(({ isMetric }) => isMetric).map(
    ({ tag }): Field => [5, ['message', [[1, ['message', [[2, ['text', tag]]]]]]]],
  )
  const values = OPTION_NAMES.map(
    (option): Field => [
      1,
      [
        'message',
        [
          [1, ['text', option]],
          [2, ['message', [typed(config[option]).value]]],
        ],
      ],
    ],
  )
  const session: Field[] = [...values, [4, ['text', oneLine(name, NAME_LENGTH)]], [5, ['double', began]]]
  // As code, so that nothing in a name is Markdown.
  const order = classes.map((one, i) => `    ${i + 1}. ${oneLine(one, NAME_LENGTH)}`).join('\n')
  return [
    eventRecord(began, 0, { version: 'brain.Event:2' }),
    eventRecord(began, 0, { values: [textValue('confusion matrix: rows are actual, columns predicted classes', order)] }),
    eventRecord(began, 0, { values: [hparams('_hparams_/experiment', [2, ['message', [...infos, ...metrics]]])] }),
    eventRecord(began, 0, { values: [hparams('_hparams_/session_start_info', [3, ['message', session]])] }),
  ]
}

/**
 * An epoch's figures, and its confusion matrix.
 * @param at seconds since 1970
 */
export async function epochRecord(epoch: ToldEpoch, at: number): Promise<Uint8Array<ArrayBuffer>> {
  const { png, side } = await matrixPicture(epoch.confusion)
  const picture: Field[] = [
    [1, ['text', 'confusion matrix (validation)']],
    [
      4,
      [
        'message',
        [
          [1, ['int', side]],
          [2, ['int', side]],
          [3, ['int', 3]],
          [4, ['bytes', png]],
        ],
      ],
    ],
  ]
  const curves = CURVES.map(({ tag, of }): Field[] => [
    [1, ['text', tag]],
    [2, ['float', of(epoch)]],
  ])
  return eventRecord(at, epoch.epoch, { values: [...curves, picture] })
}

/** The file's end: whether the run ended well. */
export const ending = (at: number, isWell: boolean): Uint8Array<ArrayBuffer> =>
  eventRecord(at, 0, {
    values: [
      hparams('_hparams_/session_end_info', [
        4,
        [
          'message',
          [
            [1, ['int', isWell ? 1 : 2]],
            [2, ['double', at]],
          ],
        ],
      ]),
    ],
  })

/** What the file is called: TensorBoard takes what has `tfevents` in its name. */
export const eventsName = (began: number): string => `events.out.tfevents.${Math.floor(began)}.trainyard`

/** A finished run's whole file. */
export async function toEvents(run: BoardRun, epochs: readonly ToldEpoch[]): Promise<Blob> {
  const parts = beginning(run)
  let at = run.began
  for (const epoch of epochs) {
    at += epoch.seconds
    parts.push(await epochRecord(epoch, at))
  }
  return new Blob([...parts, ending(at, true)])
}
