/** The run in a few figures, and what to try next in plain words. */
import { type EpochRecord, rightOf, wilsonInterval } from '../../workers/protocol'
import { Figure } from '../run/Figures'
import figures from '../run/Figures.module.css'
import { bestBy, mostAccurateOf } from '../run/runView'
import { ConfusionMatrix } from '../scores/ConfusionMatrix'
import { duration } from '../ui/format'
import { Panel } from '../ui/Panel'
import { AdviceList } from './AdviceList'
import { adviceFor, startedBundled } from './advice'
import { Report } from './Report'
import classes from './ResultsPlace.module.css'
import { useApp } from './state'
import { useText } from './words'

/** So many classes have a matrix that stands beside the advice. */
const BESIDE = 8

export function Overview({ best }: { readonly best: EpochRecord }) {
  const text = useText()
  const { numbers, results, runView } = text
  const run = useApp((state) => state.run)
  const config = useApp((state) => state.run.config ?? state.config)
  const record = useApp((state) => state.runs?.find(({ id }) => id === state.run.started?.runId))
  const chosen = useApp((state) => state.weights?.bundled ?? true)
  const bundled = record ? startedBundled(record) : chosen
  const most = mostAccurateOf(run.epochs)
  const higher =
    most && most.val.accuracy > best.val.accuracy ? `; ${runView.figures.highest(numbers.percent(most.val.accuracy), most.epoch)}` : ''
  const seconds = run.summary?.seconds ?? run.epochs.reduce((sum, record) => sum + record.seconds, 0)
  const test = run.summary?.test
  const note = (scored: Pick<EpochRecord, 'confusion'>) => {
    const { right, judged } = rightOf(scored)
    const [low, high] = wilsonInterval(right, judged)
    return `${results.accuracyHint(right, judged)}, ${results.interval(numbers.percent(low), numbers.percent(high))}`
  }
  return (
    <div className={classes.stack}>
      <dl className={figures.figures}>
        <Figure name={results.accuracy} note={note(best) + higher}>
          {numbers.percent(best.val.accuracy)}
        </Figure>
        {test && (
          <Figure name={results.test.accuracy} note={note(test)}>
            {numbers.percent(test.scores.accuracy)}
          </Figure>
        )}
        <Figure name={results.loss} note={results.lossHint}>
          {numbers.fixed(best.val.loss, 3)}
        </Figure>
        <Figure
          name={results.bestEpoch}
          note={results.bestEpochHint(run.epochs.length, run.started?.epochs ?? run.epochs.length, runView.bestBy[bestBy(run)])}
        >
          {numbers.n(best.epoch)}
        </Figure>
        <Figure name={results.duration} note={run.summary && results.durationHint(numbers.n(run.summary.imagesPerSecond))}>
          {duration(seconds, text.locale)}
        </Figure>
      </dl>
      <div className={classes.pair} data-wide={best.perClass.length > BESIDE}>
        <div className={classes.stack}>
          <Panel title={results.next}>
            <AdviceList advice={adviceFor(run.epochs, config, bundled, run.reason)} config={config} />
          </Panel>
          <Report />
        </div>
        <Panel title={results.confusionTitle}>
          <ConfusionMatrix counts={best.confusion} names={best.perClass.map(({ name }) => name)} />
        </Panel>
      </div>
    </div>
  )
}
