/** Times dispatches on a device: by its own timestamps where it has them, else by when the work is done. What is too short for the clock is repeated within one submission. */
import { USAGE } from '../device'
import { readMapped } from '../mapping'

/** Milliseconds that a sample lasts at least: a hundred steps of the timestamps, which browsers round to 0.1 ms; of a watch what its own delays vary little beside. */
const [STAMPED_MS, WATCHED_MS] = [10, 20]
/** So many times what a watch shows of nothing at all: a browser may hear of finished work on a timer only. */
const OVER_NOTHING = 4
/** Dispatches of one submission: of the least of kernels that is milliseconds. */
const MOST_REPEATS = 4096
/** Milliseconds that a submission may last by the watch, whatever the timestamps say: a driver that hears nothing for two seconds is reset. */
const LONGEST_MS = 200
/** At least so many times a sample: where a watch hears late, the work is the lesser part of what it shows. */
const LONGEST = 3
/** How many times more are tried next: at least, where the clock was nearly right, and at most, where it has told hardly anything. */
const [LEAST_GROWTH, MOST_GROWTH] = [2, 16]
const SAMPLES = 3
/** So many times slower than the best so far one look is enough. */
const FAR_SLOWER = 2

/** Dispatches what is timed, once, into a pass that is open. */
export type Work = (pass: GPUComputePassEncoder) => void

/** What so many repeats took, in milliseconds: `told` by the clock, `watched` by a watch beside it, with all that a submission takes besides. */
interface Look {
  readonly told: number
  readonly watched: number
}
type Clock = (record: Work, repeats: number) => Promise<Look>

export class Stopwatch {
  private readonly stamps: { readonly set: GPUQuerySet; readonly resolved: GPUBuffer; readonly staging: GPUBuffer } | null
  /** Whether the timestamps have told any time at all. */
  private stamped = true
  /** Milliseconds that the watch shows of a submission without any work; null until it was asked. */
  private nothing: number | null = null

  /** @param now a clock in milliseconds */
  constructor(
    private readonly device: GPUDevice,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.stamps = device.features.has('timestamp-query')
      ? {
          set: device.createQuerySet({ type: 'timestamp', count: 2 }),
          resolved: device.createBuffer({ size: 16, usage: USAGE.QUERY_RESOLVE | USAGE.COPY_SRC }),
          staging: device.createBuffer({ size: 16, usage: USAGE.MAP_READ | USAGE.COPY_DST }),
        }
      : null
  }

  /** The median of a few looks at what `record` dispatches, in milliseconds; it has run before. @param atMost see `Bench.try` */
  async median(record: Work, atMost: number): Promise<number> {
    const stamps: Clock = (what, repeats) => this.byStamps(what, repeats)
    if (this.stamps && this.stamped) {
      const ms = await this.medianBy(stamps, STAMPED_MS, record, atMost)
      if (ms > 0) return ms
      // Some drivers have the feature and tell nothing.
      this.stamped = false
    }
    const nothing = await this.ofNothing()
    const watch: Clock = async (what, repeats) => {
      const watched = await this.byWatch(what, repeats)
      return { told: Math.max(0, watched - nothing), watched }
    }
    return this.medianBy(watch, Math.max(WATCHED_MS, OVER_NOTHING * nothing), record, atMost)
  }

  /** 0 where the clock tells nothing however often the work is repeated, or too little of what lasts long by the watch. @param lasts milliseconds of a sample at least */
  private async medianBy(clock: Clock, lasts: number, record: Work, atMost: number): Promise<number> {
    const longest = Math.max(LONGEST_MS, LONGEST * lasts)
    let repeats = 1
    let look = await clock(record, repeats)
    while (look.told < lasts && look.told / repeats <= FAR_SLOWER * atMost && repeats < MOST_REPEATS) {
      const room = longest / look.watched
      if (room < LEAST_GROWTH) return 0
      const growth = Math.min(MOST_GROWTH, room, Math.max(LEAST_GROWTH, Math.ceil((1.2 * lasts) / Math.max(look.told, 1e-3))))
      repeats = Math.min(MOST_REPEATS, Math.floor(repeats * growth))
      look = await clock(record, repeats)
    }
    const { told } = look
    if (told === 0 || told / repeats > FAR_SLOWER * atMost) return told / repeats
    const samples = [told]
    while (samples.length < SAMPLES) samples.push((await clock(record, repeats)).told)
    return samples.sort((a, b) => a - b)[SAMPLES >> 1]! / repeats
  }

  /** The least of a few: what a busy machine adds to it is no part of it. */
  private async ofNothing(): Promise<number> {
    if (this.nothing !== null) return this.nothing
    const looks: number[] = []
    for (let i = 0; i < SAMPLES; i++) looks.push(await this.byWatch(() => {}, 0))
    this.nothing = Math.min(...looks)
    return this.nothing
  }

  private async byWatch(record: Work, repeats: number): Promise<number> {
    const { device } = this
    const encoder = device.createCommandEncoder()
    const pass = encoder.beginComputePass()
    for (let i = 0; i < repeats; i++) record(pass)
    pass.end()
    const begun = this.now()
    device.queue.submit([encoder.finish()])
    await device.queue.onSubmittedWorkDone()
    return this.now() - begun
  }

  private async byStamps(record: Work, repeats: number): Promise<Look> {
    const { device } = this
    const { set, resolved, staging } = this.stamps!
    const encoder = device.createCommandEncoder()
    const pass = encoder.beginComputePass({
      timestampWrites: { querySet: set, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 },
    })
    for (let i = 0; i < repeats; i++) record(pass)
    pass.end()
    encoder.resolveQuerySet(set, 0, 2, resolved, 0)
    encoder.copyBufferToBuffer(resolved, 0, staging, 0, 16)
    const submitted = this.now()
    device.queue.submit([encoder.finish()])
    const [begun, ended] = new BigUint64Array((await readMapped(device, staging, 16)).buffer)
    // Clocks of some GPUs are set anew now and then.
    return { told: Math.max(0, Number(ended! - begun!) / 1e6), watched: this.now() - submitted }
  }

  destroy(): void {
    this.stamps?.set.destroy()
    this.stamps?.resolved.destroy()
    this.stamps?.staging.destroy()
  }
}
