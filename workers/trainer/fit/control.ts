/**
 * Stop, pause and the time of a run. Whatever a run waits for between two pieces of work it waits for through here (`each`, `rest`), and a
 * stream of batches can be walked in no other way: so standing still is told, and is left out of every time, in one place.
 */
import { Problem, type Standing } from '../../protocol'

/** Something to walk through, opened with the signal that ends it early. Only `RunControl.each` and tests open one. */
export type Stream<T> = (signal: AbortSignal) => AsyncIterable<T>

/** What a run does around standing still. */
export interface Rest {
  /** Ends what is under way on the device; the run is `pausing` until then. */
  readonly settle?: () => Promise<void>
  /** Done while the run stands still: a checkpoint. */
  readonly keep?: () => Promise<void>
}

export interface WalkOptions {
  readonly rest?: Rest
  /** A walk that a stop does not end: a run's last act is to know how good it is. */
  readonly evenIfStopped?: boolean
  /** Milliseconds that each item was waited for. */
  readonly onWaited?: (ms: number) => void
}

interface Gate {
  readonly open: Promise<void>
  readonly release: () => void
}

export class RunControl {
  private abort = new AbortController()
  private readonly hurry = new AbortController()
  private gate: Gate | null = null
  private told: Standing = 'going'
  /** Callers that stand still; a full disk makes the one that saves stand still within another's rest. */
  private resting = 0
  private since = 0
  private stoodMs = 0

  /**
   * @param tell hears whenever the run is told to stand still, stands still, and goes on
   * @param clock milliseconds
   */
  constructor(
    private readonly tell: (standing: Standing) => void = () => {},
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Aborted when the run is to end; loaders listen to it. */
  get signal(): AbortSignal {
    return this.abort.signal
  }
  /** Aborted when what only makes it faster later is to end, a stop included. */
  get hurried(): AbortSignal {
    return this.hurry.signal
  }
  get stopped(): boolean {
    return this.abort.signal.aborted
  }
  /** Whether the run stands still or is about to. */
  get paused(): boolean {
    return this.gate !== null
  }

  /** @throws Problem `stopped-early` where it was stopped before it began */
  assertGoing(): void {
    if (this.stopped) throw new Problem('stopped-early', {})
  }

  /** Milliseconds of the run: it stands still while the run does. */
  now(): number {
    return (this.resting > 0 ? this.since : this.clock()) - this.stoodMs
  }

  hurryUp(): void {
    this.hurry.abort(new DOMException('the run is to begin', 'AbortError'))
  }
  stop(): void {
    this.hurryUp()
    this.abort.abort(new DOMException('the run was stopped', 'AbortError'))
    this.resume()
  }
  /** What a stop was to end has ended: what comes now ends at another. */
  stopHeeded(): void {
    if (this.stopped) this.abort = new AbortController()
  }
  pause(): void {
    if (this.gate || this.stopped) return
    let release = () => {}
    const open = new Promise<void>((resolve) => {
      release = resolve
    })
    this.gate = { open, release }
    this.stands(this.resting > 0 ? 'paused' : 'pausing')
  }
  resume(): void {
    this.gate?.release()
    this.gate = null
    this.stands('going')
  }

  /** A place where the run may stand still: resolves at once, or when it goes on or is stopped. */
  async rest({ settle, keep }: Rest = {}): Promise<void> {
    if (!this.gate) return
    await settle?.()
    // It may have been told to go on meanwhile.
    if (!this.gate) return
    if (this.resting++ === 0) this.since = this.clock()
    this.stands('paused')
    try {
      await keep?.()
      while (this.gate) await this.gate.open
    } finally {
      if (--this.resting === 0) this.stoodMs += this.clock() - this.since
      // Left by a failure: it works again until the next place to stand still.
      if (this.gate && this.resting === 0) this.stands('pausing')
    }
  }

  /** The items of `stream`, until the run is stopped; between two of them messages get in, and the run may stand still. */
  async *each<T>(stream: Stream<T>, { rest, evenIfStopped = false, onWaited }: WalkOptions = {}): AsyncGenerator<T> {
    const signal = evenIfStopped ? new AbortController().signal : this.signal
    const items = stream(signal)[Symbol.asyncIterator]()
    const next = async (): Promise<IteratorResult<T>> => {
      const asked = this.now()
      try {
        return await items.next()
      } catch (error) {
        // What loaders throw once they are aborted is the stop that was asked for, not a failure.
        if (signal.aborted) return { done: true, value: undefined }
        throw error
      } finally {
        onWaited?.(this.now() - asked)
      }
    }
    try {
      for (let item = await next(); !item.done; item = await next()) {
        await this.rest(rest)
        if (signal.aborted) return
        yield item.value
        await breathe()
        await this.rest(rest)
        if (signal.aborted) return
      }
    } finally {
      await items.return?.()
    }
  }

  private stands(standing: Standing): void {
    if (this.told === standing) return
    this.told = standing
    this.tell(standing)
  }
}

/** Lets messages (stop, decoded pictures) in between two steps of an engine that blocks its thread. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      port2.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
