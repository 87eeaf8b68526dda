/** Stop and pause of a run, honoured between steps. */
export class RunControl {
  private readonly abort = new AbortController()
  private gate: { open: Promise<void>; release: () => void } | null = null

  /** Aborted when the run is to end; loaders listen to it. */
  get signal(): AbortSignal {
    return this.abort.signal
  }
  get stopped(): boolean {
    return this.abort.signal.aborted
  }
  get paused(): boolean {
    return this.gate !== null
  }

  stop(): void {
    this.abort.abort()
    this.resume()
  }
  pause(): void {
    if (this.gate || this.stopped) return
    let release = () => {}
    const open = new Promise<void>((resolve) => {
      release = resolve
    })
    this.gate = { open, release }
  }
  resume(): void {
    this.gate?.release()
    this.gate = null
  }
  /** Resolves at once, or when the run is resumed or stopped. */
  async whilePaused(): Promise<void> {
    await this.gate?.open
  }
}

/** Lets messages (stop, decoded pictures) in between two steps of an engine that blocks its thread. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}

/** What `source` gives until the signal is aborted: what its loaders then throw is the stop that was asked for, not a failure. */
export async function* untilStopped<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  try {
    for await (const item of source) {
      if (signal.aborted) return
      yield item
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
