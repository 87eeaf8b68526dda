/** Grad-CAM of any picture: one that is dropped or chosen, or one of the validation pictures. */
import { Button } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconPhotoPlus } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import type { JudgedPicture } from '../../../workers/protocol'
import { useThumbnail } from '../../dataset/useThumbnail'
import { type Explained, ExplainView } from '../../explain/ExplainView'
import { trainer } from '../../page/trainer'
import { OtherPictures } from '../../runs/OtherPictures'
import { isInSight, leadTo } from '../../ui/focus'
import { Panel } from '../../ui/Panel'
import { useAnswer } from '../../ui/useAnswer'
import { Unready } from '../Unready'
import { useInsight } from '../useInsight'
import { useText } from '../words'
import classes from './Explain.module.css'

/** Validation pictures that are offered at first, and with each "more"; a few over that are offered with them. */
const OFFERED = 24
const OVER = 8

const explainedOf = ({ id, path, label }: JudgedPicture): Explained => ({ key: `picture ${id}`, name: path, picture: id, label })

export function Explain() {
  const insight = useInsight()
  if (insight.status !== 'ready' || !insight.key) return <Unready status={insight.status} />
  return <ExplainOf key={insight.key} model={insight.key} runId={insight.runId} names={insight.names} picturesOpen={insight.picturesOpen} />
}

interface ExplainOfProps {
  readonly model: string
  readonly runId: string | null
  readonly names: readonly string[]
  readonly picturesOpen: boolean
}

function ExplainOf({ model, runId, names, picturesOpen }: ExplainOfProps) {
  const { results, gradCam, ui } = useText()
  const text = results.explain
  const [own, setOwn] = useState<Explained | null>(null)
  const [limit, setLimit] = useState(OFFERED)
  const heading = useRef<HTMLHeadingElement>(null)
  // The most unsure first: there the map tells most. All validation pictures are in that order.
  const ask = picturesOpen ? `${model}/${limit}` : null
  const { value } = useAnswer(ask, () => trainer.api.insight.judged({ kind: 'unsure' }, 0, limit + OVER))
  const all = (picturesOpen && value?.pictures) || []
  const offered = value && value.total > limit + OVER ? all.slice(0, limit) : all
  const first = offered[0]
  const explained = own ?? (first ? explainedOf(first) : null)
  const take = (files: readonly File[]) => {
    const file = files[0]
    if (file) setOwn({ key: `file ${crypto.randomUUID()}`, name: file.name, picture: file })
  }
  return (
    <div className={classes.stack}>
      <Panel title={gradCam.title} headingRef={heading}>
        <div className={classes.inner}>
          <Dropzone className={classes.drop} multiple={false} onDrop={take} inputProps={{ 'aria-label': text.drop, accept: 'image/*' }}>
            <IconPhotoPlus size={22} stroke={1.5} aria-hidden />
            <span>{text.drop}</span>
          </Dropzone>
          {explained ? <ExplainView key={explained.key} explained={explained} names={names} /> : <p>{text.nothing}</p>}
        </div>
      </Panel>
      {picturesOpen && value ? (
        <Panel title={text.validation} note={results.shown(offered.length, value.total)}>
          <ul className={classes.strip} aria-label={text.validation}>
            {offered.map((picture) => (
              <OfferedPicture
                key={picture.id}
                picture={picture}
                chosen={explained?.picture === picture.id}
                onChoose={() => {
                  setOwn(explainedOf(picture))
                  if (heading.current && !isInSight(heading.current)) leadTo(heading.current)
                }}
              />
            ))}
          </ul>
          {offered.length < value.total && (
            <Button variant="default" size="xs" mt={12} onClick={() => setLimit(limit + OFFERED)}>
              {ui.others(value.total - offered.length)}
            </Button>
          )}
        </Panel>
      ) : (
        !picturesOpen && <OtherPictures runId={runId} />
      )}
    </div>
  )
}

interface OfferedPictureProps {
  readonly picture: JudgedPicture
  readonly chosen: boolean
  readonly onChoose: () => void
}

function OfferedPicture({ picture: { id, path }, chosen, onChoose }: OfferedPictureProps) {
  const { gradCam } = useText()
  const url = useThumbnail(id)
  return (
    <li>
      <button
        type="button"
        className={classes.pick}
        title={path}
        aria-label={gradCam.explain(path)}
        aria-pressed={chosen}
        onClick={onChoose}
      >
        {url && <img src={url} alt="" loading="lazy" />}
      </button>
    </li>
  )
}
