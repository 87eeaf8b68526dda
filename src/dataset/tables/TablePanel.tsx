/** Labels from a table: which one, which columns, what its first rows give, what does not fit; and the tables that were not taken. */
import { Button, Select } from '@mantine/core'
import { IconTablePlus } from '@tabler/icons-react'
import type { DatasetSummary, TableFound, TableTaken } from '../../../workers/protocol'
import { isolated } from '../../ui/names'
import { Panel } from '../../ui/Panel'
import { useApp } from '../state'
import { useText } from '../words'
import { Findings } from './Findings'
import { Preview } from './Preview'
import classes from './TablePanel.module.css'
import { useTablePicker } from './useTablePicker'

export function TablePanel({ dataset }: { readonly dataset: DatasetSummary }) {
  const { tables: text } = useText()
  const { choose, input } = useTablePicker()
  const busy = useApp((state) => state.opening !== null)
  const { taken, found, namesFrom } = dataset.tables
  const others = found.filter(({ files }) => !taken || files[0] !== taken.files[0])
  const note = taken
    ? text.from(shown(taken.files), taken.rows)
    : namesFrom
      ? text.findings['names-from'](namesFrom)
      : found.length === 0
        ? text.none
        : ''
  return (
    <Panel
      title={text.title}
      note={note}
      actions={
        <Button variant="default" size="xs" disabled={busy} leftSection={<IconTablePlus size={15} aria-hidden />} onClick={choose}>
          {text.add}
        </Button>
      }
    >
      {taken ? (
        <>
          <Columns taken={taken} found={found} busy={busy} />
          <Preview rows={taken.preview} fileColumn={taken.fileColumn} labelColumns={taken.labelColumns} />
          <Findings findings={taken.findings} />
        </>
      ) : (
        <p className={classes.hint}>{text.addHint}</p>
      )}
      {others.length > 0 && <Others found={others} busy={busy} />}
      {input}
    </Panel>
  )
}

/** Paths of tables that are read together, by their names. */
const shown = (files: readonly string[]): string => [...new Set(files.map((path) => path.split('/').at(-1)!))].join(' + ')

const NONE = ''
/** Stands for all columns of 0 and 1 together; no column is called so. */
const ONE_HOT = '\0'

function Columns({ taken, found, busy }: { readonly taken: TableTaken; readonly found: readonly TableFound[]; readonly busy: boolean }) {
  const { tables: text } = useText()
  const readAs = useApp((state) => state.readAs)
  const { fileColumn, labelColumns, splitColumn, groupColumn, oneHot, columns } = taken
  const now = { file: taken.files[0]!, fileColumn, labelColumns, splitColumn, groupColumn }
  const change = (changed: Partial<typeof now>) => void readAs({ layout: 'table', table: { ...now, ...changed } })
  const options = columns.map((name) => ({ value: name, label: isolated(name) }))
  const label = labelColumns.length > 1 ? ONE_HOT : (labelColumns[0] ?? null)
  const together = { value: ONE_HOT, label: text.oneHot(labelColumns.length > 1 ? labelColumns : oneHot) }
  const readable = found.filter(({ labels }) => labels !== null)
  // Not disabled: that would take the keyboard away from the one that was just changed.
  const common = { readOnly: busy, allowDeselect: false, searchable: columns.length > 12 }
  return (
    <div className={classes.columns}>
      {readable.length > 1 && (
        <Select
          {...common}
          className={classes.wide!}
          label={text.table}
          value={taken.files[0]!}
          data={readable.map(({ files }) => ({ value: files[0]!, label: files.join(' + ') }))}
          onChange={(file) => file && void readAs({ layout: 'table', table: { file } })}
        />
      )}
      <Select
        {...common}
        label={text.fileColumn}
        value={fileColumn}
        data={options}
        onChange={(name) => name !== null && change({ fileColumn: name })}
      />
      <Select
        {...common}
        label={text.labelColumn}
        value={label}
        data={oneHot.length > 1 || labelColumns.length > 1 ? [together, ...options] : options}
        onChange={(name) => name !== null && change({ labelColumns: name === ONE_HOT ? oneHot : [name] })}
      />
      <Select
        {...common}
        label={text.splitColumn}
        value={splitColumn ?? NONE}
        data={[{ value: NONE, label: text.noColumn }, ...options]}
        onChange={(name) => change({ splitColumn: name || null })}
      />
      <Select
        {...common}
        label={text.groupColumn}
        description={text.groupHint}
        inputWrapperOrder={['label', 'input', 'description']}
        value={groupColumn ?? NONE}
        data={[{ value: NONE, label: text.noColumn }, ...options]}
        onChange={(name) => change({ groupColumn: name || null })}
      />
    </div>
  )
}

/** Tables that the labels are not from: what they would give, or why they give nothing. */
function Others({ found, busy }: { readonly found: readonly TableFound[]; readonly busy: boolean }) {
  const { tables: text } = useText()
  const readAs = useApp((state) => state.readAs)
  return (
    <section className={classes.others} aria-label={text.others}>
      <h3>{text.others}</h3>
      <ul>
        {found.map(({ files, labels, fault }) => (
          <li key={files[0]}>
            <span className={classes.path}>{files.join(' + ')}</span>
            <span>{labels ? text.gives(labels.classes, labels.pictures, labels.columns) : fault && text.faults[fault].why}</span>
            {labels && (
              <Button
                variant="default"
                size="compact-xs"
                disabled={busy}
                aria-label={text.readBy(shown(files))}
                onClick={() => void readAs({ layout: 'table', table: { file: files[0]! } })}
              >
                {text.use}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
