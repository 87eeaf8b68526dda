/** What comes from outside (a form, a file, the command line), checked against the table. */
import * as v from 'valibot'
import type { ListOption, Option } from './option'
import { isOptionName, OPTIONS, type RunConfig } from './table'

/** The numbers of a list option's value; none for a run that was kept before the option existed. */
export const numbersIn = (text: string | undefined): number[] => separated(text ?? '').map(Number)

const separated = (text: string): string[] => text.split(/[\s,;，、；]+/).filter((part) => part !== '')

function fits(option: ListOption, numbers: readonly number[]): boolean {
  const inRange = (value: number) => value >= option.min && value <= option.max && (!option.whole || Number.isInteger(value))
  const rises = numbers.every((value, i) => i === 0 || value >= numbers[i - 1]!)
  return numbers.length <= option.most && numbers.every(inRange) && (!option.rising || rises)
}

function schemaOf(option: Option) {
  switch (option.kind) {
    case 'integer':
      return v.pipe(v.number(), v.integer(), v.minValue(option.min), v.maxValue(option.max))
    case 'number':
      return v.pipe(v.number(), v.finite(), v.minValue(option.min), v.maxValue(option.max))
    case 'choice':
      return v.picklist(Object.keys(option.values))
    case 'switch':
      return v.boolean()
    case 'list':
      return v.pipe(
        v.string(),
        v.check((text) => fits(option, numbersIn(text))),
        v.transform((text) => separated(text).join(',')),
      )
    default:
      return option satisfies never
  }
}

const RunConfigSchema = v.object(
  Object.fromEntries(Object.entries(OPTIONS).map(([name, option]) => [name, v.optional(schemaOf(option), option.default)])),
)

/** Every option at its default: the article's recipe. */
export const DEFAULT_CONFIG: RunConfig = v.parse(RunConfigSchema, {}) as RunConfig

/** Why an option's value was refused. */
export interface OptionFault {
  readonly option: string
  readonly value: unknown
}

/** Checks and completes a configuration from outside (a form, a file, the command line): unknown names and bad values are returned as faults. */
export function parseConfig(input: Readonly<Record<string, unknown>>): { config: RunConfig; faults: OptionFault[] } {
  const faults: OptionFault[] = Object.keys(input)
    .filter((name) => !isOptionName(name))
    .map((option) => ({ option, value: input[option] }))
  const values: Record<string, unknown> = {}
  for (const [name, option] of Object.entries(OPTIONS)) {
    const result = v.safeParse(v.optional(schemaOf(option), option.default), input[name])
    if (result.success) values[name] = result.output
    else {
      faults.push({ option: name, value: input[name] })
      values[name] = option.default
    }
  }
  return { config: values as RunConfig, faults }
}
