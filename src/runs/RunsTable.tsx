/** The runs as a table, those of the same pictures together: one line a run, sorted by the column that was pressed. It scrolls within its own frame; name and actions stay in sight. */
import { Badge, Checkbox, Table, UnstyledButton } from '@mantine/core'
import { useMergedRef } from '@mantine/hooks'
import { IconChevronDown, IconChevronUp, IconNotes, IconStarFilled } from '@tabler/icons-react'
import { Fragment, useRef, useState } from 'react'
import { type ChangedSince, networkLabel, OPTIONS, type RunRecord, weightsName } from '../../workers/protocol'
import { engineName } from '../device/words'
import { addressOf } from '../page/addresses'
import { EndMark } from '../run/EndMark'
import { endOf } from '../run/runEnd'
import { isActive } from '../run/runView'
import { markEdges } from '../ui/edges'
import { bytes, compact, duration } from '../ui/format'
import { usePick } from '../ui/language'
import { useWidth } from '../ui/useWidth'
import { byDataset, type RunGroup } from './answering'
import { areUsual, bestIn, type Column, isDescendingFirst, type Sorting, type SortKey, type Space, VALUES } from './columns'
import { RunMenu } from './RunMenu'
import { RunName } from './RunName'
import classes from './Runs.module.css'
import { judgedOtherwise } from './runsView'
import { SinceLine } from './SinceLine'
import { useApp } from './state'
import { useFit } from './useFit'
import { useSince } from './useSince'
import { useText } from './words'

interface RunsTableProps {
  /** In the order in which they stand. */
  readonly runs: readonly RunRecord[]
  readonly columns: readonly Column[]
  readonly space: Space
  readonly sorting: Sorting
  readonly onSort: (sorting: Sorting) => void
  readonly ticked: readonly string[]
  readonly onTick: (id: string, on: boolean) => void
  readonly onEdit: (run: RunRecord) => void
}

export function RunsTable({ runs, columns: chosen, sorting, onSort, ...of }: RunsTableProps) {
  const { runs: text, locale } = useText()
  const frame = useRef<HTMLElement>(null)
  const { ref: measure, width } = useWidth<HTMLElement>()
  const [isAll, setIsAll] = useState(false)
  // Whoever chose columns wants them all, and scrolls.
  const columns = useFit(frame, width, chosen, `${locale} ${runs.length}`, areUsual(chosen) && !isAll)
  const without = chosen.slice(columns.length)
  const ref = useMergedRef(frame, measure, markEdges)
  const sortBy = (key: SortKey) => onSort({ key, descending: sorting.key === key ? !sorting.descending : isDescendingFirst(key) })
  const groups = byDataset(runs)
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
      <section ref={ref} data-keeps="left right" className={classes.scroll} tabIndex={0} aria-label={text.rail(runs.length)}>
        <Table className={classes.table} verticalSpacing={6} fz="sm" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col" className={classes.tick}>
                <span className={classes.hidden}>{text.compare}</span>
              </Table.Th>
              {(['name', ...columns] as const).map((key) => {
                const sorted = sorting.key === key
                const Arrow = sorting.descending ? IconChevronDown : IconChevronUp
                return (
                  <Table.Th
                    key={key}
                    scope="col"
                    data-column={key}
                    aria-sort={sorted ? (sorting.descending ? 'descending' : 'ascending') : undefined}
                  >
                    <UnstyledButton className={classes.sort} onClick={() => sortBy(key)}>
                      {text.columns[key]} {sorted && <Arrow size={14} aria-hidden />}
                    </UnstyledButton>
                  </Table.Th>
                )
              })}
              <Table.Th className={classes.menu}>
                <span className={classes.hidden}>{text.actionsHead}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          {groups.map((group) => (
            <Group key={group.key} group={group} isAlone={groups.length === 1 && !group.isSearch} columns={columns} {...of} />
          ))}
        </Table>
      </section>
      {without.length > 0 && (
        <p className={classes.without}>
          {text.without(without.map((column) => text.columns[column]))}{' '}
          <button type="button" className={classes.showAll} onClick={() => setIsAll(true)}>
            {text.showAll}
          </button>
        </p>
      )}
    </>
  )
}

interface GroupProps extends Pick<RunsTableProps, 'columns' | 'space' | 'ticked' | 'onTick' | 'onEdit'> {
  readonly group: RunGroup
  /** Whether all runs are of the same pictures: then nothing has to be told apart. */
  readonly isAlone: boolean
}

function Group({ group, isAlone, columns, space, ticked, ...of }: GroupProps) {
  const { runs: text, locale } = useText()
  const newest = group.runs.reduce((one, run) => (run.number > one.number ? run : one))
  const since = useSince(group.runs.map(({ id }) => id))
  const taken = group.runs.reduce((sum, { id }) => sum + (space[id] ?? 0), 0)
  return (
    <Table.Tbody>
      {!isAlone && (
        <Table.Tr className={classes.group}>
          <Table.Th scope="rowgroup" colSpan={columns.length + 3}>
            <span className={classes.groupName}>
              <bdi>{group.isSearch ? text.searchOf(group.name) : group.name}</bdi>{' '}
              <span>{text.group(group.runs.length, bytes(taken, locale))}</span>
            </span>
          </Table.Th>
        </Table.Tr>
      )}
      {group.sets.map((runs) => (
        <Fragment key={runs[0]!.id}>
          {group.sets.length > 1 && <JudgedBy runs={runs} newest={newest} columns={columns.length + 3} />}
          <Rows runs={runs} since={since} columns={columns} space={space} ticked={ticked} {...of} />
        </Fragment>
      ))}
    </Table.Tbody>
  )
}

/** What the runs below were judged by, beside the newest run of these pictures. */
function JudgedBy({
  runs,
  newest,
  columns,
}: {
  readonly runs: readonly RunRecord[]
  readonly newest: RunRecord
  readonly columns: number
}) {
  const { runs: text } = useText()
  const first = runs[0]!
  const count = first.split.val.length
  const { pictures, labels } = judgedOtherwise(first, newest)
  const isNewest = runs.includes(newest)
  return (
    <Table.Tr className={classes.set} data-judged={isNewest ? 'newest' : 'other'}>
      <Table.Th scope="rowgroup" colSpan={columns}>
        <span className={classes.groupName}>
          <span>{isNewest ? text.judgedAsNewest(count) : text.judgedOtherwise(count, pictures, labels)}</span>
        </span>
      </Table.Th>
    </Table.Tr>
  )
}

interface RowsProps extends Pick<RunsTableProps, 'runs' | 'columns' | 'space' | 'ticked' | 'onTick' | 'onEdit'> {
  readonly since: Readonly<Record<string, ChangedSince>>
}

/** Runs whose figures are comparable. */
function Rows({ runs, since, columns, ticked, ...of }: RowsProps) {
  const best = new Map(columns.map((column) => [column, bestIn(runs, column)]))
  return runs.map((run) => (
    <Row
      key={run.id}
      run={run}
      since={since[run.id]}
      columns={columns}
      isBest={(column) => best.get(column)?.has(run.id) ?? false}
      isTicked={ticked.includes(run.id)}
      {...of}
    />
  ))
}

interface RowProps extends Pick<RunsTableProps, 'columns' | 'space' | 'onTick' | 'onEdit'> {
  readonly run: RunRecord
  readonly since: ChangedSince | undefined
  readonly isBest: (column: Column) => boolean
  readonly isTicked: boolean
}

function Row({ run, since, columns, space, isBest, isTicked, onTick, onEdit }: RowProps) {
  const { runs: text } = useText()
  const openRun = useApp((state) => state.openRun)
  const busy = useApp((state) => isActive(state.run))
  const isOpen = useApp((state) => state.run.started?.runId === run.id)
  const open = async () => {
    if (await openRun(run)) location.hash = addressOf('results')
  }
  return (
    <Table.Tr aria-current={isOpen || undefined} data-open={isOpen || undefined}>
      <Table.Td className={classes.tick}>
        <Checkbox
          size="xs"
          checked={isTicked}
          aria-label={text.tick(run.name)}
          onChange={(event) => onTick(run.id, event.currentTarget.checked)}
        />
      </Table.Td>
      <Table.Th scope="row" data-column="name">
        {run.bestFile ? (
          <UnstyledButton
            className={classes.name}
            data-opens
            disabled={busy}
            aria-label={text.openOf(run.name)}
            onClick={() => void open()}
          >
            <RunName run={run} />
          </UnstyledButton>
        ) : (
          <span className={classes.name}>
            <RunName run={run} />
          </span>
        )}
        {isOpen && (
          <Badge size="xs" variant="filled" tt="none" className={classes.openMark}>
            {text.isOpen}
          </Badge>
        )}
        <Under run={run} columns={columns} />
        <SinceLine className={classes.since} changed={since} />
        {run.notes && (
          <span className={classes.notes} title={run.notes}>
            <IconNotes size={14} aria-hidden /> <bdi>{run.notes}</bdi>
          </span>
        )}
      </Table.Th>
      {columns.map((column) => (
        <Table.Td key={column} data-column={column} data-best={isBest(column) || undefined}>
          <Cell run={run} column={column} space={space} />
          {isBest(column) && (
            <>
              <IconStarFilled size={11} aria-hidden className={classes.star} />
              <span className={classes.hidden}>{text.best}</span>
            </>
          )}
        </Table.Td>
      ))}
      <Table.Td className={classes.menu}>
        <RunMenu run={run} onEdit={onEdit} />
      </Table.Td>
    </Table.Tr>
  )
}

/** What stands under a name: when the run began and how it ended where their columns are not there. */
function Under({ run, columns }: { readonly run: RunRecord; readonly columns: readonly Column[] }) {
  const { runs: text, locale } = useText()
  const end = endOf(run)
  const hasStatus = columns.includes('status')
  return (
    <span className={classes.under}>
      {!hasStatus && <EndMark end={end} />}
      {!hasStatus && end === null && <span>{text.status[run.status]}</span>}
      {!columns.includes('created') && <Created run={run} locale={locale} />}
    </span>
  )
}

function Created({ run, locale }: { readonly run: RunRecord; readonly locale: string }) {
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(run.created))
  return <time dateTime={run.created}>{date}</time>
}

interface CellProps {
  readonly run: RunRecord
  readonly column: Column
  readonly space: Space
}

function Cell({ run, column, space }: CellProps) {
  const text = useText()
  const { locale, numbers } = text
  const pick = usePick()
  const { config } = run
  const figure = Number(VALUES[column](run, space))
  switch (column) {
    case 'created':
      return <Created run={run} locale={locale} />
    case 'strategy':
      return pick(OPTIONS.strategy.values[config.strategy])
    case 'network':
      return networkLabel(config)
    case 'weights':
      return <bdi>{pick(weightsName(run.weights, config.depth))}</bdi>
    case 'size':
      return text.runs.px(config.imageSize)
    case 'rate':
      return compact(config.learningRate)
    case 'batch':
      return numbers.n(config.batchSize)
    case 'accuracy':
    case 'highest':
    case 'test':
      return numbers.percent(figure)
    case 'loss':
      return numbers.fixed(figure, 3)
    case 'epochs':
      return text.runs.epochsOf(run.epochs.length, config.epochs)
    case 'time':
      return duration(figure, locale)
    case 'device':
      return engineName(text, run.device)
    case 'space':
      return Number.isFinite(figure) ? bytes(figure, locale) : '–'
    case 'status':
      return <Status run={run} />
    default:
      return column satisfies never
  }
}

const COLORS: Readonly<Record<RunRecord['status'], string>> = { running: 'iris', interrupted: 'yellow', finished: 'gray', failed: 'red' }

function Status({ run }: { readonly run: RunRecord }) {
  const { runs: text } = useText()
  if (endOf(run) === 'diverged') return <EndMark end="diverged" />
  const why = run.reason === 'early-stop' ? text.early : run.reason === 'stopped' ? text.byHand : null
  return (
    <>
      <Badge variant="dot" size="sm" tt="none" color={COLORS[run.status]} className={classes.badge}>
        {text.status[run.status]}
      </Badge>
      {why && <span className={classes.why}>{why}</span>}
    </>
  )
}
