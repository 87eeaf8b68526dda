/** Writing a dataset to a file that somebody chose: whole, or not at all, and said why. */
import { expect, test } from 'vitest'
import { item } from '../../data/dataset/testing'
import { Pictures } from './pictures'
import { TakeAway } from './takeAway'

/** A file of the disk, as the browser's dialog gives it; `write` stands in for its disk. */
function chosenFile(write: (bytes: number) => void = () => {}) {
  const seen = { bytes: 0, closed: false, aborted: false, removed: false }
  const writable = {
    write: async (piece: Uint8Array) => {
      write(piece.length)
      seen.bytes += piece.length
    },
    close: async () => {
      seen.closed = true
    },
    abort: async () => {
      seen.aborted = true
    },
  }
  const handle = {
    name: 'pets.zip',
    createWritable: async () => writable,
    getFile: async () => ({ size: seen.closed ? seen.bytes : 0 }),
    remove: async () => {
      seen.removed = true
    },
  }
  return { seen, handle: handle as unknown as FileSystemFileHandle }
}

async function open(): Promise<TakeAway> {
  const pictures = new Pictures()
  const items = ['cat', 'dog'].flatMap((pet) => Array.from({ length: 6 }, (_, i) => item(`pets/${pet}/${i}.jpg`)))
  await pictures.open({ kind: 'items', items }, { seed: 1, valFraction: 0.2 }, () => {})
  return new TakeAway(pictures)
}

test('written whole, with how far it is', async () => {
  const { seen, handle } = chosenFile()
  const told: unknown[] = []
  const taken = await (await open()).folders(handle, (progress) => told.push(progress))
  expect(taken).toMatchObject({ pictures: 12, bytes: seen.bytes, gone: { total: 0, examples: [] }, file: null })
  expect(seen).toMatchObject({ closed: true, aborted: false, removed: false })
  expect([told[0], told.at(-1)]).toEqual([
    { done: 0, of: 12 },
    { done: 12, of: 12 },
  ])
})

test.each([
  ['a full disk', 'QuotaExceededError', true],
  ['a place that may not be written', 'NotAllowedError', false],
])('%s is said by the name of the file, and nothing is left of it', async (_, name, full) => {
  const { seen, handle } = chosenFile(() => {
    throw new DOMException('no', name)
  })
  await expect((await open()).folders(handle, () => {})).rejects.toMatchObject({
    code: 'file-not-written',
    values: { file: 'pets.zip', full, detail: `${name}: no` },
  })
  expect(seen).toMatchObject({ closed: false, aborted: true, removed: true })
})

test('a cancel, or another that is begun, ends it with nothing written', async () => {
  for (const how of ['cancel', 'another'] as const) {
    const takeAway = await open()
    const { seen, handle } = chosenFile()
    const first = takeAway.folders(handle, () => {})
    const second = how === 'cancel' ? takeAway.cancel() : takeAway.folders(chosenFile().handle, () => {})
    await expect(first).rejects.toMatchObject({ name: 'AbortError' })
    await second
    expect(seen).toMatchObject({ closed: false, aborted: true, removed: true })
  }
})
