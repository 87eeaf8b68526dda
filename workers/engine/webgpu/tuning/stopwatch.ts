/** Times dispatches on a device: by its own timestamps where it has them, else by when the work is done. */
import { USAGE } from '../device'
import { readMapped } from '../mapping'

/** Milliseconds that a sample should last at least, so that the clock's steps do not show: browsers round timestamps to 0.1 ms. */
const [STAMPED_MS, WATCHED_MS] = [3, 8]
const MOST_REPEATS = 64
const SAMPLES = 3
/** So many times slower than the best so far one look is enough. */
const FAR_SLOWER = 2

export type Record = (pass: GPUComputePassEncoder) => void

export class Stopwatch {
  private readonly stamps: { readonly set: GPUQuerySet; readonly resolved: GPUBuffer; readonly staging: GPUBuffer } | null
  /** Whether the timestamps have told any time at all. */
  private stamped = true

  constructor(private readonly device: GPUDevice) {
    this.stamps = device.features.has('timestamp-query')
      ? {
          set: device.createQuerySet({ type: 'timestamp', count: 2 }),
          resolved: device.createBuffer({ size: 16, usage: USAGE.QUERY_RESOLVE | USAGE.COPY_SRC }),
          staging: device.createBuffer({ size: 16, usage: USAGE.MAP_READ | USAGE.COPY_DST }),
        }
      : null
  }

  /** The median of a few looks at what `record` dispatches, in milliseconds; it has run before. @param atMost see `Bench.try` */
  async median(record: Record, atMost: number): Promise<number> {
    const first = await this.once(record, 1)
    if (first > FAR_SLOWER * atMost) return first
    const lasts = this.stamps && this.stamped ? STAMPED_MS : WATCHED_MS
    const repeats = Math.max(1, Math.min(MOST_REPEATS, Math.round(lasts / Math.max(first, 1e-3))))
    const samples: number[] = []
    for (let i = 0; i < SAMPLES; i++) samples.push((await this.once(record, repeats)) / repeats)
    return samples.sort((a, b) => a - b)[SAMPLES >> 1]!
  }

  private async once(record: Record, repeats: number): Promise<number> {
    const { device, stamps } = this
    const encoder = device.createCommandEncoder()
    const timed = stamps && this.stamped
    const pass = encoder.beginComputePass(
      timed ? { timestampWrites: { querySet: stamps.set, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 } } : {},
    )
    for (let i = 0; i < repeats; i++) record(pass)
    pass.end()
    if (timed) {
      encoder.resolveQuerySet(stamps.set, 0, 2, stamps.resolved, 0)
      encoder.copyBufferToBuffer(stamps.resolved, 0, stamps.staging, 0, 16)
    }
    const begun = performance.now()
    device.queue.submit([encoder.finish()])
    await device.queue.onSubmittedWorkDone()
    const watched = performance.now() - begun
    if (!timed) return watched
    const words = new BigUint64Array((await readMapped(device, stamps.staging, 16)).buffer)
    const ms = Number(words[1]! - words[0]!) / 1e6
    if (ms > 0) return ms
    // Some drivers have the feature and tell nothing, or a pass shorter than a step of their clock.
    if (words[1] === 0n) this.stamped = false
    return watched
  }

  destroy(): void {
    this.stamps?.set.destroy()
    this.stamps?.resolved.destroy()
    this.stamps?.staging.destroy()
  }
}
