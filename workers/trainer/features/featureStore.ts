/** The feature cache in the origin's private file system, bounded: the sets used least recently go first. */
import { isQuota } from '../../storage/browser'
import { PrivateFolder } from '../../storage/privateFolder'
import type { FeatureSet, FeatureStore } from './features'

const FOLDER = 'features'
const BUDGET_BYTES = 1 << 30

const isNotFound = (error: unknown): boolean => error instanceof DOMException && error.name === 'NotFoundError'

/** A file is `[count, failed count, ids..., failed..., features..., count]`, little-endian 32-bit words: a torn write lacks the last. */
function encode({ ids, failed, features }: FeatureSet): Uint8Array<ArrayBuffer> {
  const words = new Int32Array(3 + ids.length + failed.length + features.length)
  words[0] = ids.length
  words[1] = failed.length
  words.set(ids, 2)
  words.set(failed, 2 + ids.length)
  new Float32Array(words.buffer).set(features, 2 + ids.length + failed.length)
  words[words.length - 1] = ids.length
  return new Uint8Array(words.buffer)
}

function decode(buffer: ArrayBuffer): FeatureSet | null {
  if (buffer.byteLength < 12 || buffer.byteLength % 4 !== 0) return null
  const words = new Int32Array(buffer)
  const [n, bad] = [words[0]!, words[1]!]
  if (n < 1 || bad < 0 || words[words.length - 1] !== n || words.length < 3 + n + bad) return null
  return {
    ids: words.slice(2, 2 + n),
    failed: words.slice(2 + n, 2 + n + bad),
    features: new Float32Array(buffer.slice(4 * (2 + n + bad), -4)),
  }
}

/** The file system knows when a file was written, not when it was read: its last word is written once more, which changes nothing else. */
async function touch(file: FileSystemFileHandle, buffer: ArrayBuffer): Promise<void> {
  try {
    const access = await file.createSyncAccessHandle()
    try {
      access.write(buffer.slice(-4), { at: buffer.byteLength - 4 })
      access.flush()
    } finally {
      access.close()
    }
  } catch (error) {
    // Another tab has it open, so it is in use there as well; only the order of leaving is at stake.
    if (!(error instanceof DOMException)) throw error
  }
}

async function makeRoom(dir: FileSystemDirectoryHandle, bytes: number): Promise<void> {
  const files: { name: string; size: number; at: number }[] = []
  for await (const handle of dir.values()) {
    if (handle.kind !== 'file') continue
    const { size, lastModified } = await (handle as FileSystemFileHandle).getFile()
    files.push({ name: handle.name, size, at: lastModified })
  }
  let total = files.reduce((sum, file) => sum + file.size, bytes)
  for (const file of files.sort((a, b) => a.at - b.at)) {
    if (total <= BUDGET_BYTES) return
    await dir.removeEntry(file.name)
    total -= file.size
  }
}

/** The store of one visit. A browser that did not answer is waited for no more, until it does: a run can do without. */
export class KeptFeatures implements FeatureStore {
  private readonly folder = new PrivateFolder(FOLDER)

  /**
   * Names of all sets that are kept.
   * @throws Problem `no-storage`
   */
  names(): Promise<ReadonlySet<string>> {
    return this.folder.use(async (dir) => {
      const found = new Set<string>()
      for await (const { name } of dir.values()) found.add(name)
      return found
    })
  }
  read(key: string): Promise<FeatureSet | null> {
    return this.folder.use((dir) => read(dir, key))
  }
  /** A full disk is no fault here: the run has the features in memory, only the next one computes them again. */
  write(key: string, set: FeatureSet): Promise<void> {
    return this.folder.use((dir) => write(dir, key, set))
  }
}

async function read(dir: FileSystemDirectoryHandle, key: string): Promise<FeatureSet | null> {
  try {
    const file = await dir.getFileHandle(key)
    const buffer = await (await file.getFile()).arrayBuffer()
    const set = decode(buffer)
    if (set) await touch(file, buffer)
    return set
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

async function write(dir: FileSystemDirectoryHandle, key: string, set: FeatureSet): Promise<void> {
  const bytes = encode(set)
  await makeRoom(dir, bytes.byteLength)
  const access = await (await dir.getFileHandle(key, { create: true })).createSyncAccessHandle()
  let whole = false
  try {
    access.truncate(0)
    whole = access.write(bytes, { at: 0 }) === bytes.byteLength
    access.flush()
  } catch (error) {
    whole = false
    if (!isQuota(error)) throw error
  } finally {
    access.close()
    // Room that nothing of use takes; a part that stays says of itself that it is one.
    if (!whole) await dir.removeEntry(key).catch(() => {})
  }
}
