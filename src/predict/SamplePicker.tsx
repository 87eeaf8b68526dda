/** Takes a competition's sample submission, and says what it asks for. */
import { Button, Select } from '@mantine/core'
import { IconTable } from '@tabler/icons-react'
import { useRef } from 'react'
import type { SampleReading, SubmissionValues } from '../../workers/protocol'
import { NamesInLine } from '../ui/More'
import classes from './Submission.module.css'
import { useApp } from './state'
import { useText } from './words'

export function SamplePicker({ reading }: { readonly reading: SampleReading | null }) {
  const { sample: text } = useText().use.submission
  const sample = useApp((state) => state.sample)
  const takeSample = useApp((state) => state.takeSample)
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <div className={classes.row}>
        <Button variant="default" leftSection={<IconTable size={17} aria-hidden />} onClick={() => input.current?.click()}>
          {text.choose}
        </Button>
        <p role="status">{sample ? text.open(sample.name, sample.rows) : text.none}</p>
        {sample && (
          <Button variant="subtle" size="compact-sm" onClick={() => void takeSample(null)}>
            {text.close}
          </Button>
        )}
        <input
          ref={input}
          type="file"
          hidden
          accept=".csv,.tsv,text/csv"
          data-testid="sample-input"
          aria-label={text.choose}
          onChange={(event) => {
            const [file] = event.target.files ?? []
            event.target.value = ''
            if (file) void takeSample(file)
          }}
        />
      </div>
      {sample && reading && <Asked reading={reading} />}
    </>
  )
}

/** Names of a list that are shown at first. */
const SHOWN = 8

/** The columns in a line, and what of them has no class. */
function Asked({ reading: { idColumn, columns, withoutClass, withoutColumn } }: { readonly reading: SampleReading }) {
  const { sample: text } = useText().use.submission
  return (
    <div className={classes.note}>
      <p>
        {columns.length === 1 ? text.oneColumn(idColumn, columns[0]!) : text.manyColumns(idColumn, columns.length - withoutClass.length)}
      </p>
      {withoutClass.length > 0 && (
        <p>
          {text.withoutClass} <NamesInLine names={withoutClass} most={SHOWN} />
        </p>
      )}
      {withoutColumn.length > 0 && (
        <p>
          {text.withoutColumn} <NamesInLine names={withoutColumn} most={SHOWN} />
        </p>
      )}
      <p>{text.filled}</p>
    </div>
  )
}

interface ValuesChoiceProps {
  readonly reading: SampleReading
  readonly names: readonly string[]
  readonly values: SubmissionValues
  readonly onChange: (values: SubmissionValues) => void
}

/** What stands in the one column. */
export function ValuesChoice({ reading, names, values, onChange }: ValuesChoiceProps) {
  const { sample: text } = useText().use.submission
  const numbers =
    names.length === 2 ? (
      text.numbersOfTwo
    ) : (
      <>
        {text.numbers} <NamesInLine names={names.map((name, i) => `${name} = ${i}`)} most={SHOWN} />
      </>
    )
  return (
    <Select
      label={text.values(reading.columns[0] ?? '')}
      description={values === 'number' ? numbers : text.valuesHint}
      value={values}
      data={reading.values.map((value) => ({ value, label: text.kinds[value] }))}
      onChange={(value) => value && onChange(value as SubmissionValues)}
    />
  )
}
