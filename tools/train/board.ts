/** A log for TensorBoard, written while a run is on: each epoch stands in it as soon as it has ended. */
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beginning, ending, epochRecord, eventsName, type ToldEpoch } from '../../workers/export/tensorboard'
import type { RunConfig } from '../../workers/protocol/options'
import { writeFault } from './out'

/** A run as far as it has come. */
export interface Logged {
  readonly config: RunConfig
  readonly classes: readonly string[]
  readonly epochs: readonly ToldEpoch[]
  /** Whether it has ended well. */
  readonly isWell: boolean
}

/** So long the page is waited for at the end, in seconds: one that no longer answers keeps no command from ending. */
const END_SECONDS = 10

export class Board {
  private readonly began = Date.now() / 1000
  /** The run's folder is called by when it began, so that those of one DIR are told apart. */
  private readonly name = new Date(this.began * 1000).toISOString().slice(0, 19).replaceAll(':', '-')
  private readonly folder: string
  private readonly path: string
  private seen = 0
  private written = 0
  private isBegun = false
  private fault: unknown = null
  /** One write after another. */
  private last: Promise<void> = Promise.resolve()

  /** @param read the run as it stands now */
  constructor(
    directory: string,
    private readonly read: () => Promise<Logged>,
  ) {
    this.folder = join(directory, this.name)
    this.path = join(this.folder, eventsName(this.began))
  }

  /** Hears how many epochs are done; writes those that are new. */
  follow(epochs: number): void {
    if (epochs <= this.seen) return
    this.seen = epochs
    this.last = this.last.then(async () => this.write(await this.read())).catch((error: unknown) => this.failed(error))
  }

  /** Writes the rest and the end, in `seconds` at most; resolves with where it is, and with why it is not whole where it is not. Never rejects: a log ends no run. */
  async end(seconds = END_SECONDS): Promise<{ readonly path: string; readonly fault: string | null }> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the page did not answer within ${seconds} s`)), seconds * 1000)
    })
    try {
      await Promise.race([this.finish(), late])
    } catch (error) {
      this.failed(error)
    } finally {
      clearTimeout(timer)
    }
    const { path, fault } = this
    return { path, fault: fault === null ? null : `The log "${path}" is not whole (${writeFault(fault)}).` }
  }

  private async finish(): Promise<void> {
    await this.last
    const now = await this.read()
    await this.write(now)
    this.put([ending(Date.now() / 1000, now.isWell)])
  }

  private failed(error: unknown): void {
    this.fault ??= error
  }

  private async write({ config, classes, epochs }: Logged): Promise<void> {
    if (!this.isBegun) {
      mkdirSync(this.folder, { recursive: true })
      this.put(beginning({ config, classes, name: this.name, began: this.began }))
      this.isBegun = true
    }
    for (const epoch of epochs.slice(this.written)) {
      this.put([await epochRecord(epoch, Date.now() / 1000)])
      this.written++
    }
  }

  private put(parts: readonly Uint8Array[]): void {
    for (const part of parts) appendFileSync(this.path, part)
  }
}
