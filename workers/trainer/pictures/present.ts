/** Which of the open pictures a file is: by its size first, for only those of one size need be read. */
import type { Dataset, Sample } from '../../data/dataset/dataset'
import { hex } from '../../data/dataset/fingerprint'
import { openSource, type SampleSource } from '../../data/files/source'

/** Files that are asked at once. */
const AT_ONCE = 32

/** Bytes without opening the file where the source says them; null where it cannot be opened. */
async function sizeOf(source: SampleSource): Promise<number | null> {
  if (source.kind === 'zip' || source.kind === 'part') return source.size
  try {
    return (await openSource(source)).size
  } catch {
    return null // gone since it was opened: then it is nobody's copy
  }
}

export class PresentPictures {
  /** What is known of files, for as long as they are open. */
  private readonly sizes = new WeakMap<SampleSource, number | null>()
  private readonly contents = new WeakMap<SampleSource, string>()

  /** The pictures by size. Each file is asked once. @throws the signal's reason when aborted */
  async sizesOf({ samples }: Dataset, signal: AbortSignal): Promise<ReadonlyMap<number, readonly Sample[]>> {
    let next = 0
    const one = async (): Promise<void> => {
      for (let i = next++; i < samples.length; i = next++) {
        signal.throwIfAborted()
        const { source } = samples[i]!
        if (!this.sizes.has(source)) this.sizes.set(source, await sizeOf(source))
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, one))
    const bySize = new Map<number, Sample[]>()
    for (const sample of samples) {
      const size = this.sizes.get(sample.source) ?? null
      if (size !== null) (bySize.get(size) ?? bySize.set(size, []).get(size)!).push(sample)
    }
    return bySize
  }

  /** The picture of the same bytes, one that takes part first; null where there is none. */
  async find(
    sizes: ReadonlyMap<number, readonly Sample[]>,
    { size, sha256 }: { readonly size: number; readonly sha256: string },
  ): Promise<Sample | null> {
    let found: Sample | null = null
    for (const sample of sizes.get(size) ?? []) {
      if ((await this.contentOf(sample.source)) !== sha256) continue
      if (!sample.leftOut) return sample
      found ??= sample
    }
    return found
  }

  private async contentOf(source: SampleSource): Promise<string> {
    const known = this.contents.get(source)
    if (known !== undefined) return known
    try {
      const content = await hex(await (await openSource(source)).arrayBuffer())
      this.contents.set(source, content)
      return content
    } catch {
      return '' // gone or damaged: it is no picture's double
    }
  }
}
