/** A pattern for where the class stands in a file's name, and what it gives, before it is taken. */
import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { type PatternPreview, READING } from '../../../workers/protocol'
import { trainer } from '../../page/trainer'
import { markEdges } from '../../ui/edges'
import { usePick } from '../../ui/language'
import { Name } from '../../ui/Name'
import { useAnswer } from '../../ui/useAnswer'
import { useApp } from '../state'
import { type Text, useText } from '../words'
import classes from './Reading.module.css'

const MOST_CLASSES = 1000
/** Classes that are shown of a preview. */
const SHOWN = 12
/** Milliseconds without a key before a pattern is tried. */
const PATIENCE = 250

interface PatternFormProps {
  /** Which names it is tried on. */
  readonly of: 'open' | 'unread'
  /** The pattern in force. */
  readonly given?: string | undefined
  readonly onTake: (pattern: string) => void
}

export function PatternForm({ of, given = '', onTake }: PatternFormProps) {
  const { reading } = useText()
  const words = reading.pattern
  const pick = usePick()
  const busy = useApp((state) => state.opening !== null)
  const [pattern, setPattern] = useState(given)
  const [settled] = useDebouncedValue(pattern.trim(), PATIENCE)
  const version = useApp((state) => state.datasetVersion)
  const { value, waiting } = useAnswer(settled === '' ? null : `${version} ${settled}`, () =>
    trainer.api.dataset.previewPattern(settled, of),
  )
  const shown = settled !== '' && settled === pattern.trim() && !waiting ? value : null
  const fits = shown !== null && shown.fault === null && shown.classCount >= 2 && shown.classCount <= MOST_CLASSES
  return (
    <details className={classes.pattern} open={given !== ''}>
      <summary>{words.open}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (fits && !busy) onTake(settled)
        }}
      >
        <TextInput
          size="xs"
          label={pick(READING.pattern.label)}
          description={pick(READING.pattern.help)}
          placeholder={words.placeholder}
          value={pattern}
          spellCheck={false}
          autoComplete="off"
          error={shown?.fault ? faultOf(shown, words.faults) : undefined}
          onChange={(event) => setPattern(event.currentTarget.value)}
        />
        {shown?.fault === null && <Preview preview={shown} />}
        {waiting && <p className={classes.line}>{words.trying}</p>}
        <Button type="submit" size="xs" className={classes.take} disabled={!fits || busy || (settled === given && given !== '')}>
          {words.take}
        </Button>
      </form>
    </details>
  )
}

function faultOf({ fault, detail }: PatternPreview, words: Text['reading']['pattern']['faults']): string {
  return fault === 'no-label' ? words['no-label'] : words['not-understood'](detail)
}

/** Classes with counts, and names with the class that was found in each. */
function Preview({ preview }: { readonly preview: PatternPreview }) {
  const { reading, numbers } = useText()
  const words = reading.pattern
  const { names, classes: found, classCount, matching, of } = preview
  const fault = classCount < 2 ? words.tooFew : classCount > MOST_CLASSES ? words.tooMany : null
  return (
    <div className={classes.preview} role="status" aria-label={words.preview}>
      <p className={classes.line}>
        {words.classes(classCount)} · {words.matching(matching, of)}
      </p>
      {fault && <p className={classes.warn}>{fault}</p>}
      {!fault && matching < of && <p className={classes.line}>{words.unfit}</p>}
      <ul className={classes.found}>
        {found.slice(0, SHOWN).map(({ name, pictures }) => (
          <li key={name}>
            <Name wraps>{name}</Name> <strong>{numbers.n(pictures)}</strong>
          </li>
        ))}
        {classCount > SHOWN && <li>{words.andMore(classCount - SHOWN)}</li>}
      </ul>
      <table ref={markEdges} className={classes.names}>
        <thead>
          <tr>
            <th scope="col">{words.name}</th>
            <th scope="col">{words.className}</th>
          </tr>
        </thead>
        <tbody>
          {names.map(({ name, label }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: names repeat across folders, and the list is replaced whole
            <tr key={i} data-unfit={label === null || undefined}>
              <td>
                <Name wraps>{name}</Name>
              </td>
              <td>{label === null ? words.noLabel : <Name wraps>{label}</Name>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
