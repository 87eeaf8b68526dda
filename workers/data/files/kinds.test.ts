import { expect, test } from 'vitest'
import type { SkipReason } from '../../protocol/dataset'
import type { ForeignKind } from '../../protocol/kinds'
import { problemOf } from '../../protocol/problem'
import { index, item, jpegLike, zipOf } from '../dataset/testing'
import { be32, box, bytesOf, le16, le32, real } from './headers/testing'
import { FOREIGN_BYTES, foreignKindOf } from './kinds'

const good = ['cat/1.jpg', 'cat/2.jpg', 'dog/1.jpg', 'dog/2.jpg'].map((path) => item(path))
const text = (words: string) => new TextEncoder().encode(words) as Uint8Array<ArrayBuffer>
const heic = bytesOf(box('ftyp', 'heic', be32(0), 'mif1heic'), new Uint8Array(200))
/** The beginning of a TIFF, as cameras have it. */
const tiff = bytesOf('II*\0', le32(8), new Uint8Array(200))

const FILES: readonly (readonly [name: string, kind: ForeignKind, bytes: Uint8Array<ArrayBuffer>])[] = [
  ['IMG_0001.HEIC', 'heic', heic],
  // As iPhones send them to those who ask for JPEG.
  ['IMG_0002.jpg', 'heic', heic],
  ['a.jxl', 'jxl', bytesOf([0xff, 0x0a], new Uint8Array(40))],
  ['b.jxl', 'jxl', bytesOf(be32(12), 'JXL ', [0x0d, 0x0a, 0x87, 0x0a], new Uint8Array(40))],
  ['a.jp2', 'jp2', bytesOf(be32(12), 'jP  ', [0x0d, 0x0a, 0x87, 0x0a], new Uint8Array(40))],
  ['noextension', 'jp2', bytesOf([0xff, 0x4f, 0xff, 0x51], new Uint8Array(40))],
  ['IMG.CR2', 'raw', bytesOf('II*\0', le32(16), 'CR', [2, 0], new Uint8Array(60))],
  ['IMG.CR3', 'raw', bytesOf(box('ftyp', 'crx ', be32(1), 'crx isom'), new Uint8Array(60))],
  ['DSC_1.NEF', 'raw', tiff],
  ['x.dng', 'raw', tiff],
  ['x.raf', 'raw', bytesOf('FUJIFILMCCD-RAW 0201', new Uint8Array(60))],
  ['x.orf', 'raw', bytesOf('IIRO', le32(8), new Uint8Array(60))],
  ['layers.psd', 'psd', bytesOf('8BPS', [0, 1], new Uint8Array(60))],
  ['icon.svg', 'svg', text('<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['icon', 'svg', text('<svg viewBox="0 0 8 8"/>')],
  ['slice.dcm', 'dicom', bytesOf(new Uint8Array(128), 'DICM', new Uint8Array(60))],
  ['IM0001', 'dicom', bytesOf(new Uint8Array(128), 'DICM', new Uint8Array(60))],
  ['a.pcx', 'pcx', bytesOf([10, 5, 1, 8], new Uint8Array(140))],
  ['a.tga', 'tga', bytesOf([0, 0, 2], new Uint8Array(40))],
  ['00001.ppm', 'netpbm', bytesOf('P6\n2 2\n255\n', new Uint8Array(12))],
  ['sky.hdr', 'exr', text('#?RADIANCE\n')],
  ['wall.dds', 'dds', bytesOf('DDS ', le32(124), new Uint8Array(60))],
  ['work.xcf', 'xcf', text('gimp xcf v011')],
]

test.each(FILES)('%s is left out as %s, from a folder and from a zip', async (name, kind, bytes) => {
  const { skipped, samples } = await index([...good, item(`cat/${name}`, bytes)])
  expect(skipped).toEqual([{ path: `cat/${name}`, reason: kind satisfies SkipReason }])
  expect(samples).toHaveLength(4)
  if (name.endsWith('.jpg')) return // not looked at in a zip before it is decoded
  const zip = await zipOf([...['cat/1.jpg', 'dog/1.jpg', 'dog/2.jpg'].map((p) => [p, jpegLike(p)] as const), [`cat/${name}`, bytes]])
  expect((await index([item('z.zip', zip)])).skipped).toEqual([{ path: `z/cat/${name}`, reason: kind }])
})

test('where there is nothing else, the problem says of which kind the most are', async () => {
  const files = [...Array(3).keys()].map((i) => item(`cat/${i}.heic`, heic))
  const error = await index([...files, item('cat/a.svg', text('<svg/>')), item('notes.txt')]).catch((thrown: unknown) => thrown)
  expect(problemOf(error)).toEqual({ code: 'no-pictures', values: { files: 5, foreign: { kind: 'heic', files: 3 } } })
})

test('of comments before a drawing there may be as many as there is room for, and none hangs the worker', async () => {
  const comments = '<!---->'.repeat(5000)
  for (const bytes of [text(comments), text(comments).slice(0, FOREIGN_BYTES)]) expect(foreignKindOf('x.jpg', bytes, false)).toBeNull()
  expect(foreignKindOf('x.jpg', text(`${'<!-- a -->\n<!---->'.repeat(12)}<svg>`), false)).toBe('svg')
  const { skipped } = await index([...good, item('cat/x.jpg', text(comments))])
  expect(skipped).toEqual([{ path: 'cat/x.jpg', reason: 'not-a-picture' }])
})

test('what is read is not foreign, whatever it is called, and neither is a text or nothing', async () => {
  for (const format of ['jpeg', 'png', 'gif', 'webp', 'avif', 'tiff'] as const)
    expect(foreignKindOf('x.svg', await real(format), false)).toBeNull()
  expect(foreignKindOf('IMG.HEIC', heic, true)).toBeNull()
  expect(foreignKindOf('README', text('Plain words'), false)).toBeNull()
  expect(foreignKindOf('page', text('<?xml version="1.0"?><html/>'), false)).toBeNull()
  expect(foreignKindOf('empty.svg', new Uint8Array(0), false)).toBeNull()
  expect(foreignKindOf('x.bmp', bytesOf('BM', le16(0)), false)).toBeNull()
})
