/** What would train a run, by all that is known of the graphics card for its network. */
import type { DeviceInfo, DeviceOffer, RunConfig, RunRecord } from '../../protocol'
import { offerDevice } from '../devices/devices'
import { planFor, specFor } from './plan'

/**
 * As `offerDevice`, for the network of a configuration that is as its run would have it.
 * @throws Problem `no-webgpu` when a GPU was chosen and there is none
 */
export const offerFor = (config: RunConfig, classes: number): Promise<DeviceOffer> =>
  offerDevice(config.backend, () => {
    const counts = new Array<number>(classes).fill(1)
    return [specFor(config, classes), planFor(config, 1, counts, 'mixed')]
  })

/**
 * The engine that began the run, where the choice that it began by now means another one on the same processor: two engines round otherwise, and what is
 * kept of one is not the other's. Else what would be taken for a new run.
 * @throws Problem `no-webgpu` when a GPU was chosen and there is none
 */
export async function deviceToGoOn({
  config,
  classes,
  device: began,
}: Pick<RunRecord, 'config' | 'classes' | 'device'>): Promise<DeviceInfo> {
  const { device } = await offerFor(config, classes.length)
  return began.backend === 'tfjs-wasm' && device.backend === 'wasm' ? { ...device, backend: began.backend } : device
}
