/** What a new run is called until somebody calls it otherwise: its pictures, its number, and what differs from the run of the same pictures before it. */
import {
  effective,
  OPTION_NAMES,
  OPTIONS,
  type Option,
  type OptionName,
  oneLine,
  type RunConfig,
  type RunRecord,
  type Text,
  weightsName,
} from '../../protocol'

/** Differences that are named; more are counted. */
const NAMED = 3
/** A name of megabytes would be drawn with every row of the list. */
const MOST_DATASET = 200
const MOST_WEIGHTS = 40

/** What is changed most stands first; the rest follows in the table's order. */
const FIRST: readonly OptionName[] = ['strategy', 'imageSize', 'learningRate', 'epochs', 'batchSize']
const ORDER: readonly OptionName[] = [...FIRST, ...OPTION_NAMES.filter((name) => !FIRST.includes(name))]

const SAME: Text = { en: 'same settings', zh: '设置相同' }
const SWITCHED: readonly [off: Text, on: Text] = [
  { en: 'off', zh: '关' },
  { en: 'on', zh: '开' },
]
/** Short forms of those that stand in nearly every name. */
const SHORT: Readonly<Partial<Record<OptionName, (value: string) => Text>>> = {
  imageSize: (value) => ({ en: `${value} px`, zh: `${value} 像素` }),
  learningRate: (value) => ({ en: `rate ${value}`, zh: `学习率 ${value}` }),
  epochs: (value) => ({ en: value === '1' ? '1 epoch' : `${value} epochs`, zh: `${value} 轮` }),
  batchSize: (value) => ({ en: `batch ${value}`, zh: `批大小 ${value}` }),
}

/** "rate 0.001", "The whole network learns", "Dropout 0.3". */
function worded(name: OptionName, config: RunConfig, language: keyof Text): string {
  const option: Option = OPTIONS[name]
  const value = config[name]
  if (option.kind === 'choice') return option.values[String(value)]?.[language] ?? String(value)
  const label = option.label[language]
  if (option.kind === 'switch') return `${label} ${SWITCHED[value ? 1 : 0]![language]}`
  if (option.kind === 'list') return `${label} ${oneLine(String(value), MOST_WEIGHTS) || '–'}`
  const figure = String(Number(Number(value).toPrecision(4)))
  const unit = option.unit?.[language]
  return SHORT[name]?.(figure)[language] ?? [label, figure, unit].filter(Boolean).join(' ')
}

type Known = Pick<RunRecord, 'config' | 'weights'>

/** What a run is tried with that another was not, worded in a language, most telling first; empty where they are alike. */
function differences(run: Known, before: Known, language: keyof Text): string[] {
  const now = effective(run.config)
  const past = effective(before.config)
  const otherWeights = run.weights.sha256 !== before.weights.sha256
  // The network is that of the weights.
  const names = ORDER.filter((name) => now[name] !== past[name] && !(name === 'depth' && otherWeights))
  return [
    ...(otherWeights ? [oneLine(weightsName(run.weights, now.depth)[language], MOST_WEIGHTS)] : []),
    ...names.map((name) => worded(name, now, language)),
  ]
}

/**
 * "pets 3: 224 px, rate 0.001"; the first run of its pictures is "pets 1".
 * @param before the newest other run of the same pictures; undefined where there is none
 */
export function runNameOf(run: Known & Pick<RunRecord, 'dataset' | 'number'>, before: Known | undefined, language: keyof Text): string {
  const name = `${oneLine(run.dataset.name, MOST_DATASET)} ${run.number}`
  if (!before) return name
  const all = differences(run, before, language)
  const more = all.length > NAMED ? [`+${all.length - NAMED}`] : []
  return `${name}: ${[...all.slice(0, NAMED), ...more].join(', ') || SAME[language]}`
}
