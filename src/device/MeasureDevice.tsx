/** "Measure this device": starts and stops it, and shows what came of it as tables to read, to copy and to save. */
import { Button, CopyButton, Modal, Progress } from '@mantine/core'
import { IconCheck, IconCopy, IconDownload, IconGauge, IconPlayerStop } from '@tabler/icons-react'
import { isSameEngine, type Measured, measuredText } from '../../workers/protocol'
import { isActive } from '../run/runView'
import { save } from '../ui/save'
import classes from './MeasureDevice.module.css'
import { EngineFigures, PassTable } from './MeasuredTables'
import { useApp } from './state'
import { useText } from './words'

interface MeasureDeviceProps {
  readonly opened: boolean
  readonly onClose: () => void
  /** Why it cannot be measured now, where something else has the network. */
  readonly taken: string | null
}

export function MeasureDevice({ opened, onClose, taken }: MeasureDeviceProps) {
  const { device: text, ui } = useText()
  const share = useApp((state) => state.measuringDevice)
  const stop = useApp((state) => state.stopMeasuring)
  const close = () => {
    if (share !== null) void stop()
    onClose()
  }
  return (
    <Modal opened={opened} onClose={close} title={text.measure.title} size="lg" closeButtonProps={{ 'aria-label': ui.close }}>
      <div className={classes.body}>
        <p>{text.measure.what}</p>
        {share === null ? <Start taken={taken} /> : <Working share={share} />}
        <Found />
      </div>
    </Modal>
  )
}

function Start({ taken }: Pick<MeasureDeviceProps, 'taken'>) {
  const { measure } = useText().device
  const start = useApp((state) => state.measureDevice)
  const isTraining = useApp((state) => isActive(state.run))
  const hasMeasured = useApp((state) => state.measured !== null)
  const why = isTraining ? measure.training : taken
  return (
    <div className={classes.line}>
      <Button leftSection={<IconGauge size={16} aria-hidden />} disabled={why !== null} onClick={() => void start()}>
        {hasMeasured ? measure.again : measure.start}
      </Button>
      {why !== null && <span role="status">{why}</span>}
    </div>
  )
}

function Working({ share }: { readonly share: number }) {
  const { device, numbers } = useText()
  const stop = useApp((state) => state.stopMeasuring)
  return (
    <div className={classes.line}>
      <Progress className={classes.bar} value={100 * share} aria-label={device.measure.progress} transitionDuration={0} />
      <span data-figures>{numbers.percent(share, 0)}</span>
      <Button variant="default" size="xs" leftSection={<IconPlayerStop size={14} aria-hidden />} onClick={() => void stop()}>
        {device.measure.stop}
      </Button>
    </div>
  )
}

function Found() {
  const { measure } = useText().device
  const measured = useApp((state) => state.measured)
  const isOn = useApp((state) => state.measuringDevice !== null)
  if (!measured || measured.parity.length === 0) return null
  return (
    <>
      {measured.parity.map((engine) => (
        <EngineFigures
          key={`${engine.backend} ${engine.device}`}
          measured={measured}
          engine={engine}
          isFirst={isSameEngine(engine, measured.parity[0]!)}
        />
      ))}
      {measured.passes.length > 0 && <PassTable passes={measured.passes} />}
      {!isOn && !measured.isWhole && <p role="status">{measure.notWhole}</p>}
      {!isOn && <TakeAway measured={measured} />}
    </>
  )
}

function TakeAway({ measured }: { readonly measured: Measured }) {
  const { measure, report } = useText().device
  const json = () => new Blob([`${JSON.stringify(measured, null, 2)}\n`], { type: 'application/json' })
  return (
    <div className={classes.line}>
      <CopyButton value={measuredText(measured)}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            size="xs"
            leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            onClick={copy}
          >
            {copied ? report.copied : measure.copy}
          </Button>
        )}
      </CopyButton>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconDownload size={14} aria-hidden />}
        onClick={() => save({ name: `trainyard-device-${measured.date.slice(0, 10)}.json`, blob: json() })}
      >
        {measure.save}
      </Button>
    </div>
  )
}
