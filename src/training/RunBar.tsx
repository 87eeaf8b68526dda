/** Train, Pause, Stop, and where the run stands. */
import { Button, Checkbox, Progress, Tooltip } from '@mantine/core'
import { IconArrowRight, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useState } from 'react'
import type { TrainEstimate } from '../../workers/protocol'
import { isSweeping, otherWork } from '../model/networkUse'
import { addressOf } from '../page/addresses'
import { bestBy, isActive, progressOf, type RunView } from '../run/runView'
import { bytes, duration } from '../ui/format'
import classes from './RunBar.module.css'
import { useApp } from './state'
import { TrainLonger } from './TrainLonger'
import { useEstimate } from './useEstimate'
import { type Text, useText } from './words'

export function RunBar() {
  const text = useText()
  const run = useApp((state) => state.run)
  const active = isActive(run)
  const other = useApp(otherWork)
  return (
    <section className={classes.bar} aria-label={text.places.train}>
      <div className={classes.row}>
        {active ? <ActiveButtons run={run} /> : <StartButton run={run} />}
        <div className={classes.state} role="status">
          {!active && other ? text.waitsFor[other] : standing(text, run)}
        </div>
        <div className={classes.end}>{run.summary && run.status === 'finished' ? <Onward /> : <NotifyChoice />}</div>
      </div>
      {active && (
        <Progress value={100 * progressOf(run)} size="sm" aria-label={text.train.progress} transitionDuration={0} striped={false} />
      )}
      {!active && <TrainLonger />}
      {!active && <Estimate />}
    </section>
  )
}

/** One line on how the run stands. */
function standing({ train, runView }: Text, run: RunView): string {
  switch (run.status) {
    case 'idle':
      return ''
    case 'stopping':
      return train.stopping(run.phase)
    case 'finished':
      return [run.reason && train.ended[run.reason], run.summary && runView.bestRestored(run.summary.bestEpoch, bestBy(run))]
        .filter(Boolean)
        .join(' ')
    case 'stopped':
      return run.resumed ? train.stoppedAgain : train.stoppedEarly
    case 'failed':
      return train.failed
    default:
      if (run.standing === 'pausing') return train.standing.pausing(run.phase)
      if (run.standing === 'paused') return train.standing.paused
      if (run.phase === 'features' && run.features) return train.features(run.features)
      if (run.testing) return train.testing(run.testing.done, run.testing.of)
      if (run.validation) return train.validating(run.validation.done, run.validation.of)
      return run.phase ? train.phase[run.phase] : ''
  }
}

function StartButton({ run }: { readonly run: RunView }) {
  const { train } = useText()
  const hasDataset = useApp((state) => state.dataset !== null)
  const opening = useApp((state) => state.opening !== null || state.weightsBusy || isSweeping(state) || otherWork(state) !== null)
  const start = useApp((state) => state.train)
  return (
    <Tooltip label={train.needsPictures} disabled={hasDataset}>
      <Button
        size="md"
        leftSection={<IconPlayerPlay size={18} aria-hidden />}
        aria-disabled={!hasDataset || undefined}
        data-disabled={!hasDataset || undefined}
        disabled={opening}
        onClick={() => void start()}
      >
        {run.status === 'idle' ? train.start : train.startAgain}
      </Button>
    </Tooltip>
  )
}

function ActiveButtons({ run }: { readonly run: RunView }) {
  const { train } = useText()
  const pause = useApp((state) => state.pause)
  const resume = useApp((state) => state.resume)
  const stop = useApp((state) => state.stop)
  const busy = run.status !== 'running'
  const isTesting = run.phase === 'testing'
  return (
    <div className={classes.buttons}>
      {run.standing !== 'going' ? (
        <Button size="md" disabled={busy} leftSection={<IconPlayerPlay size={18} aria-hidden />} onClick={() => void resume()}>
          {train.resume}
        </Button>
      ) : (
        <Button
          size="md"
          variant="default"
          disabled={busy}
          leftSection={<IconPlayerPause size={18} aria-hidden />}
          onClick={() => void pause()}
        >
          {train.pause}
        </Button>
      )}
      <Tooltip label={isTesting ? train.skipTestHint : train.stopHint}>
        <Button
          size="md"
          variant="default"
          disabled={run.status === 'stopping'}
          leftSection={<IconPlayerStop size={18} aria-hidden />}
          onClick={() => void stop()}
        >
          {isTesting ? train.skipTest : train.stop}
        </Button>
      </Tooltip>
    </div>
  )
}

function Onward() {
  const { train } = useText()
  return (
    <div className={classes.buttons}>
      <Button component="a" href={addressOf('results')} variant="default" rightSection={<IconArrowRight size={16} aria-hidden />}>
        {train.toResults}
      </Button>
      <Button component="a" href={addressOf('use')} variant="default">
        {train.toUse}
      </Button>
    </div>
  )
}

function Estimate() {
  const text = useText()
  const estimate = useEstimate()
  if (!estimate) return null
  return <p className={classes.estimate}>{text.train.estimateText(about(estimate, text), bytes(estimate.bytes, text.locale))}</p>
}

/** Beyond this a forecast is told by its ends. */
const SURE = 1.3

function about({ seconds, wrongBy }: TrainEstimate, { train, locale }: Text): string {
  const told = (value: number) => duration(value, locale)
  return wrongBy <= SURE ? train.about(told(seconds)) : train.between(told(seconds / wrongBy), told(seconds * wrongBy))
}

function NotifyChoice() {
  const { train } = useText()
  const notify = useApp((state) => state.notify)
  const setNotify = useApp((state) => state.setNotify)
  const [blocked, setBlocked] = useState(false)
  if (!('Notification' in window)) return null
  const change = async (wanted: boolean) => {
    const allowed = wanted && (await Notification.requestPermission()) === 'granted'
    setBlocked(wanted && !allowed)
    setNotify(allowed)
  }
  return (
    <Checkbox
      size="xs"
      checked={notify}
      label={train.notify}
      error={blocked ? train.notifyBlocked : undefined}
      onChange={(event) => void change(event.currentTarget.checked)}
    />
  )
}
