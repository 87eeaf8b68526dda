/** Weights from the Hugging Face hub, or from any other address: fetched in pieces that survive a broken connection, checked, and kept for offline use. */
import * as v from 'valibot'
import { type DownloadProgress, elsewhereAddress, elsewhereName, hubAddress, hubFolder, hubName, Problem } from '../protocol'
import { keptResponses, privateFiles } from '../storage/browser'
import { fetchElsewhere } from './elsewhere'

const CACHE = 'trainyard-weights'
const FOLDER = 'downloads'
const RETRIES = 5

/** What the hub's API says of the files in a folder, as far as it matters here: those in its large-file store go by their SHA-256. */
const Listing = v.array(v.object({ path: v.string(), lfs: v.optional(v.object({ oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })) }))

/**
 * The file's SHA-256 as the hub's API states it, null where it cannot be learnt. The download's own headers do not do: the hub states it on a
 * redirect, which a page never sees.
 */
async function statedSha256(address: string, signal: AbortSignal): Promise<string | null> {
  const { api, path } = hubFolder(address)
  try {
    const response = await fetch(api, { signal })
    if (!response.ok) return null
    const listing = v.parse(Listing, await response.json())
    return listing.find((file) => file.path === path)?.lfs?.oid ?? null
  } catch (error) {
    if (signal.aborted) throw error
    // Whatever went wrong, the file can still be had: the person is told that it could not be checked.
    return null
  }
}

async function sha256Of(bytes: ArrayBuffer): Promise<string> {
  return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function partFile(address: string): Promise<{ dir: FileSystemDirectoryHandle; name: string }> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(address))
  const name = `${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')}.part`
  const root = await privateFiles()
  return { dir: await root.getDirectoryHandle(FOLDER, { create: true }), name }
}

/** Asks for the file from byte `from` on. */
type Ask = (address: string, from: number, signal: AbortSignal) => Promise<Response>

const askHub: Ask = (address, from, signal) => fetch(address, { signal, ...(from > 0 ? { headers: { range: `bytes=${from}-` } } : {}) })

/** Appends to the part file from where it ends, as far as the connection lasts. */
async function fetchRest(
  ask: Ask,
  address: string,
  access: FileSystemSyncAccessHandle,
  signal: AbortSignal,
  onBytes: (bytes: number, total: number) => void,
): Promise<void> {
  const have = access.getSize()
  const response = await ask(address, have, signal)
  if (response.status === 416) {
    access.truncate(0)
    throw new TypeError('the file has changed')
  }
  if (!response.ok || !response.body) throw new Problem('download-failed', { address, detail: `HTTP ${response.status}` })
  let at = have
  if (response.status !== 206) {
    access.truncate(0)
    at = 0
  }
  const length = Number(response.headers.get('content-length') ?? 0)
  const total = length > 0 ? at + length : 0
  const reader = response.body.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      at += access.write(next.value, { at })
      onBytes(at, total)
    }
  } catch (error) {
    // A full disk: nobody reads the rest.
    await reader.cancel(error).catch(() => undefined)
    throw error
  }
  access.flush()
  if (at < total) throw new TypeError('the connection was closed early')
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function fetchWhole(
  ask: Ask,
  address: string,
  signal: AbortSignal,
  onProgress: (progress: DownloadProgress) => void,
): Promise<ArrayBuffer> {
  const { dir, name } = await partFile(address)
  const handle = await dir.getFileHandle(name, { create: true })
  const access = await handle.createSyncAccessHandle()
  // Only the hub tells afterwards whether two halves are of one file.
  if (ask !== askHub) access.truncate(0)
  try {
    for (let retries = 0; ; retries++) {
      try {
        await fetchRest(ask, address, access, signal, (bytes, total) => onProgress({ bytes, total, retries }))
        break
      } catch (error) {
        access.flush()
        // TypeError is what fetch gives for a network fault; anything else will not get better by asking again.
        if (!(error instanceof TypeError) || retries >= RETRIES || signal.aborted) throw error
        await wait(250 * 2 ** retries)
      }
    }
  } finally {
    access.close()
  }
  const bytes = await (await handle.getFile()).arrayBuffer()
  await dir.removeEntry(name)
  return bytes
}

export interface Downloaded {
  readonly name: string
  readonly bytes: ArrayBuffer
  /** Whether the SHA-256 is the one that the hub states; false where the hub did not say, null where it is not from the hub. */
  readonly verified: boolean | null
  /** Keeps it for use without a network; call it once the file has proved to be weights. */
  keep(): Promise<void>
}

/** Marks files in the cache that were compared with the hub's SHA-256. */
const VERIFIED = 'x-trainyard-verified'

/**
 * The file, from the cache, the hub, or wherever its address is. What came of a broken download from the hub is kept, and the next try goes on there; what arrived damaged is not.
 * @throws Problem `no-weights-address`, `download-failed`, `download-damaged`
 */
export async function downloadFile(
  from: string,
  signal: AbortSignal,
  onProgress: (progress: DownloadProgress) => void,
): Promise<Downloaded> {
  const hub = hubAddress(from)
  const address = hub ?? elsewhereAddress(from)
  if (!address) throw new Problem('no-weights-address', { from })
  try {
    return hub ? await fromHub(hub, signal, onProgress) : await fromElsewhere(address, signal, onProgress)
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('download-failed', { address, detail: error instanceof Error ? error.message : String(error) })
  }
}

async function fromHub(address: string, signal: AbortSignal, onProgress: (progress: DownloadProgress) => void): Promise<Downloaded> {
  const name = hubName(address)
  const cache = await keptResponses(CACHE)
  const kept = await cache?.match(address)
  if (kept?.headers.has(VERIFIED)) return { name, bytes: await kept.arrayBuffer(), verified: true, keep: () => Promise.resolve() }
  const stated = await statedSha256(address, signal)
  const bytes = (await kept?.arrayBuffer()) ?? (await fetchWhole(askHub, address, signal, onProgress))
  const verified = stated !== null
  if (verified && (await sha256Of(bytes)) !== stated) {
    await cache?.delete(address)
    throw new Problem('download-damaged', { address })
  }
  const keep = async (): Promise<void> => {
    if (verified || !kept) await cache?.put(address, new Response(bytes, verified ? { headers: { [VERIFIED]: '1' } } : {}))
  }
  return { name, bytes, verified, keep }
}

/** When a file from elsewhere was kept, milliseconds since 1970. */
const KEPT_AT = 'x-trainyard-kept-at'
/** So long it is taken for the same as at its address: enough to give it to a new worker. */
const FRESH_MS = 10 * 60_000

async function fromElsewhere(address: string, signal: AbortSignal, onProgress: (progress: DownloadProgress) => void): Promise<Downloaded> {
  const cache = await keptResponses(CACHE)
  const kept = await cache?.match(address)
  const age = Date.now() - Number(kept?.headers.get(KEPT_AT) ?? 0)
  const take = kept && (age < FRESH_MS || !navigator.onLine)
  const bytes = take ? await kept.arrayBuffer() : await fetchWhole(fetchElsewhere, address, signal, onProgress)
  const keep = async (): Promise<void> => {
    if (!take) await cache?.put(address, new Response(bytes, { headers: { [KEPT_AT]: `${Date.now()}` } }))
  }
  return { name: elsewhereName(address), bytes, verified: null, keep }
}
