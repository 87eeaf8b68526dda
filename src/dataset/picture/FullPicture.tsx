/** The file of one picture as the browser shows it. */
import { IconPhotoOff } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { trainer } from '../../page/trainer'
import { bytes } from '../../ui/format'
import { useAnswer } from '../../ui/useAnswer'
import { useText } from '../words'
import classes from './PictureModal.module.css'

interface FullPictureProps {
  readonly id: number
  readonly path: string
  /** Its size in words, once it is known; null where it cannot be. */
  readonly onSize: (size: string | null) => void
}

export function FullPicture({ id, path, onSize }: FullPictureProps) {
  const text = useText()
  const { value: file, problem } = useAnswer(String(id), () => trainer.api.dataset.file(id))
  const [url, setUrl] = useState<string | null>(null)
  const [broken, setBroken] = useState(false)
  useEffect(() => {
    if (!file) return
    const made = URL.createObjectURL(file)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [file])
  useEffect(() => () => onSize(null), [onSize])
  return (
    <div className={classes.stage}>
      {broken || problem ? (
        <span className={classes.broken}>
          <IconPhotoOff size={28} stroke={1.5} aria-hidden />
          {text.data.cannotShow}
        </span>
      ) : (
        url &&
        file && (
          <img
            src={url}
            alt={path}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              onSize(text.pictures.large.pixels(naturalWidth, naturalHeight, bytes(file.size, text.locale)))
            }
            onError={() => {
              setBroken(true)
              onSize(bytes(file.size, text.locale))
            }}
          />
        )
      )}
    </div>
  )
}
