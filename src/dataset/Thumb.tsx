/** One small picture of the open dataset; its thumbnail is asked for while it is on the page. */
import { IconPhotoOff } from '@tabler/icons-react'
import classes from './Thumb.module.css'
import { useThumbnail } from './useThumbnail'
import { useText } from './words'

interface ThumbProps {
  readonly id: number
  /** What a screen reader says; empty where the words stand beside it. */
  readonly alt: string
}

export function Thumb({ id, alt }: ThumbProps) {
  const { data } = useText()
  const url = useThumbnail(id)
  if (url === undefined) return <span className={classes.waiting} />
  if (url === null)
    return (
      <span className={classes.broken}>
        <IconPhotoOff size={20} stroke={1.5} aria-hidden />
        <span className={classes.words}>{data.cannotShow}</span>
      </span>
    )
  return <img className={classes.picture} src={url} alt={alt} decoding="async" draggable={false} />
}
