/** Loss and accuracy as they happen. */
import { MetricChart } from './MetricChart'
import classes from './MetricCharts.module.css'
import { useText } from './words'

export function MetricCharts() {
  const { runView } = useText()
  return (
    <div className={classes.pair}>
      <MetricChart title={runView.charts.loss} unit={runView.charts.lossUnit} metric="loss" />
      <MetricChart title={runView.charts.accuracy} unit={runView.charts.accuracyUnit} metric="accuracy" />
    </div>
  )
}
