/**
 * Every option of a run, once: its default, limits, label, help, and when it is in force stand together; the form, the command line, the
 * documentation and the check of what crosses postMessage are all made from this table.
 */
import { AUGMENTATION, BATCHES } from './augmentation'
import { DATA, DEVICE } from './data'
import { MAIN, MODEL } from './main'
import { OPTIMIZER } from './optimizer'
import type { Option } from './option'
import { SCHEDULE } from './schedule'
import { STOPPING } from './stopping'

export const OPTIONS = {
  ...MAIN,
  ...MODEL,
  ...OPTIMIZER,
  ...SCHEDULE,
  ...STOPPING,
  ...AUGMENTATION,
  ...BATCHES,
  ...DATA,
  ...DEVICE,
} as const satisfies Record<string, Option>

export type OptionName = keyof typeof OPTIONS
/** In the table's order, which is the form's and the command line's. */
export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[]

type ValueOf<O> = O extends { kind: 'choice'; default: infer D }
  ? D
  : O extends { kind: 'switch' }
    ? boolean
    : O extends { kind: 'list' }
      ? string
      : number
/** What a person chose for a run, every option resolved. */
export type RunConfig = { readonly [K in OptionName]: ValueOf<(typeof OPTIONS)[K]> }

/** The options that decide what one training picture goes through. */
export type AugmentationName = keyof typeof AUGMENTATION
export const AUGMENTATION_NAMES = Object.keys(AUGMENTATION) as readonly AugmentationName[]
export type Augmentation = Pick<RunConfig, AugmentationName>
/** Those of a configuration alone. */
export const augmentationIn = (config: Augmentation): Augmentation =>
  Object.fromEntries(AUGMENTATION_NAMES.map((name) => [name, config[name]])) as unknown as Augmentation

/** What of a configuration decides how a network's pictures are prepared, in training and ever after. */
export type Preparation = Pick<RunConfig, 'imageSize' | 'transparency'>

/** Whether there is an option of this name: the table's own, not what every object inherits. */
export const isOptionName = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name)
