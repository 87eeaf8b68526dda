/** What training runs on; a click tells why, and what else there is. */
import { Popover, Radio, UnstyledButton } from '@mantine/core'
import { IconCpu } from '@tabler/icons-react'
import { type DeviceInfo, OPTIONS, type RunConfig } from '../../workers/protocol'
import { isActive } from '../run/runView'
import { usePick } from '../ui/language'
import classes from './DeviceChip.module.css'
import { KernelReport } from './KernelReport'
import { useApp } from './state'
import { type Text, useText } from './words'

/** "WebGPU · Apple M2, mixed precision", "CPU · wasm, 1 thread". */
export function deviceName(text: Text, { backend, device, precision }: DeviceInfo): string {
  const { cpu } = text.device
  const stock = `${cpu} (TensorFlow.js)`
  const kind = { webgpu: 'WebGPU', wasm: cpu, 'tfjs-webgpu': 'WebGPU (TensorFlow.js)', 'tfjs-wasm': stock, 'tfjs-cpu': stock }
  return `${kind[backend]} · ${precision === 'mixed' ? text.device.mixed(device) : device}`
}

export function DeviceChip() {
  const text = useText()
  const running = useApp((state) => (isActive(state.run) ? state.run.started?.device : undefined))
  const offered = useApp((state) => state.deviceOffer?.device)
  const device = running ?? offered
  return (
    <Popover position="bottom-end" width={320} trapFocus withArrow shadow="md">
      <Popover.Target>
        <UnstyledButton
          className={classes.chip}
          aria-label={`${text.device.label}: ${device ? deviceName(text, device) : text.device.asking}`}
        >
          <IconCpu size={16} stroke={1.7} aria-hidden />
          <span className={classes.name}>{device ? deviceName(text, device) : text.device.asking}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <DeviceDetails device={device} />
      </Popover.Dropdown>
    </Popover>
  )
}

/** A graphics card in software; a processor is none. */
const isEmulated = ({ backend, software }: DeviceInfo): boolean => software && (backend === 'webgpu' || backend === 'tfjs-webgpu')

function DeviceDetails({ device }: { readonly device: DeviceInfo | undefined }) {
  const text = useText()
  const pick = usePick()
  const offer = useApp((state) => state.deviceOffer)
  const backend = useApp((state) => state.config.backend)
  const locked = useApp((state) => isActive(state.run))
  const setConfig = useApp((state) => state.setConfig)
  const refresh = useApp((state) => state.refreshDevice)
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
          <strong>{deviceName(text, device)}</strong>
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
    </div>
  )
}
