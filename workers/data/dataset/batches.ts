/** Batches of added pictures with where their bytes are, as a dataset has them: what a visit has at hand, and what the browser kept. */
import type { SampleSource } from '../files/source'
import { type AddedPicture, type Batch, type Batches, makeBatch } from './additions'

/** Where the pictures of batches lie: private files, and what this visit was given and could not be kept. */
export interface AddedFiles {
  /** The sources of a batch's pictures; null where they are gone. */
  open(batch: Batch): Promise<readonly SampleSource[] | null>
  /** Says which files the dataset that is opened has, so that its others, which were undone on an earlier visit, can go. */
  sweep(base: string, files: readonly string[]): Promise<void>
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

/** Opened batches by their ids. */
export class OpenBatches {
  private readonly opened = new Map<string, readonly SampleSource[]>()

  /**
   * Takes up batches of an earlier visit.
   * @param base the fingerprint that the first was added to
   * @returns those that are there, and those whose pictures are gone; the fingerprints of the former are of what is there
   */
  async take(base: string, kept: readonly Batch[], files: AddedFiles): Promise<{ here: Batch[]; gone: Batch[] }> {
    const here: Batch[] = []
    const gone: Batch[] = []
    for (const batch of kept) {
      const sources = await files.open(batch)
      if (!sources) {
        gone.push(batch)
        continue
      }
      this.add(batch, sources)
      here.push(gone.length === 0 ? batch : await makeBatch(here.at(-1)?.fingerprint ?? base, batch.file, batch.pictures))
    }
    return { here, gone }
  }

  add({ id }: Batch, sources: readonly SampleSource[]): void {
    this.opened.set(id, sources)
  }

  of(list: readonly Batch[]): Batches {
    return { list, sources: ({ id }) => this.opened.get(id) ?? [] }
  }
}
