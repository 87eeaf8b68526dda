/** Says which run the results beside the recipe are of, of which pictures, and how it ended; and leads on from it. */
import { Button } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { weightsName } from '../../workers/protocol'
import { titleOf } from '../dataset/title'
import { addressOf } from '../page/addresses'
import { EndMark } from '../run/EndMark'
import { shownEnd } from '../run/runEnd'
import { bestOf, isActive } from '../run/runView'
import { RunName } from '../runs/RunName'
import { SinceRun } from '../runs/SinceLine'
import { compact } from '../ui/format'
import { usePick } from '../ui/language'
import { isOfOtherPictures, recordOf } from './runShown'
import classes from './ShownRun.module.css'
import { standing } from './standing'
import { useApp } from './state'
import { TrainLonger } from './TrainLonger'
import { useText } from './words'

export function ShownRun() {
  const text = useText()
  const pick = usePick()
  const { train, numbers } = text
  const run = useApp((state) => state.run)
  const record = useApp(recordOf)
  const dataset = useApp((state) => state.dataset)
  const isOther = useApp(isOfOtherPictures)
  const several = useApp((state) => (state.runs?.length ?? 0) > 1)
  const pictures = run.dataset && titleOf(text, run.dataset)
  const best = bestOf(run.epochs)
  const facts = [
    shownEnd(run) === 'diverged' && run.config && train.shownRate(compact(run.config.learningRate)),
    best && train.shownAccuracy(numbers.percent(best.val.accuracy)),
    record && train.shownFrom(pick(weightsName(record.weights, record.config.depth))),
    record && new Date(record.created).toLocaleString(text.locale, { dateStyle: 'medium', timeStyle: 'short' }),
  ]
  return (
    <header className={classes.shown}>
      <h2 className={classes.title}>
        {isActive(run) ? train.onNow : train.shown}: {record ? <RunName run={record} /> : <bdi>{run.keptName ?? pictures ?? ''}</bdi>}{' '}
        {!isActive(run) && <EndMark end={shownEnd(run)} />}
      </h2>
      <p className={classes.facts}>
        {facts.filter(Boolean).join(' · ')}
        {several && !isActive(run) && (
          <>
            {' '}
            <a href={addressOf('runs')}>{train.shownOther}</a>
          </>
        )}
      </p>
      {isOther && dataset && (
        <p role="status" className={classes.other}>
          {train.ofOtherPictures(pictures ?? '', titleOf(text, dataset))}
        </p>
      )}
      {!isActive(run) && <SinceRun className={classes.other} id={run.started?.runId} />}
      {/* While it is on, the bar says how it stands. */}
      <p role="status">{isActive(run) ? '' : standing(text, run)}</p>
      {!isActive(run) && (
        <div className={classes.onward}>
          {run.summary && run.status === 'finished' && <Onward />}
          <TrainLonger />
        </div>
      )}
    </header>
  )
}

function Onward() {
  const { train } = useText()
  return (
    <div className={classes.links}>
      <Button component="a" href={addressOf('results')} variant="default" rightSection={<IconArrowRight size={16} aria-hidden />}>
        {train.toResults}
      </Button>
      <Button component="a" href={addressOf('use')} variant="default">
        {train.toUse}
      </Button>
    </div>
  )
}
