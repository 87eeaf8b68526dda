/** Which options of a configuration are in force: what the form shows, and what a run goes by. */
import type { Option, Rule } from './option'
import { OPTION_NAMES, OPTIONS, type OptionName, type RunConfig } from './table'

type Value = RunConfig[OptionName]

/** Whether an option does anything beside the others' values. What is not in force is hidden in the form and at its default in a run. */
export function inForce(name: OptionName, config: RunConfig): boolean {
  const { onlyWith = [] }: Option = OPTIONS[name]
  return onlyWith.every((rule) => {
    const other = rule.option as OptionName
    const value = valueInForce(other, config)
    return 'unused' in rule ? value === 0 || !inForce(other, config) : holds(rule, value)
  })
}

/** By name, what the runs went by that were kept before an option existed. */
const BEFORE: Readonly<Record<string, Value>> = Object.fromEntries(
  OPTION_NAMES.flatMap((name) => {
    const { before }: Option = OPTIONS[name]
    return before === undefined ? [] : [[name, before as Value]]
  }),
)

/** The configuration of a record, whatever version wrote it: an option that is younger than the run has what the run went by. */
export const asRecorded = <C extends object>(config: C): C => ({ ...BEFORE, ...config })

/** A value that does nothing decides nothing either. A run that was kept before the option existed has its default. */
const valueInForce = (name: OptionName, config: RunConfig): Value =>
  inForce(name, config) ? (config[name] ?? OPTIONS[name].default) : OPTIONS[name].default

function holds(rule: Exclude<Rule, { unused: true }>, value: Value): boolean {
  if ('is' in rule) return rule.is.includes(String(value))
  if ('not' in rule) return !rule.not.includes(String(value))
  return Number(value) > rule.above
}

/**
 * The configuration that a run goes by and its record has: each option that is not in force at its default, where it does nothing. So two
 * configurations of which the form shows the same train the same, and `effective(effective(config))` is `effective(config)`.
 */
export function effective(config: RunConfig): RunConfig {
  return Object.fromEntries(OPTION_NAMES.map((name) => [name, valueInForce(name, config)])) as unknown as RunConfig
}
