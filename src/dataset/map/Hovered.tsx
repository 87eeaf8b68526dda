/** The picture that is pointed at on the map, with its names. */
import type { PictureMap, PictureStanding } from '../../../workers/protocol'
import { SPLITS } from '../../../workers/protocol'
import { Name } from '../../ui/Name'
import { calledNames } from '../../ui/names'
import { Thumb } from '../Thumb'
import { useInfosOf } from '../usePictureInfos'
import { useText } from '../words'
import classes from './Map.module.css'
import type { Point } from './view'

interface HoveredProps {
  readonly id: number
  readonly row: number
  readonly map: PictureMap
  readonly standing: PictureStanding
  readonly classes: readonly string[]
  readonly at: Point
  readonly room: { readonly width: number; readonly height: number }
}

export function Hovered({ id, row, map, standing, classes: names, at, room }: HoveredProps) {
  const { map: words, data, pictures } = useText()
  const path = useInfosOf([id])(id)?.path ?? ''
  const says = calledNames(map.classes)[map.predicted[row]!] ?? ''
  // On the side on which there is more room.
  const style = {
    ...(at.x > room.width / 2 ? { right: room.width - at.x + 14 } : { left: at.x + 14 }),
    ...(at.y > room.height / 2 ? { bottom: room.height - at.y + 14 } : { top: at.y + 14 }),
  }
  return (
    <div className={classes.hovered} style={style}>
      <div className={classes.hoveredPicture}>
        <Thumb key={id} id={id} alt="" />
      </div>
      <p className={classes.hoveredName}>
        <Name>{path.slice(path.lastIndexOf('/') + 1)}</Name>
      </p>
      <p>
        <Name short={calledNames(names)[standing.labels[row]!]}>{names[standing.labels[row]!] ?? data.noLabel}</Name>
        <span className={classes.dim}>
          {' '}
          · {standing.leftOut[row] === 1 ? pictures.leftOut : data.split[SPLITS[standing.splits[row]!]!]}
        </span>
      </p>
      <p className={classes.dim}>{words.says(says, map.confidence[row]!)}</p>
    </div>
  )
}
