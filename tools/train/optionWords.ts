/** The table of options in the command line's words: how each is spelt, what it takes, and when it does anything. */
import { OPTIONS, type Option, type OptionName, type Rule } from '../../workers/protocol/options'

/** `--epochs`, or `--set momentum` where the option has no flag of its own. */
export function spelling(name: OptionName): string {
  const { flag }: Option = OPTIONS[name]
  return flag ? `--${flag}` : `--set ${name}`
}

/** What stands for the value in a list of options. */
export function placeholder(option: Option): string {
  if (option.kind === 'choice') return Object.keys(option.values).join('|')
  if (option.kind === 'list') return option.whole ? 'N,N,...' : 'X,X,...'
  return option.kind === 'integer' ? 'N' : option.kind === 'number' ? 'X' : 'true|false'
}

/** What the option takes, for help and messages: "a whole number from 1 to 1000". */
export function wants(option: Option): string {
  switch (option.kind) {
    case 'integer':
      return `a whole number from ${option.min} to ${option.max}`
    case 'number':
      return `a number from ${option.min} to ${option.max}`
    case 'choice':
      return `one of ${Object.keys(option.values).join(', ')}`
    case 'switch':
      return 'true or false'
    case 'list': {
      const kind = option.whole ? 'whole numbers' : 'numbers'
      return `at most ${option.most} ${kind} from ${option.min} to ${option.max}, with commas between them${option.rising ? ', none smaller than the one before' : ''}`
    }
    default:
      return option satisfies never
  }
}

/** When the option is in force, in one line ("only with --schedule step or plateau"); none where it always is. */
export function rulesOf(name: OptionName): string[] {
  const { onlyWith = [] }: Option = OPTIONS[name]
  return onlyWith.length === 0 ? [] : [onlyWith.map(ruleInWords).join(', ')]
}

function ruleInWords(rule: Rule): string {
  const other = spelling(rule.option as OptionName)
  if ('unused' in rule) return `not where ${other} is in use (0 puts it out of use)`
  if ('above' in rule) return `only with ${other} above ${rule.above}`
  if ('not' in rule) return rule.not.join() === '' ? `only with ${other}` : `not with ${other} ${rule.not.join(' or ')}`
  return rule.is.join() === '' ? `only without ${other}` : `only with ${other} ${rule.is.join(' or ')}`
}
