/** How well the probabilities hold up: ROC and precision-recall with a threshold, and calibration. */
import { Alert, Select } from '@mantine/core'
import { useState } from 'react'
import { type ClassCurves, classColor, type Evaluation, readingOrder } from '../../../workers/protocol'
import { trainer } from '../../page/trainer'
import { ClassName } from '../../scores/ClassName'
import { useMore } from '../../ui/More'
import { isolated, shortNames } from '../../ui/names'
import { useAnswer } from '../../ui/useAnswer'
import { Unready } from '../Unready'
import { useInsight } from '../useInsight'
import { useText } from '../words'
import { Calibration } from './Calibration'
import { ChartPanel } from './ChartPanel'
import classes from './Curves.module.css'
import { spotsOf } from './spots'
import { ThresholdPanel } from './ThresholdPanel'
import { Curve, Spot, UnitChart } from './UnitChart'

export function Curves() {
  const insight = useInsight()
  const { value, problem } = useAnswer(insight.key, () => trainer.api.insight.evaluation())
  if (insight.status !== 'ready' || !value || !insight.key) return <Unready status={insight.status} problem={problem} />
  return <CurvesOf key={insight.key} model={insight.key} evaluation={value} />
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
  const threshold = thresholds.value?.[at]
  if (!chosen) return null
  const short = shortNames(evaluation.curves.map(({ name }) => name))
  const spots = threshold && spotsOf(threshold)
  const isAbsent = threshold !== undefined && threshold.truePositives + threshold.falseNegatives === 0
  const share = (value: number) => numbers.fixed(value, 4)
  const lines = (of: (curves: ClassCurves) => { readonly x: readonly number[]; readonly y: readonly number[] }) =>
    evaluation.curves.map(
      (curves, i) =>
        i !== index && (
          <Curve key={curves.name} {...of(curves)} color={`color-mix(in srgb, ${classColor(i)} 45%, var(--ty-surface))`} width={1.4} />
        ),
    )
  return (
    <div className={classes.stack}>
      <div className={classes.bar}>
        <p>{text.lead(evaluation.pictures)}</p>
        <Select
          className={classes.forClass}
          label={text.forClass}
          title={chosen.name}
          value={String(index)}
          data={readingOrder(evaluation.curves.map(({ name }) => name)).map((i) => ({
            value: String(i),
            label: isolated(evaluation.curves[i]?.name ?? ''),
          }))}
          searchable={evaluation.curves.length > 12}
          onChange={(value) => setIndex(Number(value))}
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
              {lines(({ roc }) => roc)}
              <Curve {...chosen.roc} color={classColor(index)} />
              {spots?.roc && <Spot {...spots.roc} color={classColor(index)} />}
            </UnitChart>
          }
        >
          <Legend
            curves={evaluation.curves}
            short={short}
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
              {lines(({ precisionRecall }) => precisionRecall)}
              <Curve {...chosen.precisionRecall} color={classColor(index)} />
              {spots?.precisionRecall && <Spot {...spots.precisionRecall} color={classColor(index)} />}
            </UnitChart>
          }
        >
          <Legend
            curves={evaluation.curves}
            short={short}
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
  readonly chosen: number
  readonly figure: (curves: ClassCurves) => string
  readonly onChoose: (index: number) => void
}

/** Curves that the legend names at first, the chosen one among them. */
const NAMED = 8

/** Every curve that is drawn, the chosen one in weight. A press chooses another. */
function Legend({ curves, short, chosen, figure, onChoose }: LegendProps) {
  const order = readingOrder(curves.map(({ name }) => name))
  const { shown, more } = useMore(order, NAMED, chosen)
  return (
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
  )
}
