/** What each way to answer gains on the validation pictures, and the button that takes it. */
import { Badge, Button, Table } from '@mantine/core'
import type { AnswerFigures, AnswerGain, AnswerOption, RunRecord } from '../../workers/protocol'
import { Panel } from '../ui/Panel'
import tables from '../ui/Table.module.css'
import classes from './BetterAnswers.module.css'
import { bestOption, samePlan, wordPlan } from './betterView'
import { useApp } from './state'
import { useText } from './words'

/** Beaten by every option. */
const NOTHING: AnswerFigures = { right: 0, accuracy: 0, logLoss: Number.POSITIVE_INFINITY }
/** With fewer pictures than this one more or less moves the accuracy by a percent. */
const FEW = 100

interface GainTableProps {
  readonly gain: AnswerGain
  readonly runs: readonly RunRecord[]
}

export function GainTable({ gain, runs }: GainTableProps) {
  const text = useText()
  const { numbers, better } = text
  const runId = useApp((state) => state.model?.runId ?? null)
  const best = bestOption(gain)
  const together = bestOption({ before: NOTHING, options: gain.options.filter((option) => option.fitted !== null) })
  const nameOf = (id: string) => runs.find((run) => run.id === id)?.name ?? id
  const loss = (figures: AnswerFigures | null) => numbers.fixed(figures?.logLoss ?? Number.NaN, 4)
  return (
    <Panel title={better.gain} note={better.gainNote(gain.pictures)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
      <section className={tables.scroll} aria-label={better.table} tabIndex={0}>
        <Table verticalSpacing={6} horizontalSpacing={10} fz="sm" className={`${tables.table} ${classes.gains}`}>
          <Table.Thead>
            <Table.Tr>
              {[better.way, better.accuracy, better.logLoss, better.changes, better.work].map((head, i) => (
                <Table.Th key={head} scope="col" data-less={i > 2 || undefined}>
                  {head}
                </Table.Th>
              ))}
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Table.Tr>
              <Table.Th scope="row">
                {better.kinds.single}{' '}
                <Badge size="xs" variant="light" color="gray" tt="none">
                  {better.now}
                </Badge>
              </Table.Th>
              <Table.Td>{numbers.percent(gain.before.accuracy)}</Table.Td>
              <Table.Td>{loss(gain.before)}</Table.Td>
              <Table.Td data-less>–</Table.Td>
              <Table.Td data-less>{better.times(1)}</Table.Td>
              <Table.Td />
            </Table.Tr>
            {gain.options.map((option) => (
              <Row
                key={JSON.stringify([option.plan.views, option.fitted === null])}
                {...{ option, before: gain.before, best: option === best, nameOf }}
              />
            ))}
          </Table.Tbody>
        </Table>
      </section>
      <div className={classes.honest}>
        {!best && <p>{better.none}</p>}
        {best && (
          <p>
            <bdi>{better.gains(wordPlan(text, best.plan, best.fitted ? null : runId), best.gain)}</bdi>
          </p>
        )}
        {together?.overBest && (
          <p>
            <bdi>{better.overBest(nameOf(together.overBest.runId), together.overBest)}</bdi>
          </p>
        )}
        {gain.against.map((one) => (
          <p key={one.runId}>
            <bdi>{better.against(nameOf(one.runId), one)}</bdi>
          </p>
        ))}
        {gain.pictures < FEW && <p>{better.honest.few}</p>}
        {together && (
          <>
            <p>{better.honest.fitted}</p>
            <p>{better.honest.same(wordPlan(text, together.plan, null), loss(together.fitted), loss(together.equal))}</p>
          </>
        )}
        <p>{better.honest.chosen}</p>
        {gain.learned > 0 && <p>{better.honest.learned(gain.learned)}</p>}
      </div>
    </Panel>
  )
}

interface RowProps {
  readonly option: AnswerOption
  readonly before: AnswerFigures
  readonly best: boolean
  readonly nameOf: (runId: string) => string
}

function Row({ option, before, best, nameOf }: RowProps) {
  const text = useText()
  const { better, numbers } = text
  const plan = useApp((state) => state.model?.better ?? null)
  const takeAnswers = useApp((state) => state.takeAnswers)
  // Weights may leave one run of several, which need not be this one.
  const runId = useApp((state) => state.model?.runId ?? null)
  const way = wordPlan(text, option.plan, option.fitted ? null : runId)
  const { accuracy, logLoss } = option.figures
  const taken = samePlan(plan, option.plan)
  return (
    <Table.Tr>
      <Table.Th scope="row">
        {way}{' '}
        {best && (
          <Badge size="xs" variant="light" tt="none">
            {better.least}
          </Badge>
        )}
        {option.fitted && (
          <span className={classes.weights}>
            {option.plan.members.map(({ runId, weight }) => better.weight(nameOf(runId), weight)).join(', ')}
          </span>
        )}
      </Table.Th>
      <Table.Td>
        {numbers.percent(accuracy)} <Change by={100 * (accuracy - before.accuracy)} digits={1} wanted="up" />
      </Table.Td>
      <Table.Td>
        {numbers.fixed(logLoss, 4)} <Change by={logLoss - before.logLoss} digits={4} wanted="down" />
      </Table.Td>
      <Table.Td data-less>{better.changed(option.mended, option.spoilt)}</Table.Td>
      <Table.Td data-less>{better.times(option.passes)}</Table.Td>
      <Table.Td>
        <Button
          size="compact-sm"
          variant={best ? 'filled' : 'default'}
          disabled={taken}
          aria-label={taken ? better.takenOf(way) : better.takeOf(way)}
          onClick={() => void takeAnswers(option.plan)}
        >
          {taken ? better.taken : better.take}
        </Button>
      </Table.Td>
    </Table.Tr>
  )
}

interface ChangeProps {
  readonly by: number
  readonly digits: number
  readonly wanted: 'up' | 'down'
}

/** A difference with its sign; plain where nothing is left of it in the digits shown. */
function Change({ by, digits, wanted }: ChangeProps) {
  const { numbers } = useText()
  const none = Math.abs(by) < 0.5 * 10 ** -digits
  const tone = none ? 'none' : by > 0 === (wanted === 'up') ? 'good' : 'bad'
  return (
    <span className={classes.change} data-tone={tone}>
      {none ? '±' : by < 0 ? '−' : '+'}
      {numbers.fixed(Math.abs(by), digits)}
    </span>
  )
}
