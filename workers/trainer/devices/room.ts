/** How much a device can hold, as far as it says. */
import type { DeviceInfo, Room } from '../../protocol'

/** wasm32 addresses 4 GiB. */
const WASM_BYTES = 2 ** 32

/** @param backend a graphics card says how large one array may be, and nobody how much memory it has in all */
export async function roomOf({ backend }: Pick<DeviceInfo, 'backend'>): Promise<Room> {
  if (backend === 'wasm' || backend === 'tfjs-wasm') return { all: WASM_BYTES, one: null }
  const gpu = navigator.gpu as GPU | undefined
  const adapter = backend === 'tfjs-cpu' ? null : await gpu?.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter) return { all: null, one: null }
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits
  return { all: null, one: Math.min(maxBufferSize, maxStorageBufferBindingSize) }
}
