/** Where a picture's bytes are, opened as late as possible. */
import type { Beginning, PageFiles } from '../../protocol/dataset'
import { kindOf, readHeader } from './header'
import { DecodeError, refusalOf } from './refusal'
import { type Look, unpackExactly } from './unpack'

/** One entry of a zip, by position: nothing is unpacked before it is read. */
export interface ZipEntrySource {
  readonly kind: 'zip'
  readonly zip: Blob
  /** Of the local header. */
  readonly offset: number
  /** 0 stored, 8 deflated. */
  readonly method: 0 | 8
  readonly compressed: number
  readonly size: number
  /** A guess of the local header's length, so that one read usually suffices. */
  readonly header: number
}

/** A stretch of an archive that stands there as it is. */
export interface PartSource {
  readonly kind: 'part'
  readonly blob: Blob
  readonly offset: number
  readonly size: number
}

/** Plain data that crosses postMessage cheaply. */
export type PortableSource =
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'handle'; readonly handle: FileSystemFileHandle }
  | ZipEntrySource
  | PartSource

/** `listed`: the page has the file and is asked for it. */
export type SampleSource = PortableSource | { readonly kind: 'listed'; readonly files: PageFiles; readonly index: number }

/**
 * The same, fit to be sent to another worker.
 *
 * @throws DOMException where the page cannot open the file any more
 */
export async function portable(source: SampleSource): Promise<PortableSource> {
  return source.kind === 'listed' ? { kind: 'file', file: await source.files.file(source.index) } : source
}

/** The same after it could not be read, where it is another file by now than it was when the page was asked for it; null otherwise. */
export async function changed(source: SampleSource, before: PortableSource): Promise<PortableSource | null> {
  if (source.kind !== 'listed' || before.kind !== 'file') return null
  const file = await source.files.file(source.index, true)
  return file.size === before.file.size && file.lastModified === before.file.lastModified ? null : { kind: 'file', file }
}

/**
 * What tells one content of a file from another without reading it: size and time of change, in a zip the place and the zip's own.
 * `gone` where the file cannot be opened.
 */
export async function stampOf(source: SampleSource): Promise<string> {
  if (source.kind === 'zip') return [source.zip.size, timeOf(source.zip), source.offset, source.compressed, source.size].join(' ')
  if (source.kind === 'part') return [source.blob.size, timeOf(source.blob), source.offset, source.size].join(' ')
  try {
    // Not as it was when it was read last: what changed since is what this is asked for.
    const blob = source.kind === 'listed' ? await source.files.file(source.index, true) : await openSource(source)
    return `${blob.size} ${timeOf(blob)}`
  } catch {
    return 'gone'
  }
}

/** Zips inside zips are no files of the disk: they have no time. */
const timeOf = (blob: Blob): number => (blob instanceof File ? blob.lastModified : 0)

const LOCAL_HEADER = 0x04034b50

/** Beyond this size a packed picture's header is read before all of it is unpacked. */
const LARGE_ENTRY = 1 << 20

const lookAtPicture =
  (size: number): Look =>
  async (first) => {
    if (kindOf(first) === null) throw new DecodeError('not-a-picture', 'the zip entry begins like no picture that browsers know')
    const header = size > LARGE_ENTRY ? await readHeader(new Blob([first]), first) : null
    const refusal = header && refusalOf(header, size)
    if (refusal) throw new DecodeError('too-large', refusal)
  }

/**
 * The bytes of a picture.
 *
 * @throws DecodeError where a packed one is none by its first bytes, or too large by its header; Error where the file is gone, may not be read any
 * more, or the zip entry is damaged
 */
export async function openSource(source: SampleSource): Promise<Blob> {
  switch (source.kind) {
    case 'file':
      return source.file
    case 'handle':
      return source.handle.getFile()
    case 'zip':
      return openEntry(source, lookAtPicture(source.size))
    case 'part':
      return source.blob.slice(source.offset, source.offset + source.size)
    case 'listed':
      return source.files.file(source.index)
    default:
      return source satisfies never
  }
}

/**
 * The first bytes of a file, at most `length`, and its size; little more is read or unpacked.
 *
 * @throws Error where the file is gone, may not be read any more, or the zip entry is damaged
 */
export async function beginningOf(source: SampleSource, length: number): Promise<Beginning> {
  if (source.kind === 'zip') return { bytes: await entryBeginning(source, length), size: source.size }
  if (source.kind === 'listed' && source.files.beginning) return source.files.beginning(source.index, length)
  const blob = await openSource(source)
  return { bytes: new Uint8Array(await blob.slice(0, length).arrayBuffer()), size: blob.size }
}

/** The bytes of `beginningOf` alone. */
export const firstBytes = async (source: SampleSource, length: number): Promise<Uint8Array> => (await beginningOf(source, length)).bytes

async function entryBeginning(entry: ZipEntrySource, length: number): Promise<Uint8Array> {
  const enough = new Error('these are enough')
  let first = new Uint8Array(0)
  const look: Look = (bytes) => {
    first = bytes.slice(0, length)
    throw enough
  }
  try {
    const blob = await openEntry(entry, look)
    return new Uint8Array(await blob.slice(0, length).arrayBuffer())
  } catch (error) {
    if (error !== enough) throw error
    return first
  }
}

/**
 * The bytes of a zip entry: a slice of the zip where it is stored.
 *
 * @param look sees the first bytes of a packed one before the rest is unpacked
 * @throws Error where it is damaged, or unpacks to another size than it says; what `look` throws; the signal's reason when aborted
 */
export async function openEntry(entry: ZipEntrySource, look: Look, signal?: AbortSignal): Promise<Blob> {
  const { zip, offset, method, compressed, size, header } = entry
  // Of a large entry not all is wanted at once.
  const guess = method === 0 ? 30 : header + Math.min(compressed, LARGE_ENTRY)
  const head = new DataView(await zip.slice(offset, offset + guess).arrayBuffer())
  if (head.byteLength < 30 || head.getUint32(0, true) !== LOCAL_HEADER) throw new Error('no local header where the zip says it is')
  const start = 30 + head.getUint16(26, true) + head.getUint16(28, true)
  const inHand = method !== 0 && start + compressed <= head.byteLength
  if (inHand && method === 8) return unpackExactly(new Uint8Array(head.buffer, start, compressed), size, look, signal)
  const packed = zip.slice(offset + start, offset + start + compressed)
  if (packed.size !== compressed) throw new Error(`the zip entry has ${packed.size} bytes and should have ${compressed}`)
  if (method === 8) return unpackExactly(packed, size, look, signal)
  if (compressed !== size) throw new Error(`the zip entry holds ${compressed} bytes and should hold ${size}`)
  return packed
}
