/** Batches of added pictures with where their bytes are, as a dataset has them: what a visit has at hand, and what the browser kept. */
import type { SampleSource } from '../files/source'
import { type AddedPicture, type Batch, type Batches, makeBatch } from './additions'

/** Where the pictures of batches lie: private files, and what this visit was given and could not be kept. */
export interface AddedFiles {
  /**
   * The sources of a batch's pictures; null where they are gone for good.
   * @throws whatever keeps them from being read now; the next visit may find them
   */
  open(batch: Batch): Promise<readonly SampleSource[] | null>
  /**
   * Lets the files go that were undone on an earlier visit of the dataset.
   * @param named those that its record has; asked for in the moment that they matter, for another tab may have added some
   */
  sweep(base: string, named: () => Promise<readonly string[]>): Promise<void>
}

/** No place for added pictures: nothing is found. For datasets of tests, and those beside the one that is open. */
export const NO_FILES: AddedFiles = { open: () => Promise.resolve(null), sweep: () => Promise.resolve() }

/** Where each picture lies in a file that has them one behind another. */
export function partsOf(blob: Blob, pictures: readonly AddedPicture[]): SampleSource[] {
  let offset = 0
  return pictures.map(({ size }) => {
    const part: SampleSource = { kind: 'part', blob, offset, size }
    offset += size
    return part
  })
}

/** Opened batches. */
export class OpenBatches {
  /** By the batch itself: the same pictures may be there, and in a batch of before whose file is gone. */
  private readonly opened = new Map<Batch, readonly SampleSource[]>()

  /**
   * Takes up batches of an earlier visit.
   * @param base the fingerprint that the first was added to
   * @returns all of them, in order, and why some could not be read now; the fingerprints of those that are there are of what is there
   */
  async take(
    base: string,
    kept: readonly Batch[],
    files: AddedFiles,
  ): Promise<{ readonly all: readonly Batch[]; readonly unread: ReadonlyMap<Batch, unknown> }> {
    const all: Batch[] = []
    const unread = new Map<Batch, unknown>()
    let before = base
    for (const batch of kept) {
      const sources = await files.open(batch).catch((error: unknown) => {
        unread.set(batch, error)
        return null
      })
      if (!sources) {
        all.push(batch)
        continue
      }
      const here = await makeBatch(before, batch.file, batch.pictures)
      before = here.fingerprint
      this.add(here, sources)
      all.push(here)
    }
    return { all, unread }
  }

  add(batch: Batch, sources: readonly SampleSource[]): void {
    this.opened.set(batch, sources)
  }

  isOpen(batch: Batch): boolean {
    return this.opened.has(batch)
  }

  /** Those of the list that are there. */
  of(list: readonly Batch[]): Batches {
    return { list: list.filter((batch) => this.isOpen(batch)), sources: (batch) => this.opened.get(batch) ?? [] }
  }
}

/** By its contents and where they lie: another tab may have added the same. */
const keyOf = ({ id, file }: Batch): string => `${id} ${file}`

/** What a visit has seen of a dataset's batches: others in its record are another tab's, which are to stay. */
export class KnownBatches {
  private readonly keys = new Set<string>()

  add(...batches: readonly Batch[]): void {
    for (const batch of batches) this.keys.add(keyOf(batch))
  }

  /** Those of a record that this visit knows nothing of. */
  others(kept: readonly Batch[]): readonly Batch[] {
    return kept.filter((batch) => !this.keys.has(keyOf(batch)))
  }
}
