/** The bar that stays in sight: what the next run would be and its forecast, or how the run that is on stands; Train, Pause, Stop. */
import { Button, Checkbox, Progress, Tooltip } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useState } from 'react'
import { isSweeping, otherWork } from '../model/networkUse'
import { addressOf } from '../page/addresses'
import { wordProblem } from '../page/ProblemList'
import { isActive, progressOf, type RunView } from '../run/runView'
import { ProblemNote } from '../ui/ProblemNote'
import { NextRunLines, useTrainWords } from './NextRunLines'
import classes from './RunBar.module.css'
import { standing } from './standing'
import { downloadedSoFar } from './start/Downloading'
import { leadToStarts } from './start/startsPlace'
import { useApp } from './state'
import { useText } from './words'

export function RunBar() {
  const text = useText()
  const run = useApp((state) => state.run)
  const active = isActive(run)
  const other = useApp(otherWork)
  const download = useApp((state) => state.download)
  const withoutNetwork = useApp((state) => state.withoutNetwork)
  const hasDataset = useApp((state) => state.dataset !== null)
  return (
    <section className={classes.bar} aria-label={text.places.train}>
      <div className={classes.row}>
        {active ? <ActiveButtons run={run} /> : <StartButton />}
        <div className={classes.state} role="status">
          {active
            ? standing(text, run)
            : download
              ? downloadedSoFar(text, download)
              : other
                ? text.waitsFor[other]
                : !hasDataset && (
                    <>
                      {text.train.needsPictures} <a href={addressOf('data')}>{text.goTo.data}</a>
                    </>
                  )}
        </div>
        <NotifyChoice />
      </div>
      {active && (
        <Progress value={100 * progressOf(run)} size="sm" aria-label={text.train.progress} transitionDuration={0} striped={false} />
      )}
      {active && withoutNetwork && <p role="status">{text.train.withoutNetwork}</p>}
      {!active && <NotTaken />}
      {!active && <NextRunLines />}
    </section>
  )
}

/** What the press of Train was to start from and could not be taken: the cards that say it too may be out of sight. */
function NotTaken() {
  const text = useText()
  const problem = useApp((state) => (state.weightsProblem?.atPress ? state.weightsProblem.problem : null))
  const dismiss = useApp((state) => state.dismissWeightsProblem)
  const trainThisOnce = useApp((state) => state.trainThisOnce)
  if (!problem) return null
  return (
    <ProblemNote {...wordProblem(text, problem)} onClose={dismiss}>
      <div className={classes.buttons}>
        <Button variant="default" size="xs" onClick={() => void trainThisOnce()}>
          {text.train.starterOnce}
        </Button>
        <Button variant="subtle" size="xs" onClick={leadToStarts}>
          {text.train.toStarts}
        </Button>
      </div>
    </ProblemNote>
  )
}

function StartButton() {
  const { train } = useText()
  const words = useTrainWords()
  const hasDataset = useApp((state) => state.dataset !== null)
  const busy = useApp((state) => state.opening !== null || state.weightsBusy || isSweeping(state) || otherWork(state) !== null)
  const press = useApp((state) => state.pressTrain)
  return (
    <Tooltip label={train.needsPictures} disabled={hasDataset}>
      <Button
        size="md"
        className={classes.start}
        leftSection={<IconPlayerPlay size={18} aria-hidden />}
        aria-disabled={!hasDataset || undefined}
        data-disabled={!hasDataset || undefined}
        disabled={busy}
        onClick={() => void press()}
      >
        {words}
      </Button>
    </Tooltip>
  )
}

function ActiveButtons({ run }: { readonly run: RunView }) {
  const { train } = useText()
  const pause = useApp((state) => state.pause)
  const resume = useApp((state) => state.resume)
  const stop = useApp((state) => state.stop)
  const skipTuning = useApp((state) => state.skipTuning)
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
      {run.phase === 'tuning' && (
        <Tooltip label={train.skipTuningHint}>
          <Button size="md" variant="default" onClick={() => void skipTuning()}>
            {train.skipTuning}
          </Button>
        </Tooltip>
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
      className={classes.notify}
      size="xs"
      checked={notify}
      label={train.notify}
      error={blocked ? train.notifyBlocked : undefined}
      onChange={(event) => void change(event.currentTarget.checked)}
    />
  )
}
