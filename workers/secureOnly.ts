/**
 * What of `crypto` browsers give only to pages from secure addresses: hashes and random ids, which every picture and run is known by. On others (http at the address of
 * another machine) they are the same by a library, and slower. Keys and ciphers are not among them: nobody here has a secret.
 */

type Algorithm = 'SHA-1' | 'SHA-256'

async function digest(algorithm: Algorithm, data: BufferSource): Promise<ArrayBuffer> {
  const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  const hash = algorithm === 'SHA-1' ? (await import('@noble/hashes/legacy.js')).sha1 : (await import('@noble/hashes/sha2.js')).sha256
  return Uint8Array.from(hash(bytes)).buffer
}

/** RFC 9562, 5.4: version 4, variant 10. */
function randomUUID(this: Pick<Crypto, 'getRandomValues'>): `${string}-${string}-${string}-${string}-${string}` {
  const bytes = this.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Gives `target` what it lacks. Every thread's entry calls it, before anything is hashed. */
export function fillCrypto(target: Pick<Crypto, 'getRandomValues'> & Partial<Crypto> = crypto): void {
  if (!target.subtle) Object.defineProperty(target, 'subtle', { value: { digest } })
  if (!target.randomUUID) Object.defineProperty(target, 'randomUUID', { value: randomUUID })
}
