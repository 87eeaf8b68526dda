/** One judged picture: what it is, what the network says, how surely. */
import { IconPhotoOff } from '@tabler/icons-react'
import { classColor, type JudgedPicture, type SampleInfo } from '../../../workers/protocol'
import { FindAlike } from '../../dataset/map/FindAlike'
import { useThumbnail } from '../../dataset/useThumbnail'
import { Name } from '../../ui/Name'
import { calledNames } from '../../ui/names'
import { useText } from '../words'
import classes from './JudgedPictures.module.css'
import { RelabelMenu } from './RelabelMenu'

interface JudgedTileProps {
  readonly picture: JudgedPicture
  readonly names: readonly string[]
  /** The picture in the open dataset, as it is now; undefined while that is not known. */
  readonly info: SampleInfo | undefined
  /** Null where the picture is not open. */
  readonly onExplain: (() => void) | null
}

export function JudgedTile({ picture, names, info, onExplain }: JudgedTileProps) {
  const { data, gradCam, results, numbers } = useText()
  const { id, label, predicted, path, probabilities } = picture
  const url = useThumbnail(onExplain ? id : null)
  const called = calledNames(names)
  const right = label === predicted
  const view =
    url === null ? (
      <span className={classes.broken}>
        <IconPhotoOff size={22} stroke={1.5} aria-hidden />
        {data.cannotShow}
      </span>
    ) : url ? (
      <img src={url} alt="" loading="lazy" />
    ) : (
      <span className={classes.broken} />
    )
  return (
    <li className={classes.tile} style={{ '--class-color': classColor(label) }} data-right={right}>
      {onExplain ? (
        <button type="button" className={classes.open} title={path} aria-label={gradCam.explain(path)} onClick={onExplain}>
          {view}
        </button>
      ) : (
        view
      )}
      <div className={classes.words}>
        <p className={classes.is} title={names[label]}>
          {results.gallery.is(called[label] ?? '')}
        </p>
        <p className={right ? classes.right : classes.wrong} title={names[predicted]}>
          {results.gallery.says(called[predicted] ?? '', numbers.percent(probabilities[predicted] ?? Number.NaN))}
        </p>
        <p className={classes.path}>
          <Name middle short={path.slice(path.lastIndexOf('/') + 1)}>
            {path}
          </Name>
        </p>
        {onExplain && (
          <div className={classes.actions}>
            <RelabelMenu picture={picture} names={names} info={info} compact />
            <FindAlike id={id} compact />
          </div>
        )}
      </div>
    </li>
  )
}
