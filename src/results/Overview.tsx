/** The run in a few figures, and what to try next in plain words. */
import { IconBulb } from '@tabler/icons-react'
import type { EpochRecord } from '../../workers/protocol'
import { useApp } from '../app/appStore'
import { duration } from '../app/format'
import { useText } from '../app/i18n'
import type { Dictionary } from '../app/i18n/en'
import { Panel } from '../app/Panel'
import { Figure } from '../training/Figures'
import figures from '../training/Figures.module.css'
import { type Advice, adviceFor, standardError, startedBundled } from './advice'
import { ConfusionMatrix } from './ConfusionMatrix'
import classes from './ResultsPlace.module.css'

export function Overview({ best }: { readonly best: EpochRecord }) {
  const text = useText()
  const { results, words } = text
  const run = useApp((state) => state.run)
  const config = useApp((state) => state.run.config ?? state.config)
  const record = useApp((state) => state.runs?.find(({ id }) => id === state.run.started?.runId))
  const chosen = useApp((state) => state.weights?.bundled ?? true)
  const bundled = record ? startedBundled(record) : chosen
  const total = best.perClass.reduce((sum, { support }) => sum + support, 0)
  const right = best.confusion.reduce((sum, row, i) => sum + (row[i] ?? 0), 0)
  const seconds = run.summary?.seconds ?? run.epochs.reduce((sum, record) => sum + record.seconds, 0)
  const error = words.fixed(100 * standardError(best.val.accuracy, total), 1)
  return (
    <div className={classes.stack}>
      <dl className={figures.figures}>
        <Figure name={results.accuracy} note={`${results.accuracyHint(right, total)}, ${results.margin(error)}`}>
          {words.percent(best.val.accuracy)}
        </Figure>
        <Figure name={results.loss} note={results.lossHint}>
          {words.fixed(best.val.loss, 3)}
        </Figure>
        <Figure name={results.bestEpoch} note={results.bestEpochHint(run.epochs.length)}>
          {words.n(best.epoch)}
        </Figure>
        <Figure name={results.duration} note={run.summary && results.durationHint(words.n(run.summary.imagesPerSecond))}>
          {duration(seconds, text.locale, 'narrow')}
        </Figure>
      </dl>
      <div className={classes.pair}>
        <Panel title={results.next}>
          <ul className={classes.advice}>
            {adviceFor(run.epochs, config, bundled).map((advice) => (
              <li key={advice.code}>
                <IconBulb size={18} stroke={1.7} aria-hidden />
                <span>{wordAdvice(text, advice)}</span>
              </li>
            ))}
          </ul>
        </Panel>
        <Panel title={results.confusionTitle}>
          <ConfusionMatrix counts={best.confusion} names={best.perClass.map(({ name }) => name)} />
        </Panel>
      </div>
    </div>
  )
}

function wordAdvice({ results, words }: Dictionary, advice: Advice): string {
  return advice.code === 'weak-class'
    ? results.advice['weak-class'](advice.name, words.percent(advice.recall))
    : results.advice[advice.code]
}
