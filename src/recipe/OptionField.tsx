/** One option of the recipe as a field, made from its line in the table: label, one-line help, limits, unit. */
import { NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { behind, type ListOption, type NumberOption, OPTIONS, type Option, type OptionName } from '../../workers/protocol'
import { compact } from '../ui/format'
import { usePick } from '../ui/language'
import classes from './Recipe.module.css'
import { useApp } from './state'
import { valueWords } from './valueWords'
import { useText } from './words'

interface OptionFieldProps {
  readonly name: OptionName
  readonly disabled: boolean
  readonly wide?: boolean
}

/** The field; where its value is not the one that changes are counted from, it is marked, and that one is a press away. */
export function OptionField({ name, disabled, wide = false }: OptionFieldProps) {
  const isChanged = useApp(({ config, base }) => config[name] !== base[name])
  return (
    <div className={[wide && classes.wide, isChanged && classes.changed].filter(Boolean).join(' ')}>
      <Field name={name} disabled={disabled} />
      {isChanged && <Back name={name} disabled={disabled} />}
    </div>
  )
}

/** The press that takes the value from before the change. */
function Back({ name, disabled }: Pick<OptionFieldProps, 'name' | 'disabled'>) {
  const { recipe } = useText()
  const pick = usePick()
  const value = useApp((state) => state.base[name])
  const goBack = useApp((state) => state.goBack)
  const told = valueWords(name, value, pick, recipe)
  return (
    <button
      type="button"
      className={classes.back}
      disabled={disabled}
      aria-label={recipe.backLabel(pick(OPTIONS[name].label), told)}
      onClick={() => goBack({ [name]: value })}
    >
      {recipe.back(told)}
    </button>
  )
}

function Field({ name, disabled }: Pick<OptionFieldProps, 'name' | 'disabled'>) {
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
    classNames: { description: classes.description },
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
          classNames={common.classNames}
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
  /** What was left in the field although it is not possible. */
  const [refused, setRefused] = useState<string | null>(null)
  /** Where it stood when the field was entered: the beginning of what is typed may be possible, and is not what was meant. */
  const entered = useRef(value)
  const words = behind(option, value)
  const small = option.kind === 'number' && option.step === undefined
  return (
    <NumberInput
      {...common}
      value={draft ?? (small ? compact(value) : value)}
      min={option.min}
      max={option.max}
      clampBehavior="none"
      // It clamps what is typed, whatever it was told about that.
      trimLeadingZeroesOnBlur={false}
      allowDecimal={option.kind === 'number'}
      allowNegative={false}
      decimalScale={10}
      step={option.step ?? 1}
      hideControls={small}
      suffix={words ? pick(words) : undefined}
      error={
        draft !== null
          ? recipe.notPossible(compact(option.min), compact(option.max))
          : refused !== null && recipe.refused(refused, compact(value), compact(option.min), compact(option.max))
      }
      onChange={(next) => {
        const taken = next !== '' && onValue(Number(next))
        setDraft(taken ? null : String(next))
        setRefused(null)
      }}
      onFocus={() => {
        entered.current = value
      }}
      onBlur={() => {
        if (draft !== null && value !== entered.current) onValue(entered.current)
        setRefused(draft)
        setDraft(null)
      }}
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
  const [refused, setRefused] = useState<string | null>(null)
  const possible = recipe.listOf(option.most, compact(option.min), compact(option.max), option.rising)
  return (
    <TextInput
      {...common}
      value={draft?.text ?? value.replaceAll(',', ', ')}
      error={draft?.taken === false ? possible : refused !== null && recipe.refusedList(refused, possible)}
      onChange={({ currentTarget: { value: text } }) => {
        setDraft({ text, taken: onValue(text) })
        setRefused(null)
      }}
      onBlur={() => {
        setRefused(draft?.taken === false ? draft.text : null)
        setDraft(null)
      }}
    />
  )
}
