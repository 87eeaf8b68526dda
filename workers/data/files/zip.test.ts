/** Listing a zip: our quick reading of its directory beside zip.js's own, and the zips that are left to zip.js. */

import { crc32 } from 'node:zlib'
import { BlobReader, BlobWriter, Uint8ArrayReader, ZipReader, ZipWriter, type ZipWriterAddDataOptions } from '@zip.js/zip.js'
import { expect, test } from 'vitest'
import { jpegLike } from '../dataset/testing'
import { openSource, type ZipEntrySource } from './source'
import { type ArchiveEntry, zipEntries } from './zip'
import { plainRecords } from './zipDirectory'

type Part = readonly [path: string, options: ZipWriterAddDataOptions]

async function made(parts: readonly Part[], comment = ''): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false })
  for (const [path, options] of parts)
    await writer.add(path, options.directory ? undefined : new Uint8ArrayReader(jpegLike(path)), { level: 6, ...options })
  return writer.close(new TextEncoder().encode(comment))
}

const isEntry = (source: ArchiveEntry['source']): source is ZipEntrySource => typeof source === 'object' && 'zip' in source

async function listed(zip: Blob): Promise<ArchiveEntry[]> {
  const all: ArchiveEntry[] = []
  for await (const { entries } of zipEntries(zip, 'z.zip')) all.push(...entries)
  return all
}

/** The directory's own bytes, where zip.js found them. */
async function recordsOf(zip: Blob) {
  const reader = new ZipReader(new BlobReader(zip))
  await reader.getEntries()
  const from = reader.directoryOffset!
  return plainRecords(new Uint8Array(await zip.slice(from, from + reader.directoryLength!).arrayBuffer()))
}

const PLAIN: readonly Part[] = [
  ['a/cat.1.jpg', {}],
  ['a/', { directory: true }],
  ['a/stored.jpg', { level: 0 }],
  ['猫/😺.jpg', { comment: 'a comment of its own' }],
  ['b/secret.jpg', { password: 'x', zipCrypto: true }],
  ['b/times.jpg', { extendedTimestamp: true, lastAccessDate: new Date(), creationDate: new Date() }],
  ['b/unix.jpg', { unixMode: 0o644, uid: 1000, gid: 1000 }],
]

test.each(['', 'a comment at the end'])('plain records are read as zip.js reads them, comment %o', async (comment) => {
  const zip = await made(PLAIN, comment)
  const theirs = await new ZipReader(new BlobReader(zip)).getEntries()
  const ours = await recordsOf(zip)
  expect(
    ours?.map((r) => [new TextDecoder().decode(r.rawName), r.directory, r.encrypted, r.method, r.compressed, r.size, r.offset]),
  ).toEqual(theirs.map((e) => [e.filename, e.directory, e.encrypted, e.compressionMethod, e.compressedSize, e.uncompressedSize, e.offset]))
  expect((await listed(zip)).map((e) => e.path)).toEqual(PLAIN.map(([path]) => path).filter((path) => path !== 'a/'))
})

test.each<[string, Part, string]>([
  ['Zip64', ['big.jpg', { zip64: true }], 'big.jpg'],
  [
    'a name in the code page of MS-DOS',
    ['é.jpg', { useUnicodeFileNames: false, encodeText: () => Uint8Array.of(0x82, 0x2e, 0x6a, 0x70, 0x67) }],
    'é.jpg',
  ],
])('%s is read all the same', async (what, part, path) => {
  const zip = await made([...PLAIN, part])
  expect((await recordsOf(zip)) === null).toBe(what === 'Zip64')
  const last = (await listed(zip)).at(-1)
  expect(last?.path).toBe(path)
  const { source } = last!
  expect(isEntry(source) ? await (await openSource(source)).text() : source).toBe(await new Blob([jpegLike(part[0])]).text())
})

test('a name that a field of its own tells in UTF-8, beside one in another encoding, is that', async () => {
  const [raw, name] = [Uint8Array.of(0xb9, 0xb7, 0x2e, 0x6a, 0x70, 0x67), '狗.jpg']
  const utf8 = new TextEncoder().encode(name)
  // Info-ZIP's Unicode Path (APPNOTE.TXT 4.6.9): version, CRC-32 of the raw name, the name.
  const field = new Uint8Array(5 + utf8.length)
  field[0] = 1
  new DataView(field.buffer).setUint32(1, crc32(raw), true)
  field.set(utf8, 5)
  const part: Part = [name, { useUnicodeFileNames: false, encodeText: () => raw, extraField: new Map([[0x7075, field]]) }]
  const zip = await made([...PLAIN, part])
  expect(await recordsOf(zip)).toBeNull()
  expect((await listed(zip)).at(-1)?.path).toBe(name)
})

test('a zip that says it holds more than its directory does is left to zip.js, which refuses it', async () => {
  const bytes = new Uint8Array(await (await made([['a/cat.1.jpg', {}]])).arrayBuffer())
  // The numbers of entries in the last record, of 22 bytes.
  for (const at of [8, 10]) bytes[bytes.length - 22 + at] = 2
  await expect(listed(new Blob([bytes]))).rejects.toMatchObject({ code: 'zip-unreadable' })
})

test('a zip with a program in front of it opens all the same', async () => {
  const zip = new Blob(['#!/bin/sh\nexit\n', await made([['a/cat.1.jpg', {}]])])
  const { source } = (await listed(zip))[0]!
  expect(isEntry(source) ? await (await openSource(source)).text() : source).toBe(await new Blob([jpegLike('a/cat.1.jpg')]).text())
})

test('a directory that is cut, or is something else, is not plain', async () => {
  const zip = await made([['a/cat.1.jpg', {}]])
  const reader = new ZipReader(new BlobReader(zip))
  await reader.getEntries()
  const directory = new Uint8Array(await zip.slice(reader.directoryOffset, reader.directoryOffset! + reader.directoryLength!).arrayBuffer())
  expect(plainRecords(directory)).toHaveLength(1)
  for (let length = 1; length < directory.length; length++) expect(plainRecords(directory.subarray(0, length))).toBeNull()
  expect(plainRecords(directory.map((byte, i) => (i === 0 ? 0 : byte)))).toBeNull()
})
