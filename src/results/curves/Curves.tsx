/** How well the probabilities hold up: ROC and precision-recall with a threshold, and calibration. */
import { Alert } from '@mantine/core'
import { useMemo, useState } from 'react'
import { type ClassCurves, classColor, type Evaluation, readingOrder } from '../../../workers/protocol'
import { trainer } from '../../page/trainer'
import { ClassName } from '../../scores/ClassName'
import { ClassSelect } from '../../scores/ClassSelect'
import { useMore } from '../../ui/More'
import { shortNames } from '../../ui/names'
import { useAnswer } from '../../ui/useAnswer'
import { Unready } from '../Unready'
import { useInsight } from '../useInsight'
import { useText } from '../words'
import { Calibration } from './Calibration'
import { ChartPanel } from './ChartPanel'
import classes from './Curves.module.css'
import { drawnOf, meanOf } from './drawn'
import { spotsOf } from './spots'
import { ThresholdPanel } from './ThresholdPanel'
import { Curve, Spot, UnitChart } from './UnitChart'

export function Curves() {
  const insight = useInsight()
  const { runId } = insight
  // Asked again once the run's pictures are open.
  const asked = insight.key && `${insight.key}/${insight.picturesOpen}`
  const { value, problem } = useAnswer(asked, async () => ({ runId, evaluation: await trainer.api.insight.evaluation() }))
  if (insight.status !== 'ready' || !value || !insight.key) return <Unready status={insight.status} problem={problem} />
  // What was chosen stays when the same run answers calibrated, and goes with its classes.
  return <CurvesOf key={value.runId} model={insight.key} evaluation={value.evaluation} />
}

/** Where the slider stands at first. */
const HALF = 50

function CurvesOf({ model, evaluation }: { readonly model: string; readonly evaluation: Evaluation }) {
  const { results, numbers } = useText()
  const text = results.curves
  // The last class: "dog" of cats and dogs, the one that Kaggle asks for.
  const [index, setIndex] = useState(evaluation.curves.length - 1)
  const [at, setAt] = useState(HALF)
  const thresholds = useAnswer(`${model}/${index}`, () => trainer.api.insight.thresholds(index))
  const chosen = evaluation.curves[index]
  // Of many classes thousands of points: the slider moves without them.
  const means = useMemo(
    () => ({
      roc: meanOf(evaluation.curves.map(({ roc }) => roc)),
      precisionRecall: meanOf(evaluation.curves.map(({ precisionRecall }) => precisionRecall)),
    }),
    [evaluation],
  )
  const threshold = thresholds.value?.[at]
  if (!chosen) return null
  const short = shortNames(evaluation.curves.map(({ name }) => name))
  const spots = threshold && spotsOf(threshold)
  const isAbsent = threshold !== undefined && threshold.truePositives + threshold.falseNegatives === 0
  const share = (value: number) => numbers.fixed(value, 4)
  const drawn = {
    roc: drawnOf(
      evaluation.curves.map(({ roc }) => roc.auc),
      index,
    ),
    precisionRecall: drawnOf(
      evaluation.curves.map(({ precisionRecall }) => precisionRecall.averagePrecision),
      index,
    ),
  }
  const isMany = drawn.roc.length < evaluation.curves.length
  const lines = (kind: keyof typeof drawn) => (
    <>
      {isMany && <Curve {...means[kind]} color="var(--mantine-color-text)" width={1.6} dashed />}
      {drawn[kind].map((i) => i !== index && <Curve key={i} {...evaluation.curves[i]![kind]} color={classColor(i)} width={1.4} />)}
    </>
  )
  return (
    <div className={classes.stack}>
      <div className={classes.bar}>
        <p>{text.lead(evaluation.pictures)}</p>
        <ClassSelect
          className={classes.forClass}
          label={text.forClass}
          names={evaluation.curves.map(({ name }) => name)}
          value={index}
          onChange={(value) => setIndex(value ?? index)}
        />
      </div>
      {isAbsent && <Alert variant="light">{text.absent(chosen.name)}</Alert>}
      <div className={classes.pair}>
        <ChartPanel
          title={text.roc}
          note={text.rocNote(numbers.fixed(chosen.roc.auc, 4))}
          help={text.rocHelp}
          heads={[text.fpr, text.tpr]}
          rows={() => chosen.roc.x.map((x, i) => [share(x), share(chosen.roc.y[i] ?? Number.NaN)])}
          chart={
            <UnitChart label={`${text.roc}, ${chosen.name}`} x={text.fpr} y={text.tpr}>
              <Curve x={[0, 1]} y={[0, 1]} color="var(--ty-train-line)" width={1.2} dashed />
              {lines('roc')}
              <Curve {...chosen.roc} color={classColor(index)} width={3.2} />
              {spots?.roc && <Spot {...spots.roc} color={classColor(index)} />}
            </UnitChart>
          }
        >
          <Legend
            curves={evaluation.curves}
            short={short}
            drawn={drawn.roc}
            chosen={index}
            figure={({ roc }) => text.rocNote(numbers.fixed(roc.auc, 3))}
            onChoose={setIndex}
          />
        </ChartPanel>
        <ChartPanel
          title={text.pr}
          note={text.prNote(numbers.fixed(chosen.precisionRecall.averagePrecision, 4))}
          help={text.prHelp}
          heads={[text.recall, text.precision]}
          rows={() => chosen.precisionRecall.x.map((x, i) => [share(x), share(chosen.precisionRecall.y[i] ?? Number.NaN)])}
          chart={
            <UnitChart label={`${text.pr}, ${chosen.name}`} x={text.recall} y={text.precision}>
              {lines('precisionRecall')}
              <Curve {...chosen.precisionRecall} color={classColor(index)} width={3.2} />
              {spots?.precisionRecall && <Spot {...spots.precisionRecall} color={classColor(index)} />}
            </UnitChart>
          }
        >
          <Legend
            curves={evaluation.curves}
            short={short}
            drawn={drawn.precisionRecall}
            chosen={index}
            figure={({ precisionRecall }) => text.prNote(numbers.fixed(precisionRecall.averagePrecision, 3))}
            onChoose={setIndex}
          />
        </ChartPanel>
      </div>
      {thresholds.value && (
        <ThresholdPanel
          name={chosen.name}
          short={short[index] ?? chosen.name}
          index={index}
          thresholds={thresholds.value}
          at={at}
          onChange={setAt}
        />
      )}
      <Calibration evaluation={evaluation} />
    </div>
  )
}

interface LegendProps {
  readonly curves: readonly ClassCurves[]
  readonly short: readonly string[]
  /** Indices of those that are drawn. */
  readonly drawn: readonly number[]
  readonly chosen: number
  readonly figure: (curves: ClassCurves) => string
  readonly onChoose: (index: number) => void
}

/** Curves that the legend names at first, the chosen one among them. */
const NAMED = 8

/** Every curve that is drawn, the chosen one in weight, and of many which those are. A press chooses another. */
function Legend({ curves, short, drawn, chosen, figure, onChoose }: LegendProps) {
  const text = useText().results.curves
  const order = readingOrder(curves.map(({ name }) => name))
  const isMany = drawn.length < curves.length
  const { shown, more } = useMore(
    isMany ? [...drawn, ...order.filter((i) => !drawn.includes(i))] : order,
    isMany ? drawn.length : NAMED,
    chosen,
  )
  return (
    <>
      {isMany && <p className={classes.help}>{text.drawn(drawn.length - 1, curves.length)}</p>}
      <ul className={classes.legend}>
        {shown.map((i) => {
          const one = curves[i]!
          return (
            <li key={one.name} data-chosen={i === chosen}>
              <button type="button" aria-pressed={i === chosen} onClick={() => onChoose(i)}>
                <ClassName index={i} name={one.name} short={short[i]} figure={figure(one)} />
              </button>
            </li>
          )
        })}
        {more && <li>{more}</li>}
      </ul>
    </>
  )
}
