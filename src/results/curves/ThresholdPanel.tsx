/** A threshold for one class against the rest: a slider, and the 2x2 matrix and figures that move with it. */
import { Slider } from '@mantine/core'
import { useMemo } from 'react'
import type { Threshold } from '../../../workers/protocol'
import { ConfusionMatrix } from '../../scores/ConfusionMatrix'
import { useText } from '../words'
import { ChartPanel } from './ChartPanel'
import classes from './Curves.module.css'

interface ThresholdPanelProps {
  readonly name: string
  /** What it is called where there is no room. */
  readonly short: string
  readonly index: number
  readonly thresholds: readonly Threshold[]
  /** Which of the thresholds. */
  readonly at: number
  readonly onChange: (at: number) => void
}

export function ThresholdPanel({ name, short, index, thresholds, at, onChange }: ThresholdPanelProps) {
  const { results, numbers } = useText()
  const text = results.curves
  const now = thresholds[at]
  const counts = useMemo(
    () =>
      now && [
        [now.truePositives, now.falseNegatives],
        [now.falsePositives, now.trueNegatives],
      ],
    [now],
  )
  if (!now || !counts) return null
  const figures = [
    [text.precision, now.precision],
    [text.recall, now.recall],
    [text.f1, now.f1],
    [text.accuracy, now.accuracy],
  ] as const
  return (
    <ChartPanel
      title={text.threshold}
      note={text.thresholdAt(numbers.percent(now.threshold, 0))}
      help={text.thresholdHelp(name)}
      heads={[text.threshold, 'TP', 'FP', 'FN', 'TN', text.precision, text.recall, text.f1, text.accuracy]}
      rows={() =>
        thresholds.map((one) => [
          numbers.percent(one.threshold, 0),
          ...[one.truePositives, one.falsePositives, one.falseNegatives, one.trueNegatives].map((n) => numbers.n(n)),
          ...[one.precision, one.recall, one.f1, one.accuracy].map((share) => numbers.percent(share)),
        ])
      }
      chart={
        <div className={classes.threshold}>
          <div>
            <div className={classes.slider}>
              <Slider
                min={0}
                max={thresholds.length - 1}
                value={at}
                onChange={onChange}
                label={(value) => numbers.percent(thresholds[value]?.threshold ?? Number.NaN, 0)}
                thumbLabel={text.threshold}
                marks={[0, 25, 50, 75, 100].map((value) => ({ value, label: numbers.percent(value / 100, 0) }))}
              />
            </div>
            <dl className={classes.figures}>
              {figures.map(([figure, share]) => (
                <div key={figure} style={{ display: 'contents' }}>
                  <dt>{figure}</dt>
                  <dd>{numbers.percent(share)}</dd>
                </div>
              ))}
            </dl>
          </div>
          <ConfusionMatrix counts={counts} names={[short, text.others]} indices={[index, -1]} rest />
        </div>
      }
    />
  )
}
