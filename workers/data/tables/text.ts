/** A table's bytes as text: the encodings that spreadsheets and scripts write. */
import type { TableFault } from '../../protocol/tables'

/** Thrown where a file cannot be read as a table. */
export class TableError extends Error {
  override readonly name = 'TableError'
  constructor(readonly fault: TableFault) {
    super(fault)
  }
}

export interface DecodedText {
  readonly text: string
  /** Where it is neither UTF-8 nor UTF-16: what it was taken for. */
  readonly guessed: string | null
}

/** Bytes from which the encoding is judged. */
const LOOKED_AT = 64 << 10
/** The share of characters that no text holds, above which it is none. */
const MOST_CONTROL = 0.01

/**
 * The text of a file, without its byte order mark and without NUL characters.
 *
 * @throws TableError `not-text`
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const utf16 = utf16Of(bytes)
  const decoded = utf16 ? { text: new TextDecoder(utf16).decode(bytes), guessed: null } : decodeBytes(bytes)
  const control = countControl(decoded.text.slice(0, LOOKED_AT))
  if (control > Math.min(decoded.text.length, LOOKED_AT) * MOST_CONTROL) throw new TableError('not-text')
  return { ...decoded, text: decoded.text.replaceAll('\0', '') }
}

/** UTF-16 by its mark, or by every other byte being zero. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const head = bytes.subarray(0, LOOKED_AT)
  const zeros = [0, 0]
  for (const [i, byte] of head.entries()) if (byte === 0) zeros[i % 2]!++
  const half = head.length / 2
  if (zeros[1]! > half * 0.6 && zeros[0]! < half * 0.05) return 'utf-16le'
  return zeros[0]! > half * 0.6 && zeros[1]! < half * 0.05 ? 'utf-16be' : null
}

function decodeBytes(bytes: Uint8Array): DecodedText {
  for (const encoding of ['utf-8', 'gb18030'] as const) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
      // Any bytes are Chinese to GB18030: only text that is what people write counts.
      if (encoding === 'utf-8' || /^[\t\r\n\x20-\x7e\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+$/.test(text.slice(0, LOOKED_AT)))
        return { text, guessed: encoding === 'utf-8' ? null : 'GB18030' }
    } catch {
      // Not in this encoding: the next is tried.
    }
  }
  return { text: new TextDecoder('windows-1252').decode(bytes), guessed: 'Windows-1252' }
}

/** Characters that no text holds: NUL and its neighbours, but for tabs and the ends of lines and pages. */
function countControl(text: string): number {
  let count = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 9 || (code > 13 && code < 32)) count++
  }
  return count
}
