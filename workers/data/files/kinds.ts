/** Pictures of kinds that are not read here, known by their first bytes or, where those say nothing, by their names: counted by kind, so that a person can be told what to do. */
import type { ForeignKind } from '../../protocol/kinds'
import { kindOf } from './header'

/** Bytes that tell every kind: DICOM's letters stand at 128, and a drawing begins behind what XML says first. */
export const FOREIGN_BYTES = 256
/** As far as a drawing is looked for. */
const SVG_BYTES = FOREIGN_BYTES

const latin = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))

/** What stands where. */
const MAGIC: readonly (readonly [kind: ForeignKind, at: number, ...beginnings: string[]])[] = [
  ['jxl', 0, '\xff\x0a', '\0\0\0\x0cJXL '],
  ['jp2', 0, '\0\0\0\x0cjP  ', '\xff\x4f\xff\x51'],
  // Canon; Olympus, Panasonic, Fujifilm, Sigma, Minolta.
  ['raw', 4, 'ftypcrx '],
  ['raw', 8, 'CR\x02\0'],
  ['raw', 0, 'IIRO', 'IIRS', 'MMOR', 'IIU\0', 'FUJIFILMCCD-RAW', 'FOVb', '\0MRM'],
  ['psd', 0, '8BPS\0\x01', '8BPS\0\x02'],
  ['dicom', 128, 'DICM'],
  ['netpbm', 0, ...['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7'].flatMap((p) => [`${p}\n`, `${p} `, `${p}\r`, `${p}\t`])],
  ['exr', 0, 'v/1\x01', '#?RADIANCE', '#?RGBE'],
  ['dds', 0, 'DDS ', '\xabKTX'],
  ['xcf', 0, 'gimp xcf '],
]

/** A drawing, behind whatever XML may say first. A comment ends at its first `-->`: with `.*?` many of them could be read in more ways than can be tried. */
const SVG = /^\s*(<\?xml[^>]*>\s*)?((<!--(?:(?!-->).)*-->|<!DOCTYPE svg[^>]*>)\s*)*<svg[\s>]/is
const BYTE_ORDER_MARK = '\xef\xbb\xbf'

/** ZSoft's mark, a version, run lengths, and bits of a sample. */
const isPcx = ([mark, version = 9, packed, bits = 0]: Uint8Array): boolean =>
  mark === 10 && version <= 5 && packed === 1 && [1, 2, 4, 8].includes(bits)

function magicKind(bytes: Uint8Array): ForeignKind | null {
  const begins = (at: number, letters: string): boolean => latin(bytes, at, at + letters.length) === letters
  const found = MAGIC.find(([, at, ...beginnings]) => beginnings.some((letters) => begins(at, letters)))
  if (found) return found[0]
  if (SVG.test(latin(bytes, begins(0, BYTE_ORDER_MARK) ? 3 : 0, SVG_BYTES))) return 'svg'
  return isPcx(bytes) ? 'pcx' : null
}

/** Names that say it where the first bytes do not, or say TIFF. */
const NAMES: readonly (readonly [kind: ForeignKind, name: RegExp])[] = [
  ['raw', /\.(cr2|cr3|crw|nef|nrw|dng|arw|srf|sr2|orf|rw2|raf|pef|srw|3fr|fff|iiq|erf|kdc|dcr|mos|mef|mrw|x3f)$/i],
  ['svg', /\.svgz?$/i],
  ['dicom', /\.(dcm|dicom)$/i],
  ['pcx', /\.pcx$/i],
  ['tga', /\.tga$/i],
]

/** Whether a file is called as pictures of a kind that is not read here are, whatever is in it. */
export const namedLikeForeign = (name: string): boolean =>
  /\.(hei[cf]|jxl|jp2|j2k|jpf|jpx|psd|psb|p[bgpn]m|pam|exr|hdr|dds|ktx|xcf)$/i.test(name) || NAMES.some(([, pattern]) => pattern.test(name))

/**
 * The kind of a picture that is not read here; null for one that is, and for what is no picture.
 *
 * @param bytes the first `FOREIGN_BYTES`, or all of a shorter file
 * @param heic whether this browser reads HEIC
 */
export function foreignKindOf(name: string, bytes: Uint8Array, heic: boolean): ForeignKind | null {
  const kind = kindOf(bytes)
  const named = NAMES.find(([, pattern]) => pattern.test(name))?.[0] ?? null
  if (kind === 'heic') return heic ? null : 'heic'
  const found = magicKind(bytes)
  // Of a raw file's beginning TIFF's decoders would show a small copy, and a Targa may begin as a cursor does.
  if (kind === 'tiff') return found ?? (named === 'raw' ? named : null)
  if (kind === 'ico') return named === 'tga' ? named : null
  return kind === null ? (found ?? (bytes.length > 0 ? named : null)) : null
}
