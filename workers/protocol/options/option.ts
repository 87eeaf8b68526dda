/** What an option is: its kinds, the sections of the form, the rule of when it is in force, and how a line of the table is written. */

/** A text in every language of the page. */
export interface Text {
  readonly en: string
  readonly zh: string
}

/** The sections of the form in its order. `main` is always in sight; the rest are folded under "All settings". */
export const SECTIONS = ['main', 'model', 'optimizer', 'schedule', 'stopping', 'augmentation', 'data', 'device'] as const
export type Section = (typeof SECTIONS)[number]

/**
 * What has to hold of another option, as it is in force itself: its value is one of these (`''`: the list is left empty), is none of these, or is
 * above a number. `option` is a name of the table, and no chain of rules comes back to where it began.
 */
export type Rule =
  | { readonly option: string; readonly is: readonly string[] }
  | { readonly option: string; readonly not: readonly string[] }
  | { readonly option: string; readonly above: number }

interface CommonOption {
  readonly label: Text
  /** One line for a beginner, with the expert's term where it differs from the label. */
  readonly help: Text
  readonly section: Section
  /** Spelt so on the command line, where it has a flag of its own; any option can be set with `--set name=value`. */
  readonly flag?: string
  /** It is in force where all of these hold, always where there are none. Elsewhere it is hidden, and a run has its default, which then does nothing. */
  readonly onlyWith?: readonly Rule[]
  /** What runs went by that were kept before the option existed, where that is not its default. */
  readonly before?: string | number | boolean
}
export interface NumberOption<D extends number = number> extends CommonOption {
  readonly kind: 'integer' | 'number'
  readonly default: D
  readonly min: number
  readonly max: number
  /** The form's step; logarithmic options are typed, not slid. */
  readonly step?: number
  readonly unit?: Text
}
export interface ChoiceOption<T extends string = string> extends CommonOption {
  readonly kind: 'choice'
  readonly default: T
  readonly values: Readonly<Record<T, Text>>
}
export interface SwitchOption extends CommonOption {
  readonly kind: 'switch'
  readonly default: boolean
}
/** Numbers in a row as one text, "3,5,7": empty where the person chose none. */
export interface ListOption extends CommonOption {
  readonly kind: 'list'
  readonly default: ''
  /** Of each number. */
  readonly min: number
  readonly max: number
  readonly whole: boolean
  /** Each number is at least the one before. */
  readonly rising: boolean
  /** How many numbers there may be. */
  readonly most: number
}
export type Option = NumberOption | ChoiceOption | SwitchOption | ListOption

export const integer = (o: Omit<NumberOption, 'kind'>): NumberOption => ({ kind: 'integer', ...o })
export const number = (o: Omit<NumberOption, 'kind'>): NumberOption => ({ kind: 'number', ...o })
export const choice = <T extends string>(o: Omit<ChoiceOption<T>, 'kind'>): ChoiceOption<T> => ({ kind: 'choice', ...o })
export const list = (o: Omit<ListOption, 'kind' | 'default'>): ListOption => ({ kind: 'list', default: '', ...o })
export const onOff = (o: Omit<SwitchOption, 'kind'>): SwitchOption => ({ kind: 'switch', ...o })
export const t = (en: string, zh: string): Text => ({ en, zh })
