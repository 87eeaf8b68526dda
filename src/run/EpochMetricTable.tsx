/** A chart's figures as a table: one line an epoch. */
import { Table } from '@mantine/core'
import type { EpochRecord } from '../../workers/protocol'
import classes from '../ui/Table.module.css'
import type { Metric } from './chartData'
import { useText } from './words'

interface EpochMetricTableProps {
  readonly metric: Metric
  readonly records: readonly EpochRecord[]
  readonly format: (value: number) => string
}

export function EpochMetricTable({ metric, records, format }: EpochMetricTableProps) {
  const { runView, numbers } = useText()
  if (records.length === 0) return <p>{runView.afterFirst}</p>
  return (
    <Table className={classes.table} verticalSpacing={4} fz="sm" stickyHeader>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{runView.charts.epoch}</Table.Th>
          <Table.Th scope="col">{runView.charts.trainMean}</Table.Th>
          <Table.Th scope="col">{runView.charts.val}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {records.map((record) => (
          <Table.Tr key={record.epoch}>
            <Table.Td>{numbers.n(record.epoch)}</Table.Td>
            <Table.Td>{format(record.train[metric])}</Table.Td>
            <Table.Td>{format(record.val[metric])}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
