/** What can be done with a class in the list: pictures added to it, or the class removed; and another made. */
import { ActionIcon, Button, TextInput, VisuallyHidden } from '@mantine/core'
import { IconPhotoPlus, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './Adding.module.css'
import { usePicturePicker } from './usePicturePicker'

interface ClassToolsProps {
  readonly name: string
  /** Called with the button when the class was removed, and its row goes. */
  readonly onRemoved: (gone: Element) => void
}

export function ClassTools({ name, onRemoved }: ClassToolsProps) {
  const { adding: words } = useText()
  const offerPictures = useApp((state) => state.offerPictures)
  const editPictures = useApp((state) => state.editPictures)
  const { choose, input } = usePicturePicker({
    label: words.addTo(name),
    testId: `add-to-${name}`,
    onPictures: (source) => void offerPictures(source, { kind: 'class', name }),
  })
  return (
    <span className={classes.tools}>
      <ActionIcon variant="subtle" color="gray" size={24} aria-label={words.addTo(name)} title={words.addTo(name)} onClick={choose}>
        <IconPhotoPlus size={15} stroke={1.7} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        aria-label={words.remove(name)}
        title={words.remove(name)}
        onClick={({ currentTarget }) =>
          void editPictures({ kind: 'remove-class', name }).then((isRemoved) => isRemoved && onRemoved(currentTarget))
        }
      >
        <IconTrash size={15} stroke={1.7} aria-hidden />
      </ActionIcon>
      {input}
    </span>
  )
}

/** A field and a button that make an empty class. */
export function NewClass({ names }: { readonly names: readonly string[] }) {
  const { adding: words } = useText()
  const editPictures = useApp((state) => state.editPictures)
  const [typed, setTyped] = useState('')
  const [said, setSaid] = useState('')
  const name = typed.trim()
  const exists = names.includes(name)
  const make = async () => {
    if (name === '' || exists) return
    if (!(await editPictures({ kind: 'add-class', name }))) return
    setTyped('')
    setSaid(`“${name}”: ${words.empty}`)
  }
  return (
    <form
      className={classes.new}
      onSubmit={(event) => {
        event.preventDefault()
        void make()
      }}
    >
      <TextInput
        size="xs"
        className={classes.input}
        aria-label={words.newClassName}
        placeholder={words.newClass}
        maxLength={100}
        value={typed}
        error={exists ? words.exists : undefined}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" variant="default" disabled={name === '' || exists} leftSection={<IconPlus size={14} aria-hidden />}>
        {words.makeClass}
      </Button>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </form>
  )
}
