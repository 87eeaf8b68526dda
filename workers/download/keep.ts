/** Downloaded weights that are kept for use without a network, in the browser's cache of this origin. */
import type { KeptWeights } from '../protocol'
import { forgetResponses, keptResponses } from '../storage/browser'
import { within } from '../storage/patience'
import { partsBytes, removeParts } from './parts'

const CACHE = 'trainyard-weights'

/** Marks files that were compared with the hub's SHA-256. */
const VERIFIED = 'x-trainyard-verified'
/** When a file from elsewhere was kept, milliseconds since 1970. */
const KEPT_AT = 'x-trainyard-kept-at'
const LENGTH = 'x-trainyard-bytes'

/** So long anybody waits for the cache to take a file, or to find one: the network has it too. */
const PATIENCE_MS = 60_000

export interface Kept {
  readonly bytes: () => Promise<ArrayBuffer>
  readonly verified: boolean
  /** Milliseconds since 1970; 0 where it was not noted. */
  readonly at: number
}

/** What is kept of an address; null where nothing is, or it cannot be had. */
export async function keptFile(address: string): Promise<Kept | null> {
  const found = await responseOf(address)
  if (!found) return null
  return { bytes: () => found.arrayBuffer(), verified: found.headers.has(VERIFIED), at: Number(found.headers.get(KEPT_AT) ?? 0) }
}

/** Whether it is kept: some browsers keep nothing, and some have no room for it. Never rejects. */
export async function keepFile(address: string, bytes: ArrayBuffer, verified: boolean): Promise<boolean> {
  const headers = { [KEPT_AT]: `${Date.now()}`, [LENGTH]: `${bytes.byteLength}`, ...(verified ? { [VERIFIED]: '1' } : {}) }
  const cache = await keptResponses(CACHE)
  if (!cache) return false
  try {
    await within(PATIENCE_MS, cache.put(address, new Response(bytes, { headers })))
    return true
  } catch (error) {
    console.warn(`${address} is not kept`, error)
    return false
  }
}

async function responseOf(address: string): Promise<Response | undefined> {
  try {
    const cache = await keptResponses(CACHE)
    return cache ? await within(PATIENCE_MS, cache.match(address)) : undefined
  } catch (error) {
    console.warn(`what is kept of ${address} cannot be had`, error)
    return undefined
  }
}

export async function forgetFile(address: string): Promise<void> {
  await (await keptResponses(CACHE))?.delete(address)
}

/** What downloads take on this machine: the files that are kept, and what came of one that broke. */
export async function keptWeights(): Promise<KeptWeights> {
  const responses = (await (await keptResponses(CACHE))?.matchAll()) ?? []
  const sizes = await Promise.all(
    responses.map(async (response) => Number(response.headers.get(LENGTH) ?? 0) || (await response.blob()).size),
  )
  return { files: sizes.length, bytes: sizes.reduce((a, b) => a + b, await partsBytes()) }
}

/** Removes all of it. What is in use stays in use: it is in memory. */
export async function clearKeptWeights(): Promise<void> {
  await forgetResponses(CACHE)
  await removeParts()
}
