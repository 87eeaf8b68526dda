/** The run in a row of large figures. */
import type { ReactNode } from 'react'
import { useApp } from '../app/appStore'
import { duration } from '../app/format'
import { useText } from '../app/i18n'
import classes from './Figures.module.css'
import { bestOf } from './runView'

export function Figures() {
  const { train, words, locale } = useText()
  const run = useApp((state) => state.run)
  const { step, started, epochs, summary } = run
  const last = epochs.at(-1)
  const best = bestOf(epochs)
  const done = run.status === 'finished' && summary
  const epoch = done ? epochs.length : step?.epoch
  return (
    <dl className={classes.figures}>
      <Figure name={train.figures.epoch} note={!done && step && started && train.figures.step(step.step, started.stepsPerEpoch)}>
        {epoch ? words.n(epoch) : '–'}
        {started && <small> / {words.n(started.epochs)}</small>}
      </Figure>
      <Figure name={train.figures.valAccuracy} note={best ? train.figures.best(best.epoch) : train.figures.firstEpoch}>
        {words.percent(((done ? best : last) ?? last)?.val.accuracy ?? Number.NaN)}
      </Figure>
      <Figure
        name={train.figures.valLoss}
        note={best && best !== last ? `${train.figures.best(best.epoch)}, ${words.fixed(best.val.loss, 3)}` : undefined}
      >
        {words.fixed(((done ? best : last) ?? last)?.val.loss ?? Number.NaN, 3)}
      </Figure>
      <Figure name={train.figures.speed} note={step && train.figures.waiting(step.waiting)}>
        {words.n(done ? summary.imagesPerSecond : (step?.imagesPerSecond ?? Number.NaN))}
      </Figure>
      {done ? (
        <Figure name={train.figures.took}>{duration(summary.seconds, locale, 'narrow')}</Figure>
      ) : (
        <Figure name={train.figures.timeLeft}>
          {duration(run.status === 'failed' ? Number.NaN : (step?.secondsLeft ?? Number.NaN), locale, 'narrow')}
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
