/** A chart, or its figures as a table: the choice in a panel's corner. */
import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { useText } from './words'

/** @param title what the chart is called */
export function useChartToggle(title: string) {
  const { ui } = useText()
  const [shown, setShown] = useState<'chart' | 'table'>('chart')
  const toggle = (
    <SegmentedControl
      size="xs"
      aria-label={title}
      value={shown}
      onChange={(value) => setShown(value as 'chart' | 'table')}
      data={[
        { value: 'chart', label: ui.chart },
        { value: 'table', label: ui.table },
      ]}
    />
  )
  return { shown, toggle }
}
