/** The epoch that the pointer is over in a chart, in words. */
import classes from './ChartTooltip.module.css'
import { type EpochRow, formatMetric, type Metric } from './chartData'
import { useText } from './words'

interface ChartTooltipProps {
  readonly metric: Metric
  /** Given by recharts. */
  readonly active?: boolean
  readonly payload?: readonly { readonly payload?: EpochRow }[]
}

export function ChartTooltip({ active, payload, metric }: ChartTooltipProps) {
  const { runView, numbers } = useText()
  const row = payload?.[0]?.payload
  if (!active || row?.val === undefined || row.train === undefined) return null
  return (
    <div className={classes.tooltip}>
      <div className={classes.at}>
        {runView.charts.epoch} {numbers.n(row.epoch)}
      </div>
      <div>
        {runView.charts.trainMean} <strong>{formatMetric(numbers, metric, row.train)}</strong>
      </div>
      <div>
        {runView.charts.val} <strong>{formatMetric(numbers, metric, row.val)}</strong>
      </div>
    </div>
  )
}
