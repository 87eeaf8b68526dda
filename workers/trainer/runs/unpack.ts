/** Takes files out of a zip of which nothing is believed: neither the sizes that it states nor that its bytes are whole. */
import { BlobReader, type FileEntry, ZipReader } from '@zip.js/zip.js'
import { DamagedRunFile } from './damage'

/** Entries that are listed at all: a run has a record and at most a dozen files. */
const MOST_ENTRIES = 1000

/** One file of the zip, read when it is asked for. */
export interface PackedFile {
  /**
   * @param most bytes; a file is given up as soon as it has more, whatever the zip says of it
   * @throws DamagedRunFile where it has, or does not match its CRC-32
   */
  bytes(most: number): Promise<ArrayBuffer>
}

/**
 * The files of a zip by path, while `use` runs.
 * @throws DamagedRunFile where it is no zip, and what `use` throws
 */
export async function withZip<T>(file: Blob, use: (files: ReadonlyMap<string, PackedFile>) => Promise<T>): Promise<T> {
  const zip = new ZipReader(new BlobReader(file), { checkSignature: true, useWebWorkers: false })
  try {
    const files = new Map<string, PackedFile>()
    for await (const entry of listed(zip)) {
      if (files.size >= MOST_ENTRIES) throw new DamagedRunFile('it holds too many files')
      if (!entry.directory) files.set(entry.filename, { bytes: (most) => unpacked(entry, most) })
    }
    return await use(files)
  } finally {
    await zip.close()
  }
}

async function* listed(zip: ZipReader<unknown>) {
  try {
    yield* zip.getEntriesGenerator()
  } catch {
    throw new DamagedRunFile('it is no zip')
  }
}

async function unpacked(entry: FileEntry, most: number): Promise<ArrayBuffer> {
  const tooLarge = new DamagedRunFile(`${entry.filename.slice(0, 100)} has more than ${Math.round(most / 1e6)} MB`)
  if (entry.uncompressedSize > most) throw tooLarge
  const parts: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  const sink = new WritableStream<Uint8Array<ArrayBuffer>>({
    write(part) {
      size += part.byteLength
      if (size > most) throw tooLarge
      parts.push(part.slice())
    },
  })
  try {
    await entry.getData(sink)
  } catch (error) {
    throw error === tooLarge || size > most ? tooLarge : new DamagedRunFile(`${entry.filename.slice(0, 100)} does not match its checksum`)
  }
  return new Blob(parts).arrayBuffer()
}
