/** Every epoch of the run in one table. */
import { Badge, Table } from '@mantine/core'
import type { EpochRecord } from '../../workers/protocol'
import { markEdges } from '../ui/edges'
import { compact, duration } from '../ui/format'
import classes from '../ui/Table.module.css'
import { useText } from './words'

export function EpochTable({ records, best }: { readonly records: readonly EpochRecord[]; readonly best: number }) {
  const { results, numbers, locale } = useText()
  // What is looked for most stands first: on a phone the rest has to be scrolled to.
  const heads = [results.valAccuracy, results.valLoss, results.trainAccuracy, results.trainLoss, results.learningRate, results.seconds]
  return (
    <div ref={markEdges} data-keeps="left top" className={classes.scroll}>
      <Table verticalSpacing={5} fz="sm" className={classes.table} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{results.epoch}</Table.Th>
            {heads.map((head) => (
              <Table.Th key={head} scope="col">
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {records.map((record) => (
            <Table.Tr key={record.epoch}>
              <Table.Th scope="row">
                {numbers.n(record.epoch)}{' '}
                {record.epoch === best && (
                  <Badge size="xs" variant="light" tt="none" miw="max-content">
                    {results.best}
                  </Badge>
                )}
              </Table.Th>
              <Table.Td>{numbers.percent(record.val.accuracy)}</Table.Td>
              <Table.Td>{numbers.fixed(record.val.loss, 4)}</Table.Td>
              <Table.Td>{numbers.percent(record.train.accuracy)}</Table.Td>
              <Table.Td>{numbers.fixed(record.train.loss, 4)}</Table.Td>
              <Table.Td>{compact(record.learningRate)}</Table.Td>
              <Table.Td>{duration(record.seconds, locale)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}
