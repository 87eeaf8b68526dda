/** A checksum over all that a run's file says, kept in its metadata: a damaged file is told from a whole one. */
import type { Safetensors } from '../../model/safetensors'
import type { ParamMap } from '../../model/spec'
import { DamagedRunFile } from './damage'

const SEAL = 'sha256-pieces'
/** As files had it before: over whole tensors, which the browser copies to digest them. */
const OF_WHOLE = 'sha256'
/** Bytes that are digested at once: a copy of so few takes no new memory. */
const PIECE = 2 ** 18

const hex = (digest: ArrayBuffer): string => Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => hex(await crypto.subtle.digest('SHA-256', bytes))

/** SHA-256 over the metadata and over every tensor's name, shape and the SHA-256 of each of its pieces, in their order: no copy of all the tensors is made, nor of a large one. @param piece bytes */
async function digestOf(tensors: ParamMap, metadata: Readonly<Record<string, string>>, piece: number): Promise<string> {
  const parts: unknown[] = [Object.entries(metadata).toSorted(([a], [b]) => (a < b ? -1 : 1))]
  for (const [name, { shape, data }] of tensors) {
    // Tensors on their way to or from a file never lie in memory that threads share, which could not be digested.
    const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)
    const hashes = [await sha256(bytes.subarray(0, piece))]
    for (let at = piece; at < bytes.length; at += piece) hashes.push(await sha256(bytes.subarray(at, at + piece)))
    parts.push([name, shape, ...hashes])
  }
  return sha256(new TextEncoder().encode(JSON.stringify(parts)))
}

/** The metadata of a file, with its checksum. */
export async function sealed(tensors: ParamMap, metadata: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  return { ...metadata, [SEAL]: await digestOf(tensors, metadata, PIECE) }
}

/**
 * Compares a file with its checksum. Those of version 0.1.0 have none.
 * @throws DamagedRunFile
 */
export async function assertSeal({ tensors, metadata }: Safetensors): Promise<void> {
  const { [SEAL]: ofPieces, [OF_WHOLE]: ofWhole, ...rest } = metadata
  const seal = ofPieces ?? ofWhole
  if (seal !== undefined && seal !== (await digestOf(tensors, rest, ofPieces === undefined ? Number.POSITIVE_INFINITY : PIECE)))
    throw new DamagedRunFile('its checksum is not that of its content')
}
