/** Bytes as text and back, for what stands inside a page. */

/** A multiple of three, so that nothing is filled up between two parts; as many arguments as a call may have. */
const BYTES = 3 << 13
/** As many letters. */
const LETTERS = (BYTES / 3) * 4

/** The text in parts: a model's whole text at once would be copied when it is joined. */
export function toBase64(bytes: Uint8Array): string[] {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += BYTES) parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + BYTES))))
  return parts
}

/** @throws DOMException where it is no base64 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const filled = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - filled)
  let to = 0
  for (let at = 0; at < text.length; at += LETTERS) {
    const part = atob(text.slice(at, at + LETTERS))
    for (let i = 0; i < part.length; i++) bytes[to++] = part.charCodeAt(i)
  }
  return bytes
}
