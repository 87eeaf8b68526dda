/**
 * Names in archives that do not say that they are UTF-8: they are, where all of the archive's are, else they are in the code page of the system that packed
 * them. One alone may look like UTF-8 and be none: "猫" in GBK is "è" there.
 */
import type { CodePage } from '../../protocol/dataset'
import { decoderOf } from './codePages'
import { likeliest } from './likeliestPage'

/** Names that are enough to guess by. */
const GUESSED_BY = 400

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The name, where its bytes are UTF-8; null otherwise. */
function utf8Of(raw: Uint8Array): string | null {
  try {
    return UTF8.decode(raw)
  } catch {
    return null // in another encoding
  }
}

export interface NameReader {
  /** Null where all are UTF-8. */
  readonly codePage: CodePage | null
  read(raw: Uint8Array): string
}

/**
 * @param raws names that do not say what they are in
 * @param chosen by the person; guessed where it is not given
 */
export function nameReader(raws: readonly Uint8Array[], chosen?: CodePage): NameReader {
  const telling = raws.filter((raw) => raw.some((byte) => byte >= 128))
  if (telling.every((raw) => utf8Of(raw) !== null)) return { codePage: null, read: (raw) => UTF8.decode(raw) }
  const step = Math.max(1, telling.length / GUESSED_BY)
  const some = Array.from({ length: Math.min(GUESSED_BY, telling.length) }, (_, i) => telling[Math.floor(i * step)]!)
  const codePage = chosen ?? likeliest(some)
  return { codePage, read: decoderOf(codePage) }
}
