/** A panel with a chart and, one click away, its figures as a table. */
import { Table } from '@mantine/core'
import type { ReactNode } from 'react'
import { markEdges } from '../../ui/edges'
import { Panel } from '../../ui/Panel'
import tables from '../../ui/Table.module.css'
import { useChartToggle } from '../../ui/useChartToggle'
import classes from './Curves.module.css'

interface ChartPanelProps {
  readonly title: string
  readonly note?: string
  readonly help: string
  readonly chart: ReactNode
  readonly heads: readonly string[]
  /** Rows of the table, made only when it is shown. */
  readonly rows: () => readonly (readonly string[])[]
  readonly children?: ReactNode
}

export function ChartPanel({ title, note, help, chart, heads, rows, children }: ChartPanelProps) {
  const { shown, toggle } = useChartToggle(title)
  return (
    <Panel title={title} note={note} actions={toggle}>
      <p className={classes.help}>{help}</p>
      {shown === 'chart' ? (
        chart
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
        <section ref={markEdges} data-keeps="top" className={classes.table} aria-label={title} tabIndex={0}>
          <Table verticalSpacing={4} fz="sm" className={tables.table} stickyHeader>
            <Table.Thead>
              <Table.Tr>
                {heads.map((head) => (
                  <Table.Th key={head} scope="col">
                    {head}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows().map((row, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: points of a curve have no other name and never move
                <Table.Tr key={i}>
                  {row.map((value, c) => (
                    <Table.Td key={heads[c]}>{value}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
      {children}
    </Panel>
  )
}
