/** What would become of pictures of something else: how many are refused, at which price, and how well the two are told apart. */
import { Table } from '@mantine/core'
import type { NoneOfTrial } from '../../workers/protocol'
import { markEdges } from '../ui/edges'
import tables from '../ui/Table.module.css'
import classes from './BetterAnswers.module.css'
import { useText } from './words'

/** @param pass the share that is chosen now */
export function NoneOfTrialTable({ trial, pass }: { readonly trial: NoneOfTrial; readonly pass: number }) {
  const { noneOf, numbers } = useText()
  const text = noneOf.trial
  const { pictures, unreadable, rows, auc } = trial
  if (pictures === 0) return <p role="status">{text.nothing(unreadable)}</p>
  return (
    <div role="status">
      <div ref={markEdges} data-keeps="left" className={tables.scroll}>
        <Table verticalSpacing={5} horizontalSpacing={8} fz="sm" className={tables.table}>
          <Table.Caption>{text.caption(pictures, unreadable)}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{text.passes}</Table.Th>
              <Table.Th scope="col">{text.refused}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.pass} data-chosen={row.pass === pass}>
                <Table.Th scope="row">{numbers.percent(row.pass, 1)}</Table.Th>
                <Table.Td>{text.share(row.refused, pictures, numbers.percent(row.refused / pictures))}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <p className={classes.note}>
        {auc ? text.auc(numbers.fixed(auc.similarity, 3), numbers.fixed(auc.probability, 3), auc.validation) : text.noAuc}
      </p>
    </div>
  )
}
