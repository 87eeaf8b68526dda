/**
 * Weights by name for headless training. They come by the page's own download (address, size, time, SHA-256 as Hugging Face states it), are read as the page
 * reads them, and are kept in the folder that the system has for what can be had again: `$XDG_CACHE_HOME/trainyard/weights`, else `~/.cache/trainyard/weights`;
 * `~/Library/Caches/trainyard/weights` on macOS, `%LOCALAPPDATA%\trainyard\weights` on Windows.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { downloadFile } from '../../workers/download/hub'
import { type DownloadProgress, IMAGENET } from '../../workers/protocol'
import { broughtWeights } from '../../workers/trainer/weights/weights'

type Environment = Readonly<Record<string, string | undefined>>

/** Where downloads of weights are kept. */
export function cacheFolder(env: Environment = process.env, platform: NodeJS.Platform = process.platform, home = homedir()): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = env
  // A relative one is to be ignored, says the XDG Base Directory Specification.
  if (xdg && isAbsolute(xdg)) return join(xdg, 'trainyard', 'weights')
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'trainyard', 'weights')
  if (platform === 'win32' && local) return join(local, 'trainyard', 'weights')
  return join(home, '.cache', 'trainyard', 'weights')
}

const STEM = IMAGENET.replace('/', '-')
/** A kept file's name ends in its SHA-256, which the hub has stated; what the hub stated nothing of is not looked for again. */
const KEPT = new RegExp(`^${STEM.replaceAll('.', '\\.')}-([0-9a-f]{64})\\.safetensors$`)
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** The kept file, if it is whole; one that is not goes. */
function keptIn(folder: string): string | null {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const stated = KEPT.exec(name)?.[1]
    if (!stated) continue
    if (sha256(readFileSync(join(folder, name))) === stated) return join(folder, name)
    rmSync(join(folder, name))
  }
  return null
}

export interface NamedWeights {
  readonly path: string
  /** `kept`: from an earlier command; `checked`: downloaded now, with the SHA-256 that the hub states; `unchecked`: it states none now. */
  readonly from: 'kept' | 'checked' | 'unchecked'
}

/**
 * ImageNet's ResNet18 as a file.
 *
 * @throws Problem as `downloadFile` and `broughtWeights`; the file system's own error where the folder cannot be written
 */
export async function imagenetWeights(
  signal: AbortSignal,
  onProgress: (progress: DownloadProgress) => void,
  folder = cacheFolder(),
): Promise<NamedWeights> {
  const kept = keptIn(folder)
  if (kept) return { path: kept, from: 'kept' }
  mkdirSync(folder, { recursive: true })
  const { name, bytes, verified } = await downloadFile(IMAGENET, signal, onProgress)
  signal.throwIfAborted()
  // What is no network of ours is not kept.
  await broughtWeights(name, bytes, verified)
  const content = new Uint8Array(bytes)
  const path = join(folder, `${STEM}-${verified ? sha256(content) : 'unchecked'}.safetensors`)
  const part = `${path}.${process.pid}.part`
  try {
    writeFileSync(part, content)
    renameSync(part, path)
  } finally {
    rmSync(part, { force: true })
  }
  return { path, from: verified ? 'checked' : 'unchecked' }
}
