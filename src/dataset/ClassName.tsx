/** A class's name that can be changed where it stands; a name that another class has asks whether the two shall be one. */
import { Button, CloseButton, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { Name } from '../ui/Name'
import classes from './ClassName.module.css'
import { useApp } from './state'
import { useText } from './words'

interface ClassNameProps {
  readonly name: string
  /** Of all classes. */
  readonly names: readonly string[]
  /** Whether it is the one shown. */
  readonly pressed: boolean
  /** The name was pressed; it is no button where nothing comes of that. */
  readonly onPress?: (() => void) | undefined
}

export function ClassName({ name, names, pressed, onPress }: ClassNameProps) {
  const { pictures, ui, adding } = useText()
  const words = pictures.classes
  const editPictures = useApp((state) => state.editPictures)
  const [draft, setDraft] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  if (draft === null)
    return (
      <span className={classes.name}>
        {onPress ? (
          <button type="button" className={classes.press} aria-pressed={pressed} title={adding.show(name)} onClick={onPress}>
            <Name wraps>{name}</Name>
          </button>
        ) : (
          <Name wraps>{name}</Name>
        )}
        <button
          ref={button}
          type="button"
          className={classes.pencil}
          aria-label={words.rename(name)}
          title={words.rename(name)}
          onClick={() => setDraft(name)}
        >
          <IconPencil size={14} stroke={1.7} aria-hidden />
        </button>
      </span>
    )
  const to = draft.trim()
  const merges = to !== name && names.includes(to)
  const close = () => {
    setDraft(null)
    // The pencil is there again after the next drawing.
    requestAnimationFrame(() => button.current?.focus())
  }
  const save = async () => {
    if (to === name) return close()
    if (to === '') return
    setBusy(true)
    if (await editPictures({ kind: 'rename-class', from: name, to })) close()
    setBusy(false)
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <TextInput
        size="xs"
        autoFocus
        className={classes.input}
        aria-label={words.name(name)}
        value={draft}
        error={to === '' ? words.empty : undefined}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && close()}
      />
      <Button type="submit" size="xs" variant={merges ? 'filled' : 'default'} loading={busy} disabled={to === ''}>
        {merges ? words.merge(name, to) : words.save}
      </Button>
      <CloseButton size="sm" aria-label={ui.cancel} onClick={close} />
      {merges && (
        <p className={classes.exists} role="status">
          {words.exists(to)}
        </p>
      )}
    </form>
  )
}
