/** Weights from the Hugging Face hub: fetched in pieces that survive a broken connection, checked, and kept for offline use. */
import { type DownloadProgress, hubAddress, hubName, Problem } from '../protocol'

const CACHE = 'trainyard-weights'
const FOLDER = 'downloads'
const RETRIES = 5

/** SHA-256 as the hub states it for files in its large-file store: the linked etag. */
function statedSha256(headers: Headers): string | null {
  const tag = (headers.get('x-linked-etag') ?? '').replaceAll('"', '')
  return /^[0-9a-f]{64}$/.test(tag) ? tag : null
}

async function partFile(address: string): Promise<{ dir: FileSystemDirectoryHandle; name: string }> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(address))
  const name = `${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')}.part`
  const root = await navigator.storage.getDirectory()
  return { dir: await root.getDirectoryHandle(FOLDER, { create: true }), name }
}

interface Piece {
  readonly total: number
  readonly sha256: string | null
}

/** Appends to the part file from where it ends, as far as the connection lasts. */
async function fetchRest(
  address: string,
  access: FileSystemSyncAccessHandle,
  signal: AbortSignal,
  onBytes: (bytes: number, total: number) => void,
): Promise<Piece> {
  const have = access.getSize()
  const response = await fetch(address, { signal, ...(have > 0 ? { headers: { range: `bytes=${have}-` } } : {}) })
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
  const total = at + Number(response.headers.get('content-length') ?? 0)
  const reader = response.body.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    at += access.write(next.value, { at })
    onBytes(at, total)
  }
  access.flush()
  if (at < total) throw new TypeError('the connection was closed early')
  return { total: at, sha256: statedSha256(response.headers) }
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function fetchWhole(address: string, signal: AbortSignal, onProgress: (progress: DownloadProgress) => void): Promise<ArrayBuffer> {
  const { dir, name } = await partFile(address)
  const handle = await dir.getFileHandle(name, { create: true })
  const access = await handle.createSyncAccessHandle()
  let sha256: string | null = null
  try {
    for (let retries = 0; ; retries++) {
      try {
        const piece = await fetchRest(address, access, signal, (bytes, total) => onProgress({ bytes, total, retries }))
        sha256 = piece.sha256
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
  if (sha256) {
    const found = Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (b) => b.toString(16).padStart(2, '0')).join('')
    if (found !== sha256) throw new Problem('download-failed', { address, detail: `SHA-256 is ${found}, not ${sha256}` })
  }
  return bytes
}

/**
 * The file, from the cache or the hub. What came of a broken download is kept, and the next try goes on there.
 * @throws Problem `not-on-the-hub`, `download-failed`
 */
export async function downloadFile(
  from: string,
  signal: AbortSignal,
  onProgress: (progress: DownloadProgress) => void,
): Promise<{ name: string; bytes: ArrayBuffer }> {
  const address = hubAddress(from)
  if (!address) throw new Problem('not-on-the-hub', { from })
  const name = hubName(address)
  const cache = await caches.open(CACHE)
  const kept = await cache.match(address)
  if (kept) return { name, bytes: await kept.arrayBuffer() }
  try {
    const bytes = await fetchWhole(address, signal, onProgress)
    await cache.put(address, new Response(bytes))
    return { name, bytes }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('download-failed', { address, detail: error instanceof Error ? error.message : String(error) })
  }
}
