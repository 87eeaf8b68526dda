/** What training runs on; a click tells why, and what else there is. */
import { Popover, UnstyledButton } from '@mantine/core'
import { IconCpu } from '@tabler/icons-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { isActive } from '../run/runView'
import classes from './DeviceChip.module.css'
import { DeviceDetails } from './DeviceDetails'
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
  const hasNone = useApp((state) => state.hasNoDevice)
  const device = running ?? offered
  const shown = device ? engineName(text, device) : hasNone ? text.device.none : text.device.asking
  return (
    <>
      <Popover position="bottom-end" width={320} trapFocus withArrow shadow="md" opened={details} onChange={setDetails}>
        <Popover.Target>
          <UnstyledButton
            ref={chip}
            className={classes.chip}
            onClick={() => setDetails((now) => !now)}
            aria-label={`${text.device.label}: ${shown}`}
          >
            <IconCpu size={16} stroke={1.7} aria-hidden />
            <span className={classes.name}>{shown}</span>
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
