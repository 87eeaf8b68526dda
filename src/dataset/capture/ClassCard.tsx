/** One class that is being captured: its name, the button to hold, how many pictures it has, and the pictures. */
import { ActionIcon, Button, FileButton, TextInput, Tooltip } from '@mantine/core'
import { IconCamera, IconPhotoPlus, IconTrash } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useText } from '../words'
import classes from './ClassCard.module.css'
import type { CapturedClass, CapturedPicture } from './captureFiles'
import { holdsOf } from './captures'
import { LONGEST_NAME, type NameFault, tidyName } from './classNames'
import { Shots } from './Shots'
import { useHold } from './useHold'

interface ClassCardProps {
  readonly one: CapturedClass
  readonly colour: string
  /** Whether the camera is on. */
  readonly canHold: boolean
  readonly onHold: (letGo: AbortSignal) => void
  /** Pictures were chosen: a phone offers its gallery. */
  readonly onChoose: (files: readonly File[]) => void
  /** Whether chosen ones are on their way. */
  readonly choosing: boolean
  /** Resolves with what is wrong with the name. */
  readonly onRename: (to: string) => Promise<NameFault | null>
  readonly onDelete: () => void
  readonly onDeletePicture: (picture: CapturedPicture) => void
}

export function ClassCard({ one, colour, canHold, onHold, onChoose, choosing, onRename, onDelete, onDeletePicture }: ClassCardProps) {
  const { capture } = useText()
  const { held, handlers } = useHold(onHold)
  const button = useRef<HTMLButtonElement>(null)
  const { name, pictures } = one
  const holds = holdsOf(one)
  return (
    <article className={classes.card} aria-label={name} data-held={held} style={{ '--class-color': colour }}>
      <header className={classes.header}>
        <span className={classes.swatch} aria-hidden />
        <NameField name={name} onRename={onRename} />
        <span className={classes.count} data-figures>
          {pictures.length === 0 ? capture.none : `${capture.pictures(pictures.length)} · ${capture.holds(holds)}`}
        </span>
        <Tooltip label={capture.deleteClass(name)}>
          <ActionIcon variant="subtle" color="gray" size={34} aria-label={capture.deleteClass(name)} onClick={onDelete}>
            <IconTrash size={17} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </header>
      <Tooltip label={capture.needsCamera} disabled={canHold}>
        <Button
          ref={button}
          className={classes.hold}
          variant={held ? 'filled' : 'light'}
          size="lg"
          fullWidth
          aria-label={capture.holdLabel(name)}
          data-disabled={!canHold || undefined}
          aria-disabled={!canHold}
          leftSection={<IconCamera size={20} stroke={1.7} aria-hidden />}
          {...(canHold ? handlers : {})}
        >
          {capture.hold}
        </Button>
      </Tooltip>
      <FileButton multiple accept="image/*" onChange={onChoose} inputProps={{ 'aria-label': capture.chooseLabel(name) }}>
        {(props) => (
          <Button
            {...props}
            variant="subtle"
            size="xs"
            loading={choosing}
            aria-label={capture.chooseLabel(name)}
            leftSection={<IconPhotoPlus size={16} stroke={1.7} aria-hidden />}
          >
            {capture.choose}
          </Button>
        )}
      </FileButton>
      {holds === 1 && !held && <p className={classes.hint}>{capture.oneHold}</p>}
      {pictures.length > 0 && (
        <Shots
          one={one}
          onDelete={(picture) => {
            onDeletePicture(picture)
            // The button that was pressed goes with its picture: the keyboard goes on from here.
            button.current?.focus({ preventScroll: true })
          }}
        />
      )}
    </article>
  )
}

/** The name, to be typed over; taken when it is left or Enter is pressed, put back by Escape. */
function NameField({ name, onRename }: Pick<ClassCardProps, 'onRename'> & { readonly name: string }) {
  const { capture } = useText()
  const [typed, setTyped] = useState(name)
  const [fault, setFault] = useState<NameFault | null>(null)
  useEffect(() => setTyped(name), [name])
  const take = async () => {
    const found = await onRename(typed)
    setFault(found)
    if (!found) setTyped(tidyName(typed))
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') event.currentTarget.blur()
    if (event.key === 'Escape') {
      setTyped(name)
      setFault(null)
    }
  }
  return (
    <TextInput
      className={classes.name}
      classNames={{ input: classes.input }}
      variant="unstyled"
      aria-label={capture.nameLabel(name)}
      maxLength={LONGEST_NAME}
      value={typed}
      error={fault && capture.faults[fault]}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={() => void take()}
      onKeyDown={onKeyDown}
    />
  )
}
