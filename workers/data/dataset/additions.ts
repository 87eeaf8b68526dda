/**
 * Pictures that a person added to what was opened: they stand behind its own, batch after batch, so that ids, edits and the split of what was there stay. A
 * dataset with additions has a fingerprint of its own; what is kept of it (edits, additions, the check) is kept under that of what was opened.
 */
import type { SampleSource } from '../files/source'
import type { Dataset, Sample } from './dataset'
import { hex } from './fingerprint'
import { holdGroups } from './holds'
import { addedPath } from './identity'

/** One added picture. */
export interface AddedPicture {
  /** Within its batch, unique there, with `/` between folders. */
  readonly path: string
  /** As classes were called when it was added; null without a class. */
  readonly className: string | null
  /** Whether its folders say that it is for testing. */
  readonly test: boolean
  /** Bytes. */
  readonly size: number
  /** Hex, of all of its bytes. */
  readonly sha256: string
}

/** What was added at once. Plain data, kept with the edits. */
export interface Batch {
  /** By names and contents: the same pictures added again are known again, and so are their edits. */
  readonly id: string
  /** Of the dataset with it and all batches before it. */
  readonly fingerprint: string
  /** The private file that has its pictures one behind another; null where none could be written. */
  readonly file: string | null
  readonly pictures: readonly AddedPicture[]
}

/** Batches in order, with where their bytes are. */
export interface Batches {
  readonly list: readonly Batch[]
  /** In the order of its pictures. */
  readonly sources: (batch: Batch) => readonly SampleSource[]
}

const hashOf = (data: unknown): Promise<string> => hex(new TextEncoder().encode(JSON.stringify(data)))

/** @param before fingerprint of the dataset that it is added to */
export async function makeBatch(before: string, file: string | null, pictures: readonly AddedPicture[]): Promise<Batch> {
  const id = (await hashOf(pictures.map(({ path, sha256 }) => [path, sha256]))).slice(0, 16)
  const fingerprint = await hashOf([before, id, pictures.map(({ className, test }) => [className, test])])
  return { id, fingerprint, file, pictures }
}

/** The index with added pictures behind its own, in training until it is split. `base` is as `indexDataset` gave it. */
export function withAdded(base: Dataset, { list, sources }: Batches): Dataset {
  const last = list.at(-1)
  if (!last) return base
  const { samples: own, classes: known } = base
  const classes = [...new Set([...known, ...list.flatMap(({ pictures }) => pictures.flatMap(({ className }) => className ?? []))])]
  const label = new Map(classes.map((name, i) => [name, i]))
  const around = own[0]?.path.split('/').slice(0, base.around) ?? []
  const samples: Sample[] = [...own]
  for (const [at, batch] of list.entries()) {
    const from = samples.length
    const paths = batch.pictures.map(({ path }) => [...around, addedPath(batch.id, path)].join('/'))
    const groups = holdGroups(paths)
    const files = sources(batch)
    for (const [i, { className, test }] of batch.pictures.entries())
      samples.push({
        id: from + i,
        path: paths[i]!,
        label: className === null ? -1 : label.get(className)!,
        split: 'train',
        given: test ? 'test' : null,
        group: from + groups[i]!,
        added: at + 1,
        leftOut: false,
        used: true,
        source: files[i]!,
      })
  }
  const bytes = list.reduce((sum, { pictures }) => pictures.reduce((size, picture) => size + picture.size, sum), base.bytes)
  return {
    ...base,
    base: base.fingerprint,
    fingerprint: last.fingerprint,
    pictures: [base.fingerprint, ...base.pictures],
    classes,
    samples,
    bytes,
  }
}
