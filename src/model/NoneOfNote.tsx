/** Says beside an answer that the picture is probably none of the classes; the answer itself stays where it is. */
import { IconHelpHexagon } from '@tabler/icons-react'
import { isNoneOf } from '../../workers/protocol'
import classes from './NoneOfNote.module.css'
import { useApp } from './state'
import { useText } from './words'

interface NoneOfNoteProps {
  /** As `PictureAnswer` has it. */
  readonly similarity: number | null
  /** Whether its place stays where there is nothing to say: what is below does not jump while pictures come and go. */
  readonly keepsPlace?: boolean
}

export function NoneOfNote({ similarity, keepsPlace = false }: NoneOfNoteProps) {
  const { noneOfNote } = useText()
  const noneOf = useApp((state) => state.model?.noneOf ?? null)
  const isNone = isNoneOf(similarity, noneOf)
  if (!isNone && !(keepsPlace && noneOf?.isOn)) return null
  return (
    <p className={classes.place} data-keeps={keepsPlace}>
      {isNone && (
        <span className={classes.note} title={noneOfNote.why}>
          <IconHelpHexagon size={16} aria-hidden />
          {noneOfNote.says}
        </span>
      )}
    </p>
  )
}
