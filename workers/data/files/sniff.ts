/** Files whose names do not say what they are: known by their first bytes, the many by the few that were looked at. */
import type { ForeignKind } from '../../protocol/kinds'
import { kindOf } from './header'
import { HeicTrial } from './heic'
import { foreignKindOf } from './kinds'
import { firstBytes, type SampleSource } from './source'
import { isTarHeader } from './tar'

export type Content = 'picture' | ArchiveKind | 'foreign' | 'other' | ForeignKind

/** Archives that are opened. `gzip`: a packed tar, where it is one. */
const OPENED = ['zip', 'tar', 'gzip'] as const
export type ArchiveKind = (typeof OPENED)[number]

export const isArchive = (content: Content): content is ArchiveKind => OPENED.some((kind) => kind === content)

/** Archives that are not opened, by their first bytes. */
const FOREIGN: readonly (readonly [kind: string, magic: readonly number[]])[] = [
  ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['RAR', [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['Zstandard', [0x28, 0xb5, 0x2f, 0xfd]],
]
/** Parts of a split archive, which may begin like anything. */
const PART = /\.(z\d\d|(zip|7z|rar|tar|tgz|gz)\.\d{3}|part\d+\.rar|r\d\d)$/i
/** Names of archives, whatever is in them. */
const NAMED_ARCHIVE = /\.(7z|rar|tar|t?gz|tbz2?|bz2|txz|xz|tzst|zst|lz|lzma|cab|iso)$/i

/** Bytes that tell every kind: a tar's first header. */
const ENOUGH = 512

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
    if (TELLING.test(name)) return 'other'
    // Archives are few, and each is another.
    if (PART.test(name)) return (await this.look(name, source)) === 'picture' ? 'picture' : 'foreign'
    if (NAMED_ARCHIVE.test(name)) return this.look(name, source)
    // What is called a zip is opened as one, also behind a program that unpacks it, and where it is damaged.
    if (/\.zip$/i.test(name)) {
      // One in a zip is looked at when it is opened, once it is known that it may be.
      if (source.kind === 'zip') return 'zip'
      const content = await this.look(name, source)
      return content === 'tar' || content === 'gzip' || content === 'foreign' ? content : 'zip'
    }
    const extension = /\.[^.]*$/.exec(name)?.[0].toLowerCase() ?? ''
    const counts = this.looked.get(extension) ?? new Map<Content, number>()
    this.looked.set(extension, counts)
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
    if (total >= MOST_LOOKS)
      return [...counts].find(([content, count]) => !isArchive(content) && content !== 'foreign' && count * 2 > total)?.[0] ?? 'other'
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
    const foreign = archiveOf(bytes) === null ? await this.foreign(name, bytes, source) : null
    if (foreign !== null) return foreign
    return kindOf(bytes) !== null ? 'picture' : (archiveOf(bytes) ?? 'other')
  }
}

function archiveOf(bytes: Uint8Array): ArchiveKind | 'foreign' | null {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4) return 'zip'
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip'
  if (isTarHeader(bytes)) return 'tar'
  return foreignKind(bytes) === null ? null : 'foreign'
}

const foreignKind = (bytes: Uint8Array): string | null =>
  FOREIGN.find(([, magic]) => magic.every((byte, i) => bytes[i] === byte))?.[0] ?? null

/** What an archive that is not opened is called: by its name where it is a part, else by its bytes; null for any other file. */
export async function foreignArchive(name: string, source: SampleSource): Promise<string | null> {
  if (PART.test(name)) return 'split'
  return foreignKind(await firstBytes(source, ENOUGH).catch(() => new Uint8Array(0)))
}
