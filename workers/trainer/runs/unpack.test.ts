import { BlobReader, BlobWriter, configure, ZipWriter } from '@zip.js/zip.js'
import { expect, test } from 'vitest'
import { withZip } from './unpack'

configure({ useWebWorkers: false })

const MOST = 1e6

/** A zip of one file of 40 MB of zeros, which takes 40 kB. */
async function bomb(): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new ZipWriter(new BlobWriter(), { level: 9 })
  await zip.add('big', new BlobReader(new Blob([new Uint8Array(40e6)])))
  return new Uint8Array(await (await zip.close()).arrayBuffer())
}
const read = (bytes: Uint8Array<ArrayBuffer>) => withZip(new Blob([bytes]), async (files) => files.get('big')!.bytes(MOST))

test('a file beyond its bound is given up, by what the zip says of it or, where it lies, by what comes', async () => {
  const bytes = await bomb()
  expect(bytes.length).toBeLessThan(100e3)
  await expect(read(bytes)).rejects.toThrow('big has more than 1 MB')
  // It says 100 bytes, in its own header and in the directory.
  const view = new DataView(bytes.buffer)
  for (let at = 0; at + 4 <= bytes.length; at++) if (view.getUint32(at, true) === 40e6) view.setUint32(at, 100, true)
  const before = process.memoryUsage().arrayBuffers
  await expect(read(bytes)).rejects.toThrow(/big /)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6)
})

test('what is no zip, and a zip of too many files, are refused', async () => {
  await expect(read(new Uint8Array(100))).rejects.toThrow('it is no zip')
  const zip = new ZipWriter(new BlobWriter(), { level: 0 })
  for (let i = 0; i <= 1000; i++) await zip.add(`${i}`, new BlobReader(new Blob([])))
  await expect(read(new Uint8Array(await (await zip.close()).arrayBuffer()))).rejects.toThrow('too many files')
})
