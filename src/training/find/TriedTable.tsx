/** Every recipe of a search with its accuracy at each stage that it has come through. */
import { Table } from '@mantine/core'
import type { SearchState, SearchTrial, TrialFigure } from '../../../workers/protocol'
import { markEdges } from '../../ui/edges'
import { usePick } from '../../ui/language'
import { useText } from '../words'
import classes from './Find.module.css'
import { triedIn } from './tried'

export function TriedTable({ state }: { readonly state: SearchState }) {
  const { recipeSearch: text } = useText()
  const { stages, trials, best } = state
  const heads = trials.filter(({ kind }) => kind === 'head')
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
      <section ref={markEdges} className={classes.scroll} tabIndex={0} aria-label={text.table}>
        <Table className={classes.table} fz="sm" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">#</Table.Th>
              <Table.Th scope="col">{text.recipe}</Table.Th>
              {stages.map((epochs) => (
                <Table.Th key={epochs} scope="col">
                  {text.after(epochs)}
                </Table.Th>
              ))}
              {stages.length === 0 && <Table.Th scope="col">{text.rightOf}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {trials.map((trial) => (
              <Row key={trial.number} trial={trial} stages={Math.max(1, stages.length)} isBest={trial.number === best} />
            ))}
          </Table.Tbody>
        </Table>
      </section>
      <p className={classes.note}>{stages.length === 0 ? text.howWhole : text.how(heads.length, stages)}</p>
    </>
  )
}

interface RowProps {
  readonly trial: SearchTrial
  readonly stages: number
  readonly isBest: boolean
}

function Row({ trial, stages, isBest }: RowProps) {
  const text = useText()
  const pick = usePick()
  const { recipeSearch, numbers } = text
  const { number, kind, status, figures } = trial
  const marks = [isBest ? recipeSearch.bestMark : '', recipeSearch.status[status]].filter(Boolean).join(', ')
  const cells = kind === 'head' ? Array.from({ length: stages }, (_, stage) => figures[stage]) : [figures[0]]
  return (
    <Table.Tr data-best={isBest} data-status={status}>
      <Table.Td>{numbers.n(number)}</Table.Td>
      <Table.Th scope="row">
        {triedIn(text, pick, trial)}
        <span className={classes.mark}>{marks}</span>
      </Table.Th>
      {cells.map((figure, stage) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its place
        <Table.Td key={stage} colSpan={kind === 'head' ? 1 : stages}>
          <Figure figure={figure} />
        </Table.Td>
      ))}
    </Table.Tr>
  )
}

function Figure({ figure }: { readonly figure: TrialFigure | undefined }) {
  const { recipeSearch, numbers } = useText()
  if (!figure) return '–'
  return (
    <>
      {numbers.percent(figure.accuracy)}
      <span className={classes.loss}>{recipeSearch.lossOf(numbers.fixed(figure.loss, 3))}</span>
    </>
  )
}
