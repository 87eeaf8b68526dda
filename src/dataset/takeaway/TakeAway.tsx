/** The dataset as a file that opens elsewhere, with every edit: chosen, followed and cancelled here. */
import { Button, Progress, Radio } from '@mantine/core'
import { IconPackageExport } from '@tabler/icons-react'
import { useState } from 'react'
import { type DatasetSummary, TAKE_AWAY_KINDS, type TakeAwayKind, type TakenAway } from '../../../workers/protocol'
import { bytes, duration } from '../../ui/format'
import { Panel } from '../../ui/Panel'
import { chooseZip } from '../../ui/save'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './TakeAway.module.css'
import { zipNameOf } from './takeAwaySlice'

export function TakeAway({ dataset }: { readonly dataset: DatasetSummary }) {
  const { data, ui, locale } = useText()
  const words = data.takeAway
  const view = useApp((state) => state.takeAway)
  const version = useApp((state) => state.datasetVersion)
  const takeFolders = useApp((state) => state.takeFolders)
  const takeTable = useApp((state) => state.takeTable)
  const cancel = useApp((state) => state.cancelTakeAway)
  const report = useApp((state) => state.report)
  const [kind, setKind] = useState<TakeAwayKind>('folders')
  const start = async () => {
    try {
      const into = await chooseZip(zipNameOf(dataset.name))
      if (into !== null) await takeFolders(into ?? null)
    } catch (thrown) {
      report(thrown)
    }
  }
  const working = view.status === 'working'
  return (
    <Panel title={words.title} note={words.lead}>
      <div className={classes.stack}>
        <Radio.Group value={kind} onChange={(value) => setKind(value as TakeAwayKind)} aria-label={words.title}>
          <div className={classes.kinds}>
            {TAKE_AWAY_KINDS.map((value) => (
              <Radio key={value} value={value} disabled={working} label={words.kinds[value].name} description={words.kinds[value].what} />
            ))}
          </div>
        </Radio.Group>
        <div className={classes.row}>
          {working ? (
            <Button variant="default" onClick={() => void cancel()}>
              {ui.cancel}
            </Button>
          ) : (
            <Button
              variant="default"
              leftSection={<IconPackageExport size={17} stroke={1.7} aria-hidden />}
              onClick={() => void (kind === 'table' ? takeTable() : start())}
            >
              {words.start}
            </Button>
          )}
          <p role="status" className={classes.note}>
            {view.status === 'cancelled' && words.cancelled}
            {working && words.progress(view.done, view.of, view.secondsLeft === null ? '' : duration(view.secondsLeft, locale))}
          </p>
        </div>
        {working && <Progress value={view.of > 0 ? (100 * view.done) / view.of : 0} aria-label={words.label} transitionDuration={0} />}
        {view.status === 'done' && view.version === version && <Done {...view.taken} />}
      </div>
    </Panel>
  )
}

function Done({ pictures, bytes: size, gone, fingerprint }: Omit<TakenAway, 'file'>) {
  const { data, locale } = useText()
  const words = data.takeAway
  return (
    <div className={classes.done} role="status">
      <p>{words.done(pictures, bytes(size, locale))}</p>
      {gone.total > 0 && (
        <p>
          {words.gone(gone.total)} {gone.examples.join(', ')}
        </p>
      )}
      <p className={classes.note}>
        {words.fingerprint} <code title={fingerprint}>{fingerprint.slice(0, 16)}</code>
      </p>
    </div>
  )
}
