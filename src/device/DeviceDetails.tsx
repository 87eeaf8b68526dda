/** Why training runs on what it does, what was wrong with the graphics card, and what else there is. */
import { Button, Radio } from '@mantine/core'
import { IconGauge } from '@tabler/icons-react'
import { useEffect } from 'react'
import { type DeviceInfo, OPTIONS, type RunConfig } from '../../workers/protocol'
import { isActive } from '../run/runView'
import { usePick } from '../ui/language'
import classes from './DeviceChip.module.css'
import { KernelReport } from './KernelReport'
import { useApp } from './state'
import { engineName, useText } from './words'

/** A graphics card in software; a processor is none. */
const isEmulated = ({ backend, software }: DeviceInfo): boolean => software && (backend === 'webgpu' || backend === 'tfjs-webgpu')

interface DeviceDetailsProps {
  readonly device: DeviceInfo | undefined
  readonly onMeasure: () => void
}

export function DeviceDetails({ device, onMeasure }: DeviceDetailsProps) {
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
