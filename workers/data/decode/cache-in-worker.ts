/**
 * Decoded pictures kept in the origin's private file system, so that later epochs skip decoding: RGB rows one after another, of which a
 * crop reads only its own. Each decode worker appends to a file of its own and reads everybody's.
 */

import { within } from '../../storage/patience'
import type { Raster } from '../pixels/raster'
import type { Transparency } from '../pixels/transparency'
import type { CachedPicture, CacheSetup } from './decode.messages'

/** `readwrite-unsafe` lets several workers hold one file; only its owner writes, and what was announced is never written again. */
type OpenSync = (options: { mode: 'readwrite-unsafe' }) => Promise<FileSystemSyncAccessHandle>

/** So long a picture waits for a file to be opened: it can be decoded as well. */
const PATIENCE_MS = 10_000

export class DecodedCache {
  private readonly handles = new Map<string, Promise<FileSystemSyncAccessHandle>>()
  private end = 0
  private full = false
  private buffer = new Uint8Array(0)

  constructor(private readonly setup: CacheSetup) {}

  /** Appends a picture; null where there is no room any more. */
  async store(picture: Raster, transparency: Transparency): Promise<CachedPicture | null> {
    const { width, height } = picture
    const size = width * height * 3
    if (this.full || this.end + size > this.setup.bytes) return null
    try {
      const handle = await this.open(this.setup.own)
      const offset = this.end
      if (handle.write(packed(picture), { at: offset }) !== size) throw new Error('the disk is full')
      this.end += size
      return { file: this.setup.own, offset, width, height, transparency }
    } catch {
      this.full = true // no room, or no such files in this browser: pictures are decoded as ever
      return null
    }
  }

  /** Rows `y` to `y + height` of a kept picture; null where they cannot be read any more. The memory is used again by the next call. */
  async rows({ file, offset, width }: CachedPicture, y: number, height: number): Promise<Raster | null> {
    const size = width * height * 3
    if (this.buffer.length < size) this.buffer = new Uint8Array(size)
    const data = this.buffer.subarray(0, size)
    try {
      const handle = await this.open(file)
      return handle.read(data, { at: offset + y * width * 3 }) === size ? { data, width, height, channels: 3 } : null
    } catch {
      return null
    }
  }

  private open(name: string): Promise<FileSystemSyncAccessHandle> {
    const open = async (): Promise<FileSystemSyncAccessHandle> => {
      const file = await this.setup.directory.getFileHandle(name, { create: name === this.setup.own })
      return (file.createSyncAccessHandle as OpenSync).call(file, { mode: 'readwrite-unsafe' })
    }
    const handle = this.handles.get(name) ?? within(PATIENCE_MS, open())
    this.handles.set(name, handle)
    return handle
  }
}

/** RGB without gaps. */
function packed({ data, width, height, channels, bgr }: Raster): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(width * height * 3)
  const red = bgr ? 2 : 0
  for (let from = 0, to = 0; to < out.length; from += channels, to += 3) {
    out[to] = data[from + red]!
    out[to + 1] = data[from + 1]!
    out[to + 2] = data[from + 2 - red]!
  }
  return out
}
