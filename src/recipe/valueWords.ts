/** An option's value as a person reads it, with its unit. */
import { behind, OPTIONS, type Option, type OptionName, type RunConfig, type Text } from '../../workers/protocol'
import { compact } from '../ui/format'
import type { useText } from './words'

export function valueWords(
  name: OptionName,
  value: RunConfig[OptionName] | undefined,
  pick: (text: Text) => string,
  { on, off, nothing }: Pick<ReturnType<typeof useText>['recipe'], 'on' | 'off' | 'nothing'>,
): string {
  const option: Option = OPTIONS[name]
  if (option.kind === 'choice') return pick(option.values[String(value)] ?? option.label)
  if (option.kind === 'switch') return value === true ? on : off
  if (option.kind === 'list') return String(value) === '' ? nothing : String(value).replaceAll(',', ', ')
  const words = behind(option, Number(value))
  return `${compact(Number(value))}${words ? pick(words) : ''}`
}
