/** What a run that goes on is computed by. */
import type { DeviceInfo, RunRecord } from '../../protocol'
import { offerDevice } from './devices'

/**
 * The engine that began the run, where the choice that it began by now means another one on the same processor: two engines round otherwise, and what is
 * kept of one is not the other's. Else what would be taken for a new run.
 * @throws Problem `no-webgpu` when a GPU was chosen and there is none
 */
export async function deviceToGoOn({ config, device: began }: Pick<RunRecord, 'config' | 'device'>): Promise<DeviceInfo> {
  const { device } = await offerDevice(config.backend)
  return began.backend === 'tfjs-wasm' && device.backend === 'wasm' ? { ...device, backend: began.backend } : device
}
