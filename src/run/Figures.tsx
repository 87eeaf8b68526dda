/** The run in a row of large figures. */
import type { ReactNode } from 'react'
import { duration } from '../ui/format'
import classes from './Figures.module.css'
import { bestBy, bestOf, isActive, mostAccurateOf, paceOf, shownEpochOf } from './runView'
import { useApp } from './state'
import { useText } from './words'

export function Figures() {
  const { runView, numbers, locale } = useText()
  const run = useApp((state) => state.run)
  const { step, started, epochs, summary } = run
  const pace = paceOf(run)
  const shown = shownEpochOf(run)
  const best = bestOf(epochs)
  const by = bestBy(run)
  const most = mostAccurateOf(epochs)
  // Where the epoch of the model is not the most accurate one, both are said.
  const higher =
    best && most && most.val.accuracy > best.val.accuracy
      ? `, ${runView.figures.highest(numbers.percent(most.val.accuracy), most.epoch)}`
      : ''
  const done = run.status === 'finished' && summary
  const epoch = done ? epochs.length : step?.epoch
  return (
    <dl className={classes.figures}>
      <Figure name={runView.figures.epoch} note={!done && step && started && runView.figures.step(step.step, started.stepsPerEpoch)}>
        {epoch ? numbers.n(epoch) : '–'}
        {started && <small> / {numbers.n(started.epochs)}</small>}
      </Figure>
      <Figure name={runView.figures.valAccuracy} note={best ? runView.figures.best(best.epoch, by) + higher : runView.figures.firstEpoch}>
        {numbers.percent(shown?.val.accuracy ?? Number.NaN)}
      </Figure>
      <Figure
        name={runView.figures.valLoss}
        note={
          best &&
          best !== epochs.at(-1) &&
          runView.figures.best(best.epoch, by) + (best === shown ? '' : `, ${numbers.fixed(best.val.loss, 3)}`)
        }
      >
        {numbers.fixed(shown?.val.loss ?? Number.NaN, 3)}
      </Figure>
      <Figure name={runView.figures.speed} note={step && runView.figures.waiting(step.waiting)}>
        {numbers.n(done ? summary.imagesPerSecond : (pace?.imagesPerSecond ?? Number.NaN))}
      </Figure>
      {done ? (
        <Figure name={runView.figures.took}>{duration(summary.seconds, locale)}</Figure>
      ) : (
        <Figure name={runView.figures.timeLeft} note={isActive(run) && pace && Number.isNaN(pace.secondsLeft) && runView.figures.leftLater}>
          {duration(isActive(run) ? (pace?.secondsLeft ?? Number.NaN) : Number.NaN, locale)}
        </Figure>
      )}
    </dl>
  )
}

interface FigureProps {
  readonly name: string
  readonly note?: ReactNode
  readonly children: ReactNode
}

/** One large figure with its name above and a small note below. */
export function Figure({ name, note, children }: FigureProps) {
  return (
    <div className={classes.figure}>
      <dt className={classes.name}>{name}</dt>
      <dd className={classes.value}>{children}</dd>
      {note && <dd className={classes.note}>{note}</dd>}
    </div>
  )
}
