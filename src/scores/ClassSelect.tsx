/** One class to be chosen among all: in the field what tells it from the others, where there is no room for more; in the list its whole name. */
import { Select } from '@mantine/core'
import { readingOrder } from '../../workers/protocol'
import { Name } from '../ui/Name'
import { isolated, shortNames } from '../ui/names'

interface ClassSelectProps {
  readonly label: string
  readonly description?: string
  readonly className?: string | undefined
  readonly names: readonly string[]
  readonly placeholder?: string
  /** Class index; null for `none`, or before one is chosen. */
  readonly value: number | null
  /** What stands for no class. */
  readonly none?: string
  readonly onChange: (index: number | null) => void
}

const NONE = '*'
/** Beyond so many one looks for a name by its letters. */
const MANY = 12

export function ClassSelect({ names, value, none, onChange, ...others }: ClassSelectProps) {
  const short = shortNames(names)
  return (
    <Select
      {...others}
      title={value === null ? none : names[value]}
      value={value !== null ? String(value) : none === undefined ? null : NONE}
      data={[
        ...(none === undefined ? [] : [{ value: NONE, label: none }]),
        ...readingOrder(names).map((i) => ({ value: String(i), label: isolated(short[i] ?? '') })),
      ]}
      renderOption={({ option }) => (option.value === NONE ? none : <Name wraps>{names[Number(option.value)] ?? ''}</Name>)}
      searchable={names.length > MANY}
      filter={({ options, search }) => {
        const wanted = search.trim().toLowerCase()
        return options.filter(
          (option) =>
            'value' in option &&
            (option.label.toLowerCase().includes(wanted) || names[Number(option.value)]?.toLowerCase().includes(wanted)),
        )
      }}
      onChange={(chosen) => onChange(chosen === null || chosen === NONE ? null : Number(chosen))}
    />
  )
}
