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

  /** A look at the dataset. Each file is asked once for its size. @throws the signal's reason when aborted */
  async of({ samples }: Dataset, signal: AbortSignal): Promise<PresentBySize> {
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
    return new PresentBySize(bySize, (source) => this.contentOf(source), signal)
  }

  private async contentOf(source: SampleSource): Promise<string | null> {
    const known = this.contents.get(source)
    if (known !== undefined) return known
    try {
      const content = await hex(await (await openSource(source)).arrayBuffer())
      this.contents.set(source, content)
      return content
    } catch {
      return null // gone or damaged: it is no picture's double
    }
  }
}

/** The pictures of one look, by size and then by content: those of one size are read when the first file of that size is asked about. */
class PresentBySize {
  private readonly read = new Map<number, ReadonlyMap<string, Sample>>()

  constructor(
    private readonly bySize: ReadonlyMap<number, readonly Sample[]>,
    private readonly contentOf: (source: SampleSource) => Promise<string | null>,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * The picture of the same bytes, one that takes part first; null where there is none.
   * @throws the signal's reason when aborted
   */
  async find({ size, sha256 }: { readonly size: number; readonly sha256: string }): Promise<Sample | null> {
    const known = this.read.get(size) ?? (await this.readAll(size))
    return known.get(sha256) ?? null
  }

  private async readAll(size: number): Promise<ReadonlyMap<string, Sample>> {
    const byContent = new Map<string, Sample>()
    for (const sample of this.bySize.get(size) ?? []) {
      this.signal.throwIfAborted()
      const content = await this.contentOf(sample.source)
      if (content !== null && (byContent.get(content)?.leftOut ?? true)) byContent.set(content, sample)
    }
    this.read.set(size, byContent)
    return byContent
  }
}
