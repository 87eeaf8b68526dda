/** Whether this browser reads HEIC (Safari does): tried with the first such file, since no header of a browser says so. */
import { checkedHeader } from './refusal'
import { openSource, type SampleSource } from './source'

const HEAD = 64 << 10
/** Files that are tried: one may be damaged. */
const TRIES = 2

export class HeicTrial {
  private reads = false
  private tries = 0
  /** The trial that goes on: whoever asks meanwhile waits for what it finds. */
  private trial: Promise<void> | null = null

  /** @param source a file that begins as HEIC does */
  async readsWith(source: SampleSource): Promise<boolean> {
    while (this.trial !== null) await this.trial
    if (this.reads || this.tries >= TRIES || typeof createImageBitmap === 'undefined') return this.reads
    this.trial = this.tryWith(source)
    await this.trial
    return this.reads
  }

  private async tryWith(source: SampleSource): Promise<void> {
    try {
      const blob = await openSource(source)
      await checkedHeader(blob, new Uint8Array(await blob.slice(0, HEAD).arrayBuffer()))
      const bitmap = await createImageBitmap(blob)
      bitmap.close()
      this.reads = true
    } catch {
      // Not read here, or damaged: the next one tells.
    }
    this.tries++
    this.trial = null
  }
}
