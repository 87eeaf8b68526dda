/** How the model does on the labelled test pictures, beside how it did on validation. */
import { Table } from '@mantine/core'
import { type EpochRecord, rightOf, type TestScore as Score, wilsonInterval } from '../../workers/protocol'
import { ClassTable } from '../scores/ClassTable'
import { ConfusionMatrix } from '../scores/ConfusionMatrix'
import { Panel } from '../ui/Panel'
import tables from '../ui/Table.module.css'
import classes from './ResultsPlace.module.css'
import { useApp } from './state'
import { useText } from './words'

export function TestScore({ best }: { readonly best: EpochRecord }) {
  const { results } = useText()
  const { test } = results
  const score = useApp((state) => state.run.summary?.test ?? null)
  const pictures = useApp((state) => state.run.started?.testCount ?? 0)
  if (!score)
    return (
      <Panel title={test.title}>
        <p>{pictures > 0 ? test.unscored(pictures) : test.without}</p>
      </Panel>
    )
  const names = score.perClass.map(({ name }) => name)
  return (
    <div className={classes.stack}>
      <Panel title={test.title} note={test.pictures(score.judged, score.unread)}>
        <p className={classes.prose}>{test.lead(score.epoch)}</p>
        <Beside best={best} score={score} />
      </Panel>
      <Panel title={results.confusionTitle} note={test.note}>
        <ConfusionMatrix counts={score.confusion} names={names} />
      </Panel>
      <Panel title={results.classTitle} note={test.note}>
        <ClassTable scores={score.perClass} />
      </Panel>
    </div>
  )
}

/** Validation and test, figure by figure. */
function Beside({ best, score }: { readonly best: EpochRecord; readonly score: Score }) {
  const { results, numbers } = useText()
  const { test } = results
  const [chosen, tested] = [rightOf(best), rightOf(score)]
  const interval = ({ right, judged }: typeof chosen) => {
    const [low, high] = wilsonInterval(right, judged)
    return `${numbers.percent(low)} – ${numbers.percent(high)}`
  }
  const of = ({ right, judged }: typeof chosen) => `${numbers.n(right)} / ${numbers.n(judged)}`
  const rows = [
    [test.figures.accuracy, numbers.percent(best.val.accuracy), numbers.percent(score.scores.accuracy)],
    [test.figures.interval, interval(chosen), interval(tested)],
    [test.figures.right, of(chosen), of(tested)],
    [test.figures.loss, numbers.fixed(best.val.loss, 3), numbers.fixed(score.scores.loss, 3)],
  ] as const
  return (
    <div className={tables.scroll}>
      <Table verticalSpacing={5} horizontalSpacing={8} fz="sm" className={tables.table} data-narrow aria-label={test.beside}>
        <Table.Thead>
          <Table.Tr>
            <Table.Td />
            <Table.Th scope="col">{test.validation}</Table.Th>
            <Table.Th scope="col">{test.title}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([name, validation, onTest]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td>{validation}</Table.Td>
              <Table.Td>{onTest}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}
