/** Weights from the Hugging Face hub, or from any other address: fetched in pieces that survive a broken connection, checked, and kept for offline use. */
import * as v from 'valibot'
import {
  type DownloadProgress,
  elsewhereAddress,
  elsewhereName,
  hubAddress,
  hubFolder,
  hubName,
  MOST_WEIGHTS_BYTES,
  Problem,
} from '../protocol'
import { isQuota, space } from '../storage/browser'
import { fetchElsewhere } from './elsewhere'
import { forgetFile, keepFile, keptFile } from './keep'
import { openPart, type Part } from './parts'
import { watchdog } from './watchdog'

const RETRIES = 5
/** A server that sends nothing for so long is not waited for. */
const PATIENCE_MS = 30_000
/** Most bytes of an answer of the hub's API: a folder of a thousand files takes 300 kB. */
const MOST_LISTING = 4_000_000

/** What the hub's API says of the files in a folder, as far as it matters here: those in its large-file store go by their SHA-256. */
const Listing = v.array(v.object({ path: v.string(), lfs: v.optional(v.object({ oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })) }))

/**
 * The file's SHA-256 as the hub's API states it, null where it cannot be learnt. The download's own headers do not do: the hub states it on a
 * redirect, which a page never sees.
 */
async function statedSha256(address: string, signal: AbortSignal): Promise<string | null> {
  const { api, path } = hubFolder(address)
  const dog = watchdog(signal, PATIENCE_MS, () => new Error('no answer'))
  try {
    const response = await fetch(api, { signal: dog.signal })
    if (!response.ok) return null
    const listing = v.parse(Listing, JSON.parse(await boundedText(response, MOST_LISTING)))
    return listing.find((file) => file.path === path)?.lfs?.oid ?? null
  } catch (error) {
    if (signal.aborted) throw error
    // Whatever went wrong, the file can still be had: the person is told that it could not be checked.
    return null
  } finally {
    dog.stop()
  }
}

/** @throws Error where there is more */
async function boundedText(response: Response, most: number): Promise<string> {
  const reader = response.body?.getReader()
  const parts: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    size += next.value.byteLength
    if (size > most) {
      await reader?.cancel()
      throw new Error(`more than ${most} bytes`)
    }
    parts.push(next.value)
  }
  return new Blob(parts).text()
}

async function sha256Of(bytes: ArrayBuffer): Promise<string> {
  return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Asks for the file from byte `from` on. */
type Ask = (address: string, from: number, signal: AbortSignal) => Promise<Response>

const askHub: Ask = (address, from, signal) => fetch(address, { signal, ...(from > 0 ? { headers: { range: `bytes=${from}-` } } : {}) })

const tooLarge = (address: string) => new Problem('weights-too-large', { file: address, limit: MOST_WEIGHTS_BYTES })

/** Appends to the part file from where it ends, as far as the connection lasts. */
async function fetchRest(
  ask: Ask,
  address: string,
  { access, expect }: Part,
  outer: AbortSignal,
  onBytes: (bytes: number, total: number) => void,
): Promise<void> {
  const dog = watchdog(outer, PATIENCE_MS, () => new Problem('download-stalled', { address, seconds: PATIENCE_MS / 1000 }))
  try {
    const have = access.getSize()
    const response = await ask(address, have, dog.signal)
    dog.fed()
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
      if (total > MOST_WEIGHTS_BYTES) throw tooLarge(address)
      expect(total)
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        dog.fed()
        if (at + next.value.byteLength > MOST_WEIGHTS_BYTES) throw tooLarge(address)
        const written = access.write(next.value, { at })
        if (written < next.value.byteLength) throw new DOMException('the disk took less than it was given', 'QuotaExceededError')
        at += written
        onBytes(at, total)
      }
    } catch (error) {
      // Nobody reads the rest.
      await reader.cancel(error).catch(() => undefined)
      throw error
    }
    access.flush()
    if (at < total) throw new TypeError('the connection was closed early')
  } finally {
    dog.stop()
  }
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function fetchWhole(
  ask: Ask,
  address: string,
  signal: AbortSignal,
  onProgress: (progress: DownloadProgress) => void,
): Promise<ArrayBuffer> {
  const part = await openPart(address)
  // Only the hub tells afterwards whether two halves are of one file.
  const resumable = ask === askHub
  if (!resumable) part.access.truncate(0)
  try {
    await fetchWithRetries(ask, address, part, signal, onProgress)
  } catch (error) {
    // A part that filled the disk, or is of a file that is not wanted, is of no use to the next try.
    await part.end(resumable && !isQuota(error) && !(error instanceof Problem && error.code === 'weights-too-large'))
    throw error
  }
  return part.whole()
}

async function fetchWithRetries(
  ask: Ask,
  address: string,
  part: Part,
  signal: AbortSignal,
  onProgress: (progress: DownloadProgress) => void,
): Promise<void> {
  for (let retries = 0; ; retries++) {
    try {
      return await fetchRest(ask, address, part, signal, (bytes, total) => onProgress({ bytes, total, retries }))
    } catch (error) {
      part.access.flush()
      // TypeError is what fetch gives for a network fault; anything else will not get better by asking again.
      if (!(error instanceof TypeError) || retries >= RETRIES || signal.aborted) throw error
      await wait(250 * 2 ** retries)
    }
  }
}

export interface Downloaded {
  readonly name: string
  readonly bytes: ArrayBuffer
  /** Whether the SHA-256 is the one that the hub states; false where the hub did not say, null where it is not from the hub. */
  readonly verified: boolean | null
  /** Keeps it for use without a network, and tells whether it is kept; call it once the file has proved to be weights. */
  keep(): Promise<boolean>
}

/** How much more is needed, nobody knows: a download is told by what comes. */
async function storageFull(): Promise<Problem<'storage-full'>> {
  return new Problem('storage-full', { needed: 0, free: (await space()).free ?? 0 })
}

/**
 * The file, from the cache, the hub, or wherever its address is. What came of a broken download from the hub is kept, and the next try goes on there; what arrived damaged is not.
 * @throws Problem `no-weights-address`, `download-failed`, `download-damaged`, `download-stalled`, `download-redirected`, `weights-too-large`, `storage-full`
 */
export async function downloadFile(
  from: string,
  signal: AbortSignal,
  onProgress: (progress: DownloadProgress) => void,
): Promise<Downloaded> {
  const hub = hubAddress(from)
  const address = hub ?? elsewhereAddress(from)
  if (!address) throw new Problem('no-weights-address', { from: from.slice(0, 1000) })
  try {
    return hub ? await fromHub(hub, signal, onProgress) : await fromElsewhere(address, signal, onProgress)
  } catch (error) {
    if (error instanceof Problem) throw error
    if (isQuota(error)) throw await storageFull()
    throw new Problem('download-failed', { address, detail: error instanceof Error ? error.message : String(error) })
  }
}

async function fromHub(address: string, signal: AbortSignal, onProgress: (progress: DownloadProgress) => void): Promise<Downloaded> {
  const name = hubName(address)
  const kept = await keptFile(address)
  const had = (await kept?.bytes()) ?? null
  if (had && kept?.verified) return { name, bytes: had, verified: true, keep: () => Promise.resolve(true) }
  const stated = await statedSha256(address, signal)
  const bytes = had ?? (await fetchWhole(askHub, address, signal, onProgress))
  const verified = stated !== null
  if (verified && (await sha256Of(bytes)) !== stated) {
    await forgetFile(address)
    throw new Problem('download-damaged', { address })
  }
  const keep = async (): Promise<boolean> => (had !== null && !verified) || keepFile(address, bytes, verified)
  return { name, bytes, verified, keep }
}

/** What is kept of a model of the hub, whoever may be asked; null where nothing is. */
export async function keptDownload(from: string): Promise<Pick<Downloaded, 'name' | 'bytes' | 'verified'> | null> {
  const address = hubAddress(from)
  const kept = address && (await keptFile(address))
  const bytes = kept && (await kept.bytes())
  return bytes ? { name: hubName(address), bytes, verified: kept.verified } : null
}

/** So long a file from elsewhere is taken for the same as at its address: enough to give it to a new worker. */
const FRESH_MS = 10 * 60_000

async function fromElsewhere(address: string, signal: AbortSignal, onProgress: (progress: DownloadProgress) => void): Promise<Downloaded> {
  const kept = await keptFile(address)
  const take = kept !== null && (Date.now() - kept.at < FRESH_MS || !navigator.onLine)
  const had = take ? await kept.bytes() : null
  const bytes = had ?? (await fetchWhole(fetchElsewhere, address, signal, onProgress))
  const keep = async (): Promise<boolean> => had !== null || keepFile(address, bytes, false)
  return { name: elsewhereName(address), bytes, verified: null, keep }
}
