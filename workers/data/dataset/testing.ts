/** Helpers of this folder's tests: files that begin like pictures, zips made on the spot. */
import { BlobWriter, Uint8ArrayReader, ZipWriter, type ZipWriterAddDataOptions } from '@zip.js/zip.js'
import type { SourceItem } from '../../protocol/dataset'
import type { IndexOptions } from './dataset'
import { indexDataset } from './dataset'

/** Bytes that begin like a JPEG and differ by `text`; no decoder would take them. */
export function jpegLike(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...new TextEncoder().encode(`${text}${'.'.repeat(40)}`)])
}

export function item(path: string, bytes: Uint8Array<ArrayBuffer> = jpegLike(path)): SourceItem {
  return { kind: 'file', path, file: new File([bytes], path.split('/').at(-1)!) }
}

/** A zip of these paths. `level` 0 stores, more deflates. */
export async function zipOf(
  entries: readonly (readonly [path: string, bytes: Uint8Array<ArrayBuffer>])[],
  options: ZipWriterAddDataOptions = { level: 6 },
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ZipWriter(new BlobWriter('application/zip'), { useWebWorkers: false })
  for (const [path, bytes] of entries) await writer.add(path, new Uint8ArrayReader(bytes), options)
  return new Uint8Array(await (await writer.close()).arrayBuffer())
}

export const index = (items: readonly SourceItem[], options: Partial<IndexOptions> = {}) =>
  indexDataset({ kind: 'items', items }, { seed: 1, valFraction: 0.2, ...options }, () => undefined, new AbortController().signal)
