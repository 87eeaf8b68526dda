/** The dataset as a zip of class folders (`train/cat/1.jpg`, `val/...`, `test/...`), with every edit in it, read and given on picture by picture. */
import type { Dataset, Sample } from '../dataset/dataset'
import { KIND_BYTES, kindOf, type PictureKind } from '../files/header'
import { MAX_FILE_BYTES } from '../files/refusal'
import { openSource } from '../files/source'
import { ZipNames } from './names'
import { ZipStream } from './zipStream'

/** Pictures that are read ahead of the one that is written. */
const AHEAD = 4

/** Test pictures without a class: a word that names test pictures here, and no split in Hugging Face's imagefolder, which would drop all labels where depths differ. */
const UNLABELLED = 'unlabelled'

/** What has become of the pictures, so far. */
export interface Outcome {
  pictures: number
  /** Paths of those that could not be read any more, or are no pictures. */
  readonly gone: string[]
  /** Bytes of the zip. */
  bytes: number
  /** By which two datasets have the same pictures under the same labels in the same splits: see `labelsOf`. Empty until the end. */
  fingerprint: string
}

export const newOutcome = (): Outcome => ({ pictures: 0, gone: [], bytes: 0, fingerprint: '' })

interface Read {
  readonly sample: Sample
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly kind: PictureKind
  readonly sha256: string
}

const hex = async (bytes: BufferSource): Promise<string> =>
  Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** All of the picture's own bytes; null where they cannot be had. */
async function read(sample: Sample): Promise<Read | null> {
  try {
    const blob = await openSource(sample.source)
    if (blob.size > MAX_FILE_BYTES) return null
    const bytes = new Uint8Array(await blob.arrayBuffer())
    const kind = kindOf(bytes.subarray(0, KIND_BYTES))
    return kind && { sample, bytes, kind, sha256: await hex(bytes) }
  } catch {
    return null // gone, forbidden or damaged: it is named in the outcome
  }
}

async function* readAhead(samples: readonly Sample[]): AsyncGenerator<readonly [Sample, Read | null]> {
  const coming: Promise<Read | null>[] = []
  for (let i = 0; i < samples.length + AHEAD; i++) {
    if (i < samples.length) coming.push(read(samples[i]!))
    if (i >= AHEAD) yield [samples[i - AHEAD]!, (await coming.shift())!]
  }
}

const splitOf = ({ label, split }: Sample): string => (label < 0 ? 'test' : split)

/**
 * The bytes of the zip, in the order that they stand. Beside the folders it has `label_map.json`, from folder to class, where a class cannot be
 * called by its name on every system.
 *
 * @param outcome is kept as it goes
 * @throws the signal's reason when aborted
 */
export async function* classFolders(
  { samples, classes }: Pick<Dataset, 'samples' | 'classes'>,
  outcome: Outcome,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const taken = samples.filter(({ used }) => used)
  const names = new ZipNames(classes)
  const zip = new ZipStream()
  const labels: string[] = []
  for await (const [sample, found] of readAhead(taken)) {
    signal.throwIfAborted()
    if (!found) {
      outcome.gone.push(sample.path)
      continue
    }
    const className = classes[sample.label]
    const split = splitOf(sample)
    const folder = className === undefined ? UNLABELLED : `${split}/${names.folderOf(className)}`
    yield* zip.file(names.fileIn(folder, sample.path.split('/').at(-1)!, found.kind), found.bytes)
    labels.push(labelLine(found.sha256, split, className ?? null))
    outcome.pictures++
    outcome.bytes = zip.bytes
  }
  const map = names.renamed
  if (map.size > 0) {
    const text = `${JSON.stringify(Object.fromEntries(classes.map((name) => [names.folderOf(name), name])), null, 2)}\n`
    yield* zip.file('label_map.json', new TextEncoder().encode(text))
  }
  outcome.bytes = zip.bytes
  for (const piece of zip.end()) {
    outcome.bytes += piece.length
    yield piece
  }
  outcome.fingerprint = await labelsOf(labels)
}

const labelLine = (sha256: string, split: string, className: string | null): string => JSON.stringify([sha256, split, className])

/** SHA-256 (hex) over the sorted lines of all pictures, each of its content's SHA-256, split and class: whatever files and folders are called. */
const labelsOf = (lines: readonly string[]): Promise<string> => hex(new TextEncoder().encode(lines.toSorted().join('\n')))
