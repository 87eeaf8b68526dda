// biome-ignore-all lint/a11y/useSemanticElements: rows come and go by their place, which a table's cannot
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active descendant
/** One picture of the grid. Clicks are heard by the grid. */
import { IconCheck, IconEyeOff, IconFlag, IconPhotoSearch } from '@tabler/icons-react'
import { memo } from 'react'
import { classColor, type SampleInfo } from '../../../workers/protocol'
import { Name } from '../../ui/Name'
import { Thumb } from '../Thumb'
import { useText } from '../words'
import classes from './Grid.module.css'

interface TileProps {
  readonly id: number
  /** Its place in the list. */
  readonly index: number
  readonly column: number
  readonly info: SampleInfo | undefined
  /** Of its class; null while it is not known. */
  readonly className: string | null
  /** What of its name stands where there is no room for all. */
  readonly short?: string | undefined
  readonly ticked: boolean
  /** Whether the keyboard is here. */
  readonly current: boolean
  readonly canFindAlike: boolean
}

/** The id that the grid's active descendant is named by. */
export const tileId = (id: number): string => `picture-${id}`

export const Tile = memo(function Tile({ id, index, column, info, className, short, ticked, current, canFindAlike }: TileProps) {
  const { pictures, data, map } = useText()
  const problems = info?.problems?.map((problem) => pictures.health.problems[problem].name).join(', ')
  return (
    <div
      role="gridcell"
      id={tileId(id)}
      className={classes.tile}
      aria-colindex={column + 1}
      aria-selected={ticked}
      data-index={index}
      data-current={current}
      data-out={info?.leftOut ?? false}
      data-problem={problems ? true : undefined}
      style={{ '--class-color': classColor(info?.label ?? -1) }}
      title={info && (problems ? `${info.path}\n${problems}` : info.path)}
    >
      <Thumb id={id} alt={info ? `${className}: ${info.path}` : ''} />
      <span className={classes.tick} data-tick title={pictures.tick}>
        <IconCheck size={14} stroke={3} aria-hidden />
      </span>
      {canFindAlike && (
        <span className={classes.alike} data-alike title={map.alike.find}>
          <IconPhotoSearch size={15} aria-hidden />
        </span>
      )}
      {info?.leftOut && (
        <span className={classes.out}>
          <IconEyeOff size={13} aria-hidden />
          {pictures.leftOut}
        </span>
      )}
      {info?.marked && !info.leftOut && (
        <span className={classes.out}>
          <IconFlag size={13} aria-hidden />
          {pictures.marked}
        </span>
      )}
      <span className={classes.label}>
        {className !== null && <Name short={short}>{className}</Name>}
        <span className={classes.split}>{info && data.split[info.split]}</span>
      </span>
    </div>
  )
})
