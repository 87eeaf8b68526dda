/** The epoch that the pointer is over in a chart, in words. */
import { useText } from '../app/i18n'
import classes from './ChartTooltip.module.css'
import { type EpochRow, formatMetric, type Metric } from './chartData'

interface ChartTooltipProps {
  readonly metric: Metric
  /** Given by recharts. */
  readonly active?: boolean
  readonly payload?: readonly { readonly payload?: EpochRow }[]
}

export function ChartTooltip({ active, payload, metric }: ChartTooltipProps) {
  const { train, words } = useText()
  const row = payload?.[0]?.payload
  if (!active || row?.val === undefined || row.train === undefined) return null
  return (
    <div className={classes.tooltip}>
      <div className={classes.at}>
        {train.charts.epoch} {words.n(row.epoch)}
      </div>
      <div>
        {train.charts.train} <strong>{formatMetric(words, metric, row.train)}</strong>
      </div>
      <div>
        {train.charts.val} <strong>{formatMetric(words, metric, row.val)}</strong>
      </div>
    </div>
  )
}
