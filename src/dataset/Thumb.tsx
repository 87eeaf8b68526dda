/** One small picture of the open dataset; its thumbnail is asked for while it is on the page. */
import { IconPhotoOff } from '@tabler/icons-react'
import { useCallback, useSyncExternalStore } from 'react'
import { appStore, trainer } from '../app/appStore'
import { useText } from '../app/i18n'
import classes from './Thumb.module.css'
import { Thumbnails } from './thumbnails'

/** Longest side in pixels: a tile's on a screen with two pixels to the point, nearly. */
const SIZE = 200

const thumbnails = new Thumbnails(
  async (id) => (await trainer.api.dataset.thumbnails([id], SIZE))[0] ?? null,
  (thrown) => appStore.getState().report(thrown),
)
appStore.subscribe((now, past) => {
  if (now.dataset?.fingerprint !== past.dataset?.fingerprint) thumbnails.clear()
})

interface ThumbProps {
  readonly id: number
  /** What a screen reader says; empty where the words stand beside it. */
  readonly alt: string
}

export function Thumb({ id, alt }: ThumbProps) {
  const { data } = useText()
  const subscribe = useCallback((onChange: () => void) => thumbnails.want(id, onChange), [id])
  const url = useSyncExternalStore(subscribe, () => thumbnails.url(id))
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
