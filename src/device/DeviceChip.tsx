/** What training runs on; a click tells why, and what else there is. */
import { Button, Popover, Radio, UnstyledButton } from '@mantine/core'
import { IconCpu, IconGauge } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { type DeviceInfo, OPTIONS, type RunConfig } from '../../workers/protocol'
import { isActive } from '../run/runView'
import { usePick } from '../ui/language'
import classes from './DeviceChip.module.css'
import { KernelReport } from './KernelReport'
import { useApp } from './state'
import { engineName, useText } from './words'

const MeasureDevice = lazy(async () => ({ default: (await import('./MeasureDevice')).MeasureDevice }))

/** @param taken why the device cannot be measured now, where something else than a run has the network */
export function DeviceChip({ taken }: { readonly taken: string | null }) {
  const text = useText()
  const chip = useRef<HTMLButtonElement>(null)
  const [details, setDetails] = useState(false)
  // Once it was opened it stays, so that it can close by itself.
  const [measuring, setMeasuring] = useState<boolean | null>(null)
  const measure = () => {
    setDetails(false)
    setMeasuring(true)
  }
  const closeMeasuring = () => {
    setMeasuring(false)
    chip.current?.focus()
  }
  const running = useApp((state) => (isActive(state.run) ? state.run.started?.device : undefined))
  const offered = useApp((state) => state.deviceOffer?.device)
  const device = running ?? offered
  return (
    <>
      <Popover position="bottom-end" width={320} trapFocus withArrow shadow="md" opened={details} onChange={setDetails}>
        <Popover.Target>
          <UnstyledButton
            ref={chip}
            className={classes.chip}
            onClick={() => setDetails((now) => !now)}
            aria-label={`${text.device.label}: ${device ? engineName(text, device) : text.device.asking}`}
          >
            <IconCpu size={16} stroke={1.7} aria-hidden />
            <span className={classes.name}>{device ? engineName(text, device) : text.device.asking}</span>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown>
          <DeviceDetails device={device} onMeasure={measure} />
        </Popover.Dropdown>
      </Popover>
      {measuring !== null && (
        <Suspense>
          <MeasureDevice opened={measuring} onClose={closeMeasuring} taken={taken} />
        </Suspense>
      )}
    </>
  )
}

/** A graphics card in software; a processor is none. */
const isEmulated = ({ backend, software }: DeviceInfo): boolean => software && (backend === 'webgpu' || backend === 'tfjs-webgpu')

interface DeviceDetailsProps {
  readonly device: DeviceInfo | undefined
  readonly onMeasure: () => void
}

function DeviceDetails({ device, onMeasure }: DeviceDetailsProps) {
  const text = useText()
  const pick = usePick()
  const offer = useApp((state) => state.deviceOffer)
  const backend = useApp((state) => state.config.backend)
  const locked = useApp((state) => isActive(state.run))
  const setConfig = useApp((state) => state.setConfig)
  const refresh = useApp((state) => state.refreshDevice)
  // What a run found out of the card since it was asked is in the report.
  useEffect(() => void refresh(), [refresh])
  const choose = (value: string) => {
    setConfig({ backend: value })
    void refresh()
  }
  const backends = Object.keys(OPTIONS.backend.values) as RunConfig['backend'][]
  return (
    <div className={classes.details}>
      <h2 className={classes.title}>{text.device.title}</h2>
      {device && (
        <div>
          <strong>{engineName(text, device)}</strong>
          <p className={classes.why}>{text.device.why[device.why]}</p>
          {isEmulated(device) && <p className={classes.why}>{text.device.software}</p>}
        </div>
      )}
      {offer?.report && <KernelReport report={offer.report} />}
      <Radio.Group label={text.device.choose} value={backend} onChange={choose} description={locked ? text.device.locked : undefined}>
        <div className={classes.choices}>
          {backends.map((value) => {
            const other = offer?.others.find((candidate) => candidate.backend === value)
            return (
              <Radio
                key={value}
                value={value}
                size="sm"
                disabled={locked || (other !== undefined && !other.available && value !== backend)}
                label={pick(OPTIONS.backend.values[value])}
                description={other && (other.available ? other.device : text.device.notThere)}
              />
            )
          })}
        </div>
      </Radio.Group>
      <Button variant="default" size="xs" leftSection={<IconGauge size={14} aria-hidden />} onClick={onMeasure}>
        {text.device.measure.open}
      </Button>
    </div>
  )
}
