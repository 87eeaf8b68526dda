/** Configurations for property tests: any value that each option may have, made from the table. */
import fc from 'fast-check'
import { OPTION_NAMES, OPTIONS, type Option, type OptionName, type RunConfig } from '../options'

/** Any value of one option, its default as often as all others. */
export function valuesOf(name: OptionName): fc.Arbitrary<string | number | boolean> {
  const option: Option = OPTIONS[name]
  return fc.oneof(fc.constant(option.default), anyOf(option))
}

function anyOf(option: Option): fc.Arbitrary<string | number | boolean> {
  switch (option.kind) {
    case 'integer':
      return fc.integer({ min: option.min, max: option.max })
    case 'number':
      return fc.double({ min: option.min, max: option.max, noNaN: true })
    case 'choice':
      return fc.constantFrom(...Object.keys(option.values))
    case 'switch':
      return fc.boolean()
    case 'list': {
      const numbers = option.whole
        ? fc.integer({ min: option.min, max: option.max })
        : fc.double({ min: option.min, max: option.max, noNaN: true })
      const rows = fc.array(numbers, { maxLength: option.most })
      return rows.map((row) => (option.rising ? row.toSorted((a, b) => a - b) : row).join(','))
    }
    default:
      return option satisfies never
  }
}

/** Whole configurations. */
export const configs: fc.Arbitrary<RunConfig> = fc.record(Object.fromEntries(OPTION_NAMES.map((name) => [name, valuesOf(name)]))) as never
