/** Loss and accuracy as they happen. */
import { useText } from '../app/i18n'
import { MetricChart } from './MetricChart'
import classes from './MetricCharts.module.css'

export function MetricCharts() {
  const { train } = useText()
  return (
    <div className={classes.pair}>
      <MetricChart title={train.charts.loss} unit={train.charts.lossUnit} metric="loss" />
      <MetricChart title={train.charts.accuracy} unit={train.charts.accuracyUnit} metric="accuracy" />
    </div>
  )
}
