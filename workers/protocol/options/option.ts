/** What an option is: its kinds, the sections of the form, the rule of when it is in force, and how a line of the table is written. */

/** A text in every language of the page. */
export interface Text {
  readonly en: string
  readonly zh: string
}

/** The sections of the form in its order, each a group that folds: what it is called, and what it is for in a line. `main` stands open. */
export const SECTION_WORDS = {
  main: {
    label: { en: 'Main', zh: '主要' },
    help: { en: 'What learns, for how long, and how large the steps are.', zh: '训练哪些部分、训练多久、步子多大。' },
  },
  augmentation: {
    label: { en: 'Augmentation', zh: '数据增强' },
    help: { en: 'How training pictures are varied, with nine views of one.', zh: '训练图片如何变化，附一张图片的九个视图。' },
  },
  model: {
    label: { en: 'Network', zh: '网络' },
    help: { en: 'Which one, and the new layers on top.', zh: '选用哪个网络，以及顶部的新层。' },
  },
  optimizer: {
    label: { en: 'Optimizer', zh: '优化器' },
    help: { en: 'How gradients become steps, and what the loss counts.', zh: '梯度如何变成更新步，损失如何计算。' },
  },
  schedule: {
    label: { en: 'Learning-rate schedule', zh: '学习率计划' },
    help: { en: 'How the learning rate changes during the run.', zh: '学习率在训练中如何变化。' },
  },
  stopping: {
    label: { en: 'Early stopping', zh: '提前停止' },
    help: { en: 'When a run ends before its last epoch, and which epoch is the best.', zh: '何时在最后一轮之前结束，以及哪一轮最好。' },
  },
  data: {
    label: { en: 'Data', zh: '数据' },
    help: { en: 'Which pictures learn, which are held out, what is kept of them.', zh: '哪些图片用于学习、哪些留出、缓存什么。' },
  },
  device: {
    label: { en: 'Device', zh: '设备' },
    help: { en: 'What the run computes on.', zh: '训练在什么设备上计算。' },
  },
} as const satisfies Record<string, { readonly label: Text; readonly help: Text }>
export type Section = keyof typeof SECTION_WORDS
export const SECTIONS = Object.keys(SECTION_WORDS) as readonly Section[]

/**
 * What has to hold of another option, as it is in force itself: its value is one of these (`''`: the list is left empty), is none of these, is
 * above a number, or is 0 where it is in force at all. `option` is a name of the table, and no chain of rules comes back to where it began.
 */
export type Rule =
  | { readonly option: string; readonly is: readonly string[] }
  | { readonly option: string; readonly not: readonly string[] }
  | { readonly option: string; readonly above: number }
  | { readonly option: string; readonly unused: true }

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
  /** What 0 means where it is no amount: said beside it in place of the unit. */
  readonly zero?: Text
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
/** What stands behind a value of a number's option: its unit, or what 0 means; with the space before it. */
export function behind(option: NumberOption, value: number): Text | null {
  if (value === 0 && option.zero) return { en: ` (${option.zero.en})`, zh: `（${option.zero.zh}）` }
  return option.unit ? { en: ` ${option.unit.en}`, zh: ` ${option.unit.zh}` } : null
}
export const t = (en: string, zh: string): Text => ({ en, zh })
