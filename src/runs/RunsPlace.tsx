/** The Runs place: every run that was kept, to sort, filter, compare, repeat and carry away. */
import { Button, FileButton, Select, TextInput } from '@mantine/core'
import { IconFileImport, IconHistory, IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { RunRecord } from '../../workers/protocol'
import { addressOf } from '../page/addresses'
import { EmptyPlace } from '../ui/EmptyPlace'
import { leadTo } from '../ui/focus'
import { bytes } from '../ui/format'
import { Panel } from '../ui/Panel'
import { byDataset } from './answering'
import { ColumnChoice } from './ColumnChoice'
import { Compare } from './Compare'
import { type Sorting, sortRuns } from './columns'
import { MakeRoom, Ticked } from './MakeRoom'
import { RunEditor } from './RunEditor'
import classes from './Runs.module.css'
import { RunsTable } from './RunsTable'
import { filterRuns } from './runsView'
import { useApp } from './state'
import { useText } from './words'

const STATUSES = ['running', 'interrupted', 'finished', 'failed'] as const satisfies readonly RunRecord['status'][]

export function RunsPlace() {
  const { runs: text, locale, goTo } = useText()
  const hasDataset = useApp((state) => state.dataset !== null)
  const runs = useApp((state) => state.runs)
  const space = useApp((state) => state.runsSpace)
  const columns = useApp((state) => state.runColumns)
  const refreshRuns = useApp((state) => state.refreshRuns)
  const [words, setWords] = useState('')
  const [status, setStatus] = useState<RunRecord['status'] | null>(null)
  const [sorting, setSorting] = useState<Sorting>({ key: 'created', descending: true })
  const [ticked, setTicked] = useState<readonly string[]>([])
  const [editing, setEditing] = useState<RunRecord | null>(null)
  const comparison = useRef<HTMLHeadingElement>(null)
  useEffect(() => void refreshRuns(), [refreshRuns])
  if (!runs) return <p role="status">{text.loading}</p>
  if (runs.length === 0)
    return (
      <EmptyPlace
        icon={<IconHistory size={28} stroke={1.6} />}
        title={text.emptyTitle}
        text={text.emptyText}
        action={hasDataset ? { label: goTo.train, href: addressOf('train') } : { label: goTo.data, href: addressOf('data') }}
      >
        <div className={classes.center}>
          <ImportButton />
        </div>
      </EmptyPlace>
    )
  const sizes = space?.byRun ?? {}
  const shown = sortRuns(filterRuns(runs, words, status), sorting, locale, sizes)
  const datasets = byDataset(runs)
  const compared = runs.filter((run) => ticked.includes(run.id))
  return (
    <>
      <header className={classes.header}>
        <div>
          <h1 className={classes.title}>{text.title}</h1>
          <p className={classes.line}>{text.lead}</p>
          {space && !space.problem && <p className={classes.line}>{text.space(bytes(space.bytes, locale), bytes(space.budget, locale))}</p>}
        </div>
        <div className={classes.buttons}>
          <MakeRoom runs={runs} />
          <ImportButton />
        </div>
      </header>
      <div className={classes.stack}>
        <Panel title={text.rail(runs.length)} note={datasets.length === 1 && <bdi>{datasets[0]?.name}</bdi>} actions={<ColumnChoice />}>
          <div className={classes.filters}>
            <TextInput
              className={classes.search}
              leftSection={<IconSearch size={16} aria-hidden />}
              placeholder={text.search}
              aria-label={text.search}
              value={words}
              onChange={(event) => setWords(event.currentTarget.value)}
            />
            <Select
              className={classes.status}
              aria-label={text.statusFilter}
              value={status ?? ''}
              data={[{ value: '', label: text.allStatuses }, ...STATUSES.map((value) => ({ value, label: text.status[value] }))]}
              onChange={(value) => setStatus(STATUSES.find((name) => name === value) ?? null)}
            />
          </div>
          {compared.length > 0 && (
            <Ticked
              runs={compared}
              onClear={() => setTicked([])}
              onCompare={compared.length > 1 ? () => comparison.current && leadTo(comparison.current) : null}
            />
          )}
          {shown.length === 0 ? (
            <p className={classes.line}>{text.noMatch}</p>
          ) : (
            <RunsTable
              runs={shown}
              columns={columns}
              space={sizes}
              sorting={sorting}
              onSort={setSorting}
              ticked={ticked}
              onTick={(id, on) => setTicked(on ? [...ticked, id] : ticked.filter((other) => other !== id))}
              onEdit={setEditing}
            />
          )}
        </Panel>
        {compared.length > 1 && <Compare runs={compared} headingRef={comparison} />}
      </div>
      {editing && <RunEditor run={editing} onClose={() => setEditing(null)} />}
    </>
  )
}

function ImportButton() {
  const { runs: text } = useText()
  const importRun = useApp((state) => state.importRun)
  return (
    <FileButton accept=".zip" onChange={(file) => file && void importRun(file)} inputProps={{ 'aria-label': text.import }}>
      {(props) => (
        <Button {...props} variant="default" leftSection={<IconFileImport size={16} aria-hidden />}>
          {text.import}
        </Button>
      )}
    </FileButton>
  )
}
