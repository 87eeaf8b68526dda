/** What happened during the run, newest first. */
import type { RunConfig } from '../../workers/protocol'
import { engineName } from '../device/words'
import { wordProblem } from '../page/ProblemList'
import { bestBy, type LogEntry } from '../run/runView'
import { markEdges } from '../ui/edges'
import { bytes, compact } from '../ui/format'
import { useMore } from '../ui/More'
import classes from './Log.module.css'
import { blockName } from './networkView'
import { useApp } from './state'
import { type Text, useText } from './words'

/**
 * One entry of a run's log, in words.
 * @param by what makes an epoch of the run the best
 * @param epochs how many it has
 */
function wordEntry(text: Text, entry: LogEntry, by: RunConfig['stopMetric'], epochs: number): string {
  const { train, numbers, runView } = text
  switch (entry.kind) {
    case 'started':
      return train.logStarted(entry.trainCount, entry.valCount, entry.testCount ?? 0, engineName(text, entry.device))
    case 'epoch': {
      const { epoch, val, best } = entry.record
      return (
        train.logEpoch(epoch, numbers.fixed(val.loss, 3), numbers.percent(val.accuracy)) +
        (best ? ` ${train.logBest(runView.bestBy[by])}` : '')
      )
    }
    case 'tested':
      return train.logTested(entry.right, entry.judged)
    case 'finished':
      return train.logFinished(train.ended[entry.reason], entry.bestEpoch)
    case 'failed':
      return wordProblem(text, entry.problem).what
    case 'note': {
      const { note } = entry
      switch (note.code) {
        case 'unfroze':
          return train.notes.unfroze(blockName(train, note.block), note.epoch)
        case 'picture-replaced':
          return train.notes['picture-replaced'](note.path)
        case 'picture-left-out':
          return train.notes['picture-left-out'](note.path)
        case 'test-picture-left-out':
          return train.notes['test-picture-left-out'](note.path)
        case 'test-not-scored':
          return train.notes['test-not-scored'][note.why](note.detail)
        case 'on-tfjs':
        case 'card-wrong':
        case 'last-picture-dropped':
        case 'one-thread':
        case 'mixed-precision':
        case 'no-mixed-precision':
          return train.notes[note.code]
        case 'precision-timed':
          return train.notes['precision-timed'](milliseconds(note.mixed), milliseconds(note.f32), note.mixed < note.f32)
        case 'update-skipped':
          return train.notes['update-skipped'](note.epoch, note.step)
        case 'learning-rate-lowered':
          return train.notes['learning-rate-lowered'](compact(note.to))
        case 'device-restored':
          return train.notes['device-restored'](note.detail)
        case 'checkpoint-saved':
          return train.notes['checkpoint-saved'](note.epoch, note.step, epochs)
        case 'checkpoint-failed':
          return train.notes['checkpoint-failed'](note.detail)
        case 'resumed':
          return train.notes.resumed(note.epoch, note.step)
        case 'storage-full':
          return train.notes['storage-full'](bytes(note.needed, text.locale), bytes(note.free, text.locale))
        case 'no-storage':
          return train.notes['no-storage'](wordProblem(text, { code: 'no-storage', values: { why: note.why, detail: '' } }).what)
        default:
          return note satisfies never
      }
    }
    default:
      return entry satisfies never
  }
}

/** A step's time for a sentence: three digits. */
const milliseconds = (ms: number): string => compact(Number(ms.toPrecision(3)))

/** Entries that are shown at first, the latest. */
const SHOWN = 200

export function Log() {
  const text = useText()
  const log = useApp((state) => state.run.log)
  const by = useApp((state) => bestBy(state.run))
  const epochs = useApp((state) => state.run.started?.epochs ?? Number.POSITIVE_INFINITY)
  const { shown, more } = useMore(log.map((entry, key) => ({ entry, key })).reverse(), SHOWN)
  if (log.length === 0) return <p className={classes.empty}>{text.train.logEmpty}</p>
  const time = new Intl.DateTimeFormat(text.locale, { timeStyle: 'medium' })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div ref={markEdges} className={classes.scroll} role="group" aria-label={text.train.log} tabIndex={0}>
      <ol className={classes.log} reversed>
        {shown.map(({ entry, key }) => (
          <li key={key} data-kind={entry.kind}>
            <time dateTime={new Date(entry.at).toISOString()}>{time.format(entry.at)}</time>
            <span>{wordEntry(text, entry, by, epochs)}</span>
          </li>
        ))}
      </ol>
      {more}
    </div>
  )
}
