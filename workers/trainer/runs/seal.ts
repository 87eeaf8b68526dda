/** A checksum over all that a run's file says, kept in its metadata: a damaged file is told from a whole one. */
import type { Safetensors } from '../../model/safetensors'
import type { ParamMap } from '../../model/spec'
import { DamagedRunFile } from './damage'

const SEAL = 'sha256'

const hex = (digest: ArrayBuffer): string => Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** SHA-256 over the metadata and over every tensor's name, shape and own SHA-256, in their order: no copy of all the tensors is made. */
async function digestOf(tensors: ParamMap, metadata: Readonly<Record<string, string>>): Promise<string> {
  const parts: unknown[] = [Object.entries(metadata).toSorted(([a], [b]) => (a < b ? -1 : 1))]
  for (const [name, { shape, data }] of tensors) {
    // Tensors on their way to or from a file never lie in memory that threads share, which could not be digested.
    const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)
    parts.push([name, shape, hex(await crypto.subtle.digest('SHA-256', bytes))])
  }
  return hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(parts))))
}

/** The metadata of a file, with its checksum. */
export async function sealed(tensors: ParamMap, metadata: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  return { ...metadata, [SEAL]: await digestOf(tensors, metadata) }
}

/**
 * Compares a file with its checksum. Those of version 0.1.0 have none.
 * @throws DamagedRunFile
 */
export async function assertSeal({ tensors, metadata: { [SEAL]: seal, ...metadata } }: Safetensors): Promise<void> {
  if (seal !== undefined && seal !== (await digestOf(tensors, metadata)))
    throw new DamagedRunFile('its checksum is not that of its content')
}
