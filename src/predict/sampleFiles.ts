/** A competition's sample submission among what was given as test pictures. */
import type { DatasetSource } from '../../workers/protocol'

const NAMED = /^sample[\s_-]*submission[^/]*\.(csv|tsv|txt)$/i
const TABLE = /\.(csv|tsv)$/i
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

export interface FoundSample {
  readonly file: File
  /** Whether it is all that was given. */
  readonly isAll: boolean
}

/** The table that is called so, or the only thing given where that is a table; null where there is none. Of a folder that the browser gave as a handle, what lies at its top. */
export async function sampleIn(source: DatasetSource): Promise<FoundSample | null> {
  if (source.kind !== 'items') return null
  const [first] = source.items
  const isOne = source.items.length === 1
  for (const item of source.items) {
    if (item.kind === 'file' && isSample(item.path, isOne)) return { file: item.file, isAll: isOne }
    if (item.kind === 'listed') {
      const { paths } = item.files
      const at = paths.findIndex((path) => isSample(path, isOne && paths.length === 1))
      if (at >= 0) return { file: await item.files.file(at), isAll: isOne && paths.length === 1 }
    }
    if (item.kind !== 'handle') continue
    const { handle } = item
    if (handle.kind === 'file' && isSample(handle.name, isOne)) return { file: await handle.getFile(), isAll: item === first && isOne }
    if (handle.kind === 'directory')
      for await (const inside of handle.values())
        if (inside.kind === 'file' && isSample(inside.name, false)) return { file: await inside.getFile(), isAll: false }
  }
  return null
}

const isSample = (path: string, alone: boolean): boolean => NAMED.test(nameOf(path)) || (alone && TABLE.test(path))
