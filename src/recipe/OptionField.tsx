/** One option of the recipe as a field, made from its line in the table: label, one-line help, limits, unit. */
import { NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { type ListOption, type NumberOption, OPTIONS, type Option, type OptionName } from '../../workers/protocol'
import { compact } from '../ui/format'
import { usePick } from '../ui/language'
import classes from './Recipe.module.css'
import { useApp } from './state'
import { useText } from './words'

interface OptionFieldProps {
  readonly name: OptionName
  readonly disabled: boolean
  readonly wide?: boolean
}

export function OptionField({ name, disabled, wide = false }: OptionFieldProps) {
  const pick = usePick()
  const option: Option = OPTIONS[name]
  const value = useApp((state) => state.config[name])
  const setConfig = useApp((state) => state.setConfig)
  const set = (next: unknown) => setConfig({ [name]: next })
  const common = {
    id: `option-${name}`,
    label: pick(option.label),
    description: pick(option.help),
    inputWrapperOrder: ['label', 'input', 'error', 'description'] as ('label' | 'input' | 'error' | 'description')[],
    disabled,
    classNames: { root: wide ? classes.wide : undefined, description: classes.description },
  }
  switch (option.kind) {
    case 'choice':
      return (
        <Select
          {...common}
          value={String(value)}
          data={Object.entries(option.values).map(([key, words]) => ({ value: key, label: pick(words) }))}
          onChange={(next) => next !== null && set(next)}
        />
      )
    case 'switch':
      return (
        <Switch
          id={common.id}
          label={common.label}
          description={common.description}
          disabled={disabled}
          classNames={{ root: classes.wide, description: classes.description }}
          checked={value === true}
          onChange={(event) => set(event.currentTarget.checked)}
        />
      )
    case 'integer':
    case 'number':
      return (
        <NumberField
          key={name}
          {...common}
          option={option}
          value={Number(value)}
          onValue={(next) => setConfig({ [name]: next }).length === 0}
        />
      )
    case 'list':
      return (
        <ListField
          key={name}
          {...common}
          option={option}
          value={String(value)}
          onValue={(next) => setConfig({ [name]: next }).length === 0}
        />
      )
    default:
      return option satisfies never
  }
}

interface NumberFieldProps {
  readonly option: NumberOption
  readonly value: number
  /** Takes a value; returns whether it is possible. */
  readonly onValue: (value: number) => boolean
  readonly id: string
  readonly label: string
  readonly description: string
  readonly disabled: boolean
}

/** Keeps what is typed until it is possible, and says what would be. */
function NumberField({ option, value, onValue, ...common }: NumberFieldProps) {
  const { recipe } = useText()
  const pick = usePick()
  const [draft, setDraft] = useState<string | null>(null)
  const small = option.kind === 'number' && option.step === undefined
  return (
    <NumberInput
      {...common}
      value={draft ?? (small ? compact(value) : value)}
      min={option.min}
      max={option.max}
      clampBehavior="none"
      allowDecimal={option.kind === 'number'}
      allowNegative={false}
      decimalScale={10}
      step={option.step ?? 1}
      hideControls={small}
      suffix={option.unit ? ` ${pick(option.unit)}` : undefined}
      error={draft === null ? undefined : recipe.notPossible(compact(option.min), compact(option.max))}
      onChange={(next) => {
        const taken = next !== '' && onValue(Number(next))
        setDraft(taken ? null : String(next))
      }}
      onBlur={() => setDraft(null)}
    />
  )
}

interface ListFieldProps {
  readonly option: ListOption
  readonly value: string
  /** Takes what is typed; returns whether it is possible. */
  readonly onValue: (text: string) => boolean
  readonly id: string
  readonly label: string
  readonly description: string
  readonly disabled: boolean
}

/** Keeps what is typed until the field is left, since "3," is on its way to "3, 5", and says what would be possible. */
function ListField({ option, value, onValue, ...common }: ListFieldProps) {
  const { recipe } = useText()
  const [draft, setDraft] = useState<{ readonly text: string; readonly taken: boolean } | null>(null)
  return (
    <TextInput
      {...common}
      value={draft?.text ?? value.replaceAll(',', ', ')}
      error={draft?.taken === false ? recipe.listOf(option.most, compact(option.min), compact(option.max), option.rising) : undefined}
      onChange={({ currentTarget: { value: text } }) => setDraft({ text, taken: onValue(text) })}
      onBlur={() => setDraft(null)}
    />
  )
}
