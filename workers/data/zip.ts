/** The entries of a zip, read from its directory alone: no entry is unpacked and none is kept but its position. */
import { BlobReader, ZipReader } from '@zip.js/zip.js'
import { Problem } from '../protocol/problem'
import type { ZipEntrySource } from './source'

export interface ZipEntry {
  readonly path: string
  readonly size: number
  /** Why it cannot be read, or where it is. */
  readonly source: ZipEntrySource | 'encrypted' | 'unsupported'
}

/**
 * Lists a zip's files, folders left out.
 *
 * @throws Problem `zip-unreadable`
 */
export async function* zipEntries(zip: Blob, name: string): AsyncGenerator<ZipEntry> {
  const reader = new ZipReader(new BlobReader(zip), { strictness: 'tolerant' })
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (entry.directory) continue
      const { encrypted, compressionMethod: method, offset, compressedSize: compressed, uncompressedSize: size } = entry
      const path = entryName(entry.rawFilename, entry.filename, entry.filenameUTF8)
      if (encrypted) yield { path, size, source: 'encrypted' }
      else if (method !== 0 && method !== 8) yield { path, size, source: 'unsupported' }
      else {
        const header = 30 + entry.rawFilename.length + entry.rawExtraField.length + 64
        yield { path, size, source: { kind: 'zip', zip, offset, method, compressed, size, header } }
      }
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('zip-unreadable', { file: name })
  }
}

/** Zips from Chinese Windows name files in GBK without saying so: not UTF-8, and every other character a CJK one. */
function entryName(raw: Uint8Array, decoded: string, saysUtf8: boolean): string {
  if (saysUtf8 || raw.every((byte) => byte < 0x80)) return decoded
  const utf8 = decode(raw, 'utf-8')
  if (utf8 !== null) return utf8
  const gbk = decode(raw, 'gb18030')
  return gbk !== null && /^[\x20-\x7e\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+$/.test(gbk) ? gbk : decoded
}

function decode(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null // not in this encoding
  }
}
