/** Files whose names do not say what they are: known by their first bytes, the many by the few that were looked at. */
import type { ForeignKind } from '../../protocol/foreign'
import { kindOf } from './header'
import { HeicTrial } from './heic'
import { foreignKindOf } from './kinds'
import { firstBytes, type SampleSource } from './source'

export type Content = 'picture' | 'zip' | 'other' | ForeignKind

/** Archives that are not opened, by their first bytes. */
const ARCHIVES: readonly (readonly [kind: string, magic: readonly number[], at: number])[] = [
  ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 0],
  ['RAR', [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07], 0],
  ['gzip', [0x1f, 0x8b], 0],
  ['bzip2', [0x42, 0x5a, 0x68], 0],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a], 0],
  ['Zstandard', [0x28, 0xb5, 0x2f, 0xfd], 0],
  ['tar', [0x75, 0x73, 0x74, 0x61, 0x72], 257],
]
const NAMED_ARCHIVE = /\.(7z|rar|tar|t?gz|tbz2?|bz2|txz|xz|zst|z\d\d|\d{3})$/i

/** Bytes that tell every kind: tar's are the last. */
const ENOUGH = 262

/** Names that say well enough that a file is no picture: tables, texts, films, programs, and what else is a zip by its bytes. */
const TELLING =
  /\.(txt|csv|tsv|jsonl?|xml|ya?ml|md|html?|pdf|mat|npy|npz|pkl|pickle|pth?|h5|hdf5|keras|onnx|safetensors|tfrecords?|parquet|py|ipynb|js|css|log|ini|docx?|xlsx?|pptx?|od[tps]|epub|jar|apk|mp[34]|avi|mov|mkv|webm|wav|nii|exe|dll|bin)$/i

/** Files of one extension that are looked at: the others are taken for what most of these were. */
const MOST_LOOKS = 500

export class Sniffer {
  private readonly looked = new Map<string, Map<Content, number>>()
  private readonly heic = new HeicTrial()

  /** What the file is. One that cannot be opened is `other`. */
  async contentOf(name: string, source: SampleSource): Promise<Content> {
    if (TELLING.test(name) || NAMED_ARCHIVE.test(name)) return 'other'
    const extension = /\.[^.]*$/.exec(name)?.[0].toLowerCase() ?? ''
    const counts = this.looked.get(extension) ?? new Map<Content, number>()
    this.looked.set(extension, counts)
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
    if (total >= MOST_LOOKS) return [...counts].find(([content, count]) => content !== 'zip' && count * 2 > total)?.[0] ?? 'other'
    const content = await this.look(name, source)
    counts.set(content, (counts.get(content) ?? 0) + 1)
    return content
  }

  /** The kind of a picture whose name says otherwise and that is not read here; null for any other. */
  async foreign(name: string, bytes: Uint8Array, source: SampleSource): Promise<ForeignKind | null> {
    const heic = kindOf(bytes) === 'heic' && (await this.heic.readsWith(source))
    return foreignKindOf(name, bytes, heic)
  }

  private async look(name: string, source: SampleSource): Promise<Content> {
    const bytes = await firstBytes(source, ENOUGH).catch(() => new Uint8Array(0))
    const foreign = await this.foreign(name, bytes, source)
    if (foreign !== null) return foreign
    return kindOf(bytes) !== null ? 'picture' : isZip(bytes) ? 'zip' : 'other'
  }
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4
}

/** The kind of an archive that is called one and is not opened; null for any other file. */
export async function foreignArchive(name: string, source: SampleSource): Promise<string | null> {
  if (!NAMED_ARCHIVE.test(name)) return null
  if (/\.(z\d\d|\d{3})$/i.test(name)) return 'split'
  const bytes = await firstBytes(source, ENOUGH).catch(() => new Uint8Array(0))
  return ARCHIVES.find(([, magic, at]) => magic.every((byte, i) => bytes[at + i] === byte))?.[0] ?? null
}
