/** A class's pictures, the latest first, each with a button that deletes it. */
import { Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { readCapturedName } from '../../../workers/protocol'
import { useText } from '../words'
import type { CapturedClass, CapturedPicture } from './captureFiles'
import classes from './Shots.module.css'

/** Shown until all are asked for. */
const FIRST = 15

interface ShotsProps {
  readonly one: CapturedClass
  readonly onDelete: (picture: CapturedPicture) => void
}

export function Shots({ one, onDelete }: ShotsProps) {
  const { capture } = useText()
  const [all, setAll] = useState(false)
  const { name, pictures } = one
  const shown = pictures.slice(all ? 0 : -FIRST).toReversed()
  return (
    <>
      <ul className={classes.grid} aria-label={capture.thumbnails(name)}>
        {shown.map((picture) => (
          <Shot key={picture.name} picture={picture} className={name} onDelete={onDelete} />
        ))}
      </ul>
      {pictures.length > FIRST && (
        <Button variant="subtle" size="compact-xs" onClick={() => setAll(!all)}>
          {all ? capture.showFewer : capture.showAll(pictures.length)}
        </Button>
      )}
    </>
  )
}

interface ShotProps extends Pick<ShotsProps, 'onDelete'> {
  readonly picture: CapturedPicture
  readonly className: string
}

function Shot({ picture, className, onDelete }: ShotProps) {
  const { capture } = useText()
  const url = useFileUrl(picture.handle)
  const number = readCapturedName(picture.name)?.number ?? 0
  return (
    <li className={classes.shot}>
      {url && <img src={url} alt={capture.picture(number, className)} />}
      <button
        type="button"
        className={classes.delete}
        aria-label={capture.deletePicture(number, className)}
        onClick={() => onDelete(picture)}
      >
        <IconX size={14} stroke={2.2} aria-hidden />
      </button>
    </li>
  )
}

/** An address for a file's bytes, freed when it is no longer shown; null until it is there, and for a file that is gone. */
function useFileUrl(handle: FileSystemFileHandle): string | null {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    let made: string | null = null
    let gone = false
    handle.getFile().then(
      (file) => {
        if (gone) return
        made = URL.createObjectURL(file)
        setUrl(made)
      },
      () => undefined,
    )
    return () => {
      gone = true
      if (made) URL.revokeObjectURL(made)
    }
  }, [handle])
  return url
}
