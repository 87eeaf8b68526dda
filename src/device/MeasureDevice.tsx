/** "Measure this device": starts and stops it, and shows what came of it as tables to read, to copy and to save. */
import { Button, Modal, Progress } from '@mantine/core'
import { IconDownload, IconGauge, IconPlayerStop } from '@tabler/icons-react'
import { isSameEngine, type Measured, measuredText } from '../../workers/protocol'
import { wordProblem } from '../page/ProblemList'
import { isActive } from '../run/runView'
import { CopyButton } from '../ui/CopyButton'
import { ProblemNote } from '../ui/ProblemNote'
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
  const words = useText()
  const { device: text, ui } = words
  const problem = useApp((state) => state.measureProblem)
  const share = useApp((state) => state.measuringDevice)
  const stop = useApp((state) => state.stopMeasuring)
  const close = () => {
    if (share !== null) void stop()
    onClose()
  }
  return (
    // The keyboard goes back by `onClose`: of a dialog that comes opened Mantine does not know what it was on.
    <Modal
      opened={opened}
      onClose={close}
      title={text.measure.title}
      size="lg"
      returnFocus={false}
      closeButtonProps={{ 'aria-label': ui.close }}
    >
      <div className={classes.body}>
        <p>{text.measure.what}</p>
        <StartOrStop taken={taken} />
        {problem && <ProblemNote {...wordProblem(words, problem)} />}
        <Found />
        <Left />
      </div>
    </Modal>
  )
}

/** One button, for the keyboard to stay on it. */
function StartOrStop({ taken }: Pick<MeasureDeviceProps, 'taken'>) {
  const { device, numbers } = useText()
  const { measure } = device
  const share = useApp((state) => state.measuringDevice)
  const start = useApp((state) => state.measureDevice)
  const stop = useApp((state) => state.stopMeasuring)
  const isTraining = useApp((state) => isActive(state.run))
  const hasMeasured = useApp((state) => state.measured !== null)
  const isOn = share !== null
  const why = isOn ? null : isTraining ? measure.training : taken
  return (
    <div className={classes.line}>
      <Button
        variant={isOn ? 'default' : 'filled'}
        leftSection={isOn ? <IconPlayerStop size={16} aria-hidden /> : <IconGauge size={16} aria-hidden />}
        disabled={why !== null}
        onClick={() => void (isOn ? stop() : start())}
      >
        {isOn ? measure.stop : hasMeasured ? measure.again : measure.start}
      </Button>
      {isOn && (
        <>
          <Progress className={classes.bar} value={100 * share} aria-label={measure.progress} transitionDuration={0} />
          <span data-figures>{numbers.percent(share, 0)}</span>
        </>
      )}
      {why !== null && <span role="status">{why}</span>}
    </div>
  )
}

/** Says that it was ended early, also before anything was found. A region that was there before: its text is spoken. */
function Left() {
  const { measure } = useText().device
  const isPart = useApp((state) => state.measuringDevice === null && state.measured?.isWhole === false)
  return (
    <p role="status" className={isPart ? undefined : classes.nothing}>
      {isPart && measure.notWhole}
    </p>
  )
}

function Found() {
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
      {!isOn && <TakeAway measured={measured} />}
    </>
  )
}

function TakeAway({ measured }: { readonly measured: Measured }) {
  const { measure } = useText().device
  const json = () => new Blob([`${JSON.stringify(measured, null, 2)}\n`], { type: 'application/json' })
  return (
    <div className={classes.line}>
      <CopyButton value={measuredText(measured)} label={measure.copy} variant="default" />
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
