/** The runs as a table: one line a run, sorted by the column that was pressed. */
import { Badge, Checkbox, Table, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconNotes } from '@tabler/icons-react'
import { OPTIONS, type RunRecord } from '../../workers/protocol'
import { addressOf } from '../page/addresses'
import { isActive } from '../run/runView'
import { usePick } from '../ui/language'
import { Name } from '../ui/Name'
import { RunMenu } from './RunMenu'
import classes from './Runs.module.css'
import { bestOfRun, SORTS, type Sorting, type SortKey } from './runsView'
import { useApp } from './state'
import { useText } from './words'

interface RunsTableProps {
  readonly runs: readonly RunRecord[]
  readonly sorting: Sorting
  readonly onSort: (sorting: Sorting) => void
  readonly ticked: readonly string[]
  readonly onTick: (id: string, on: boolean) => void
  readonly onEdit: (run: RunRecord) => void
}

/** Figures and dates are first wanted from the top down, names from A on. */
const DESCENDING_FIRST: readonly SortKey[] = ['created', 'accuracy', 'epochs']

export function RunsTable({ runs, sorting, onSort, ticked, onTick, onEdit }: RunsTableProps) {
  const { runs: text } = useText()
  const sortBy = (key: SortKey) => onSort({ key, descending: sorting.key === key ? !sorting.descending : DESCENDING_FIRST.includes(key) })
  return (
    <Table className={classes.table} verticalSpacing={6} fz="sm" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col" className={classes.tick}>
            <span className={classes.hidden}>{text.compare}</span>
          </Table.Th>
          {SORTS.map((key) => {
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
          <Table.Th className={classes.menu} />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {runs.map((run) => (
          <Row key={run.id} run={run} ticked={ticked.includes(run.id)} onTick={onTick} onEdit={onEdit} />
        ))}
      </Table.Tbody>
    </Table>
  )
}

interface RowProps extends Pick<RunsTableProps, 'onTick' | 'onEdit'> {
  readonly run: RunRecord
  readonly ticked: boolean
}

function Row({ run, ticked, onTick, onEdit }: RowProps) {
  const { locale, runs: text, runs, numbers } = useText()
  const openRun = useApp((state) => state.openRun)
  const busy = useApp((state) => isActive(state.run))
  const open = async () => {
    if (await openRun(run)) location.hash = addressOf('results')
  }
  const pick = usePick()
  const best = bestOfRun(run)
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(run.created))
  return (
    <Table.Tr>
      <Table.Td className={classes.tick}>
        <Checkbox
          size="xs"
          checked={ticked}
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
            aria-label={runs.openOf(run.name)}
            onClick={() => void open()}
          >
            <Name wraps>{run.name}</Name>
          </UnstyledButton>
        ) : (
          <span className={classes.name}>
            <Name wraps>{run.name}</Name>
          </span>
        )}
        {run.notes && (
          <span className={classes.notes} title={run.notes}>
            <IconNotes size={14} aria-hidden /> {run.notes}
          </span>
        )}
        <span className={classes.below}>
          {new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' }).format(new Date(run.created))}
        </span>
      </Table.Th>
      <Table.Td data-column="created">
        <time dateTime={run.created}>{date}</time>
      </Table.Td>
      <Table.Td data-column="dataset">
        <Name wraps>{run.dataset.name}</Name>
      </Table.Td>
      <Table.Td data-column="strategy">{pick(OPTIONS.strategy.values[run.config.strategy])}</Table.Td>
      <Table.Td data-column="accuracy">{numbers.percent(best?.val.accuracy ?? Number.NaN)}</Table.Td>
      <Table.Td data-column="epochs">{text.epochsOf(run.epochs.length, run.config.epochs)}</Table.Td>
      <Table.Td data-column="status">
        <Status run={run} />
      </Table.Td>
      <Table.Td className={classes.menu}>
        <RunMenu run={run} onEdit={onEdit} />
      </Table.Td>
    </Table.Tr>
  )
}

const COLORS: Readonly<Record<RunRecord['status'], string>> = { running: 'iris', interrupted: 'yellow', finished: 'gray', failed: 'red' }

function Status({ run }: { readonly run: RunRecord }) {
  const { runs: text } = useText()
  const why =
    run.reason === 'early-stop' ? text.early : run.reason === 'stopped' ? text.byHand : run.reason === 'diverged' ? text.diverged : null
  return (
    <>
      <Badge variant="dot" size="sm" tt="none" color={COLORS[run.status]} className={classes.badge}>
        {text.status[run.status]}
      </Badge>
      {why && <span className={classes.why}>{why}</span>}
    </>
  )
}
