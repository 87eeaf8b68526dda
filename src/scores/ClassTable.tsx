/** Precision, recall and F1 of each class. */
import { Table, Tooltip } from '@mantine/core'
import { memo } from 'react'
import { type ClassScores, readingOrder } from '../../workers/protocol'
import { markEdges } from '../ui/edges'
import { shortNames } from '../ui/names'
import classes from '../ui/Table.module.css'
import { ClassName } from './ClassName'
import { useText } from './words'

export const ClassTable = memo(function ClassTable({ scores }: { readonly scores: readonly ClassScores[] }) {
  const { scores: text, numbers } = useText()
  const mean = (of: (score: ClassScores) => number) => scores.reduce((sum, score) => sum + of(score), 0) / scores.length
  const inOrder = readingOrder(scores.map(({ name }) => name)).map((i) => ({ i, ...scores[i]! }))
  const short = shortNames(scores.map(({ name }) => name))
  const heads = [
    { name: text.precision, help: text.precisionHelp },
    { name: text.recall, help: text.recallHelp },
    { name: text.f1, help: text.f1Help },
  ]
  return (
    <div ref={markEdges} data-keeps="left" className={classes.scroll}>
      <Table verticalSpacing={5} horizontalSpacing={6} fz="sm" className={classes.table} data-narrow>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{text.class}</Table.Th>
            {heads.map(({ name: head, help }) => (
              <Table.Th key={head} scope="col">
                <Tooltip label={help}>
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip explains the figure to the keyboard too */}
                  <span className={classes.explained} tabIndex={0}>
                    {head}
                  </span>
                </Tooltip>
              </Table.Th>
            ))}
            <Table.Th scope="col">{text.support}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {inOrder.map(({ i, name, precision, recall, f1, support }) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">
                <ClassName index={i} name={name} short={short[i]} />
              </Table.Th>
              <Table.Td>{numbers.percent(precision)}</Table.Td>
              <Table.Td>{numbers.percent(recall)}</Table.Td>
              <Table.Td>{numbers.percent(f1)}</Table.Td>
              <Table.Td>{numbers.n(support)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        {scores.length > 1 && (
          <Table.Tfoot>
            <Table.Tr>
              <Table.Th scope="row">{text.mean}</Table.Th>
              <Table.Td>{numbers.percent(mean((score) => score.precision))}</Table.Td>
              <Table.Td>{numbers.percent(mean((score) => score.recall))}</Table.Td>
              <Table.Td>{numbers.percent(mean((score) => score.f1))}</Table.Td>
              <Table.Td>{numbers.n(scores.reduce((sum, score) => sum + score.support, 0))}</Table.Td>
            </Table.Tr>
          </Table.Tfoot>
        )}
      </Table>
    </div>
  )
})
