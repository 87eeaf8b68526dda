/** Mapping of buffers for reading, in Firefox, too: by itself it looks only ten times a second for what the GPU has done. */
import { MAP_MODE_READ } from './device'

/** Between looks, in milliseconds: a worker's timers are no finer. */
const LOOK_MS = 4
/** Looks until its own timer is soon enough: a tenth of a second more is nothing to one that takes longer. */
const MOST_LOOKS = 250

function looksOnTimer(): boolean {
  const { navigator } = globalThis as unknown as { readonly navigator?: { readonly userAgent?: string } }
  return /\bFirefox\b/.test(navigator?.userAgent ?? '')
}

/**
 * As `buffer.mapAsync` for reading, of the whole buffer or of its first `bytes`.
 *
 * Firefox ends maps on a timer of 100 ms (bugzilla.mozilla.org, bug 1870699), and looks at each submit besides: while it is waited for, empty ones are
 * submitted, as jax-js does (`firefoxPoll.ts`). Measured in 153 ESR on lavapipe: 4 ms in place of 100 for a copy of 4 KB.
 * @throws what `mapAsync` rejects with
 */
export async function mapForReading(device: GPUDevice, buffer: GPUBuffer, bytes = buffer.size): Promise<void> {
  const mapped = buffer.mapAsync(MAP_MODE_READ, 0, bytes)
  if (!looksOnTimer()) return mapped
  let left = MOST_LOOKS
  const looking = setInterval(() => {
    device.queue.submit([device.createCommandEncoder().finish()])
    if (!--left) clearInterval(looking)
  }, LOOK_MS)
  try {
    await mapped
  } finally {
    clearInterval(looking)
  }
}

/**
 * Maps a buffer, copies its first `bytes` out and gives it back. Rejects with whatever happened: of a device that is lost while the buffer was being
 * mapped the mapping may be there and taking or ending it throw (wgpu).
 */
export async function readMapped(device: GPUDevice, staging: GPUBuffer, bytes: number): Promise<Float32Array> {
  await mapForReading(device, staging, bytes)
  const values = new Float32Array(staging.getMappedRange(0, bytes).slice(0))
  staging.unmap()
  return values
}
