/** Validation pictures as the network judged them, a page at a time: each can be explained, and its label called wrong. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { JudgedPicture, JudgedQuery } from '../../../workers/protocol'
import { FindAlike } from '../../dataset/map/FindAlike'
import { useInfosOf } from '../../dataset/usePictureInfos'
import { ExplainModal } from '../../explain/ExplainModal'
import { trainer } from '../../page/trainer'
import { OtherPictures } from '../../runs/OtherPictures'
import { useAnswer } from '../../ui/useAnswer'
import { Unready } from '../Unready'
import { type InsightState, useInsight } from '../useInsight'
import { useText } from '../words'
import classes from './JudgedPictures.module.css'
import { JudgedTile } from './JudgedTile'
import { RelabelMenu } from './RelabelMenu'

const PAGE = 24

interface JudgedPicturesProps {
  readonly query: JudgedQuery
  readonly label: string
  readonly none: string
}

export function JudgedPictures({ query, label, none }: JudgedPicturesProps) {
  const insight = useInsight()
  const [limit, setLimit] = useState(PAGE)
  // Asked again once the run's pictures are open.
  const key = insight.key && `${insight.key}/${insight.picturesOpen}/${JSON.stringify(query)}/${limit}`
  const { value, problem } = useAnswer(key, () => trainer.api.insight.judged(query, 0, limit))
  if (!value) return <Unready status={insight.status} problem={problem} />
  if (value.total === 0) return <p className={classes.note}>{none}</p>
  return <Grid {...{ ...value, insight, label }} onMore={value.pictures.length < value.total ? () => setLimit(limit + 2 * PAGE) : null} />
}

interface GridProps {
  readonly total: number
  readonly pictures: readonly JudgedPicture[]
  readonly insight: InsightState
  readonly label: string
  readonly onMore: (() => void) | null
}

function Grid({ total, pictures, insight, label, onMore }: GridProps) {
  const text = useText()
  const [explained, setExplained] = useState<JudgedPicture | null>(null)
  const infoOf = useInfosOf(insight.picturesOpen ? pictures.map(({ id }) => id) : [])
  return (
    <>
      {insight.picturesOpen ? (
        <p className={classes.note}>{text.results.shown(pictures.length, total)}</p>
      ) : (
        <div className={classes.others}>
          <OtherPictures runId={insight.runId} />
        </div>
      )}
      <ul className={classes.grid} aria-label={label}>
        {pictures.map((picture) => (
          <JudgedTile
            key={picture.id}
            picture={picture}
            names={insight.names}
            info={infoOf(picture.id)}
            onExplain={insight.picturesOpen ? () => setExplained(picture) : null}
          />
        ))}
      </ul>
      {onMore && (
        <Button variant="default" size="xs" mt={12} onClick={onMore}>
          {text.ui.others(total - pictures.length)}
        </Button>
      )}
      {explained && (
        <ExplainModal
          explained={{ key: String(explained.id), name: explained.path, picture: explained.id, label: explained.label }}
          names={insight.names}
          onClose={() => setExplained(null)}
        >
          <RelabelMenu picture={explained} names={insight.names} info={infoOf(explained.id)} />
          <FindAlike id={explained.id} />
        </ExplainModal>
      )}
    </>
  )
}
