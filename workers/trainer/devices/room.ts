/** How much a device can hold, as far as it says. */
import type { DeviceInfo, Room } from '../../protocol'
import { askAdapter } from './askAdapter'

/** wasm32 addresses 4 GiB. */
const WASM_BYTES = 2 ** 32

type Device = Pick<DeviceInfo, 'backend' | 'threads'>

/** The processor's engine goes through a batch part by part, on so many threads; null where all of it is computed at once. */
export const threadsOf = ({ backend, threads }: Device): Room['threads'] => (backend === 'wasm' || backend === 'tfjs-wasm' ? threads : null)

/** A graphics card says how large one array may be, and nobody how much memory it has in all. */
export async function roomOf(device: Device): Promise<Room> {
  const threads = threadsOf(device)
  if (threads !== null) return { all: WASM_BYTES, one: null, threads }
  const adapter = device.backend === 'tfjs-cpu' ? null : await askAdapter()
  if (!adapter) return { all: null, one: null, threads }
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits
  return { all: null, one: Math.min(maxBufferSize, maxStorageBufferBindingSize), threads }
}
