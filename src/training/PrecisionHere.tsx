/** Says below mixed precision where the device has none: a run then trains in 32 bits, whatever is chosen. */
import classes from './OptionGroup.module.css'
import { useApp } from './state'
import { useText } from './words'

export function PrecisionHere() {
  const { train } = useText()
  const asked = useApp((state) => state.config.precision !== 'f32')
  const device = useApp((state) => state.deviceOffer?.device)
  return asked && device && !device.mixes && <p className={classes.note}>{train.noMixedPrecision(device.device)}</p>
}
