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
  /** Null where they cannot be had after all. */
  readonly bytes: () => Promise<ArrayBuffer | null>
  readonly verified: boolean
  /** Milliseconds since 1970; 0 where it was not noted. */
  readonly at: number
}

/** What is kept of an address; null where nothing is, or it cannot be had. */
export async function keptFile(address: string): Promise<Kept | null> {
  const found = await responseOf(address)
  if (!found) return null
  const bytes = () => within(PATIENCE_MS, found.arrayBuffer()).catch(cannotBeHad(address))
  return { bytes, verified: found.headers.has(VERIFIED), at: Number(found.headers.get(KEPT_AT) ?? 0) }
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

const cannotBeHad =
  (address: string) =>
  (error: unknown): null => {
    console.warn(`what is kept of ${address} cannot be had`, error)
    return null
  }

async function responseOf(address: string): Promise<Response | null> {
  const cache = await keptResponses(CACHE)
  return cache && ((await within(PATIENCE_MS, cache.match(address)).catch(cannotBeHad(address))) ?? null)
}

/** Never rejects. */
export async function forgetFile(address: string): Promise<void> {
  const cache = await keptResponses(CACHE)
  if (cache) await within(PATIENCE_MS, cache.delete(address)).catch(cannotBeHad(address))
}

/** What downloads take on this machine: the files that are kept, and what came of one that broke. */
export async function keptWeights(): Promise<KeptWeights> {
  const cache = await keptResponses(CACHE)
  const sizes = cache ? await within(PATIENCE_MS, sizesIn(cache)) : []
  return { files: sizes.length, bytes: sizes.reduce((a, b) => a + b, await partsBytes()) }
}

async function sizesIn(cache: Cache): Promise<number[]> {
  const responses = await cache.matchAll()
  return Promise.all(responses.map(async (response) => Number(response.headers.get(LENGTH) ?? 0) || (await response.blob()).size))
}

/** Removes all of it. What is in use stays in use: it is in memory. */
export async function clearKeptWeights(): Promise<void> {
  await forgetResponses(CACHE)
  await removeParts()
}
