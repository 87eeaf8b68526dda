/** Private files of added pictures, and the record beside them; here because they stand in for the browser's storage. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeBatch } from '../data/dataset/additions'
import { NO_EDITS } from '../data/dataset/edits'
import { openSource } from '../data/files/source'
import { indexedDbStore } from '../data/health/record'
import { PrivateAddedFiles } from '../trainer/pictures/addedFiles'
import { type FakeBrowser, openBrowser } from './testing/browser'
import { unknownError } from './testing/faults'

let browser: FakeBrowser
beforeEach(() => {
  browser = openBrowser()
})
afterEach(() => browser.close())

const base = '0123456789abcdef0123'
const bytes = (text: string) => new TextEncoder().encode(text)
const pictures = ['one', 'three'].map((text) => ({ path: text, className: 'cat', test: false, size: text.length, sha256: text }))
/** A tab that opens the page a while after files were written. */
const tab = (later = 0) => new PrivateAddedFiles(() => later)

async function written(files: PrivateAddedFiles, texts = ['one', 'three']) {
  const writer = (await files.begin(base))!
  for (const text of texts) expect(writer.write(bytes(text))).toBe(true)
  const { file } = await writer.end(pictures)
  return makeBatch('', file, pictures)
}
const read = async (files: PrivateAddedFiles, batch: Awaited<ReturnType<typeof written>>) =>
  Promise.all(((await files.open(batch)) ?? []).map(async (source) => (await openSource(source)).text()))

test('added pictures are read back; a short file is gone, one that was cleared away too, one that does not answer is not', async () => {
  const batch = await written(tab())
  expect(await read(tab(), batch)).toEqual(['one', 'three'])
  expect(await tab().open(await written(tab(), ['one']))).toBeNull()
  browser.faults.set((call) => (call === 'snapshot' ? unknownError() : null))
  await expect(tab().open(batch)).rejects.toThrow('does not answer')
  browser.faults.set(() => null)
  expect(await read(tab(), batch)).toEqual(['one', 'three'])
  browser.clearSiteData()
  expect(await tab().open(batch)).toBeNull()
})

test('what could not be kept is at hand for the visit', async () => {
  const files = tab()
  const batch = await makeBatch('', null, pictures)
  expect(await files.open(batch)).toBeNull()
  const sources = (await tab().open(await written(tab())))!
  files.remember(batch, sources)
  expect(await files.open(batch)).toBe(sources)
})

test('only what nothing names, no tab holds and is older than a day is swept away', async () => {
  const LATER = 2 * 24 * 60 * 60 * 1000
  const [named, spare] = [await written(tab()), await written(tab())]
  const sweep = (files: PrivateAddedFiles) => files.sweep(base, async () => [named.file!])
  // The tab that wrote it may come back to it.
  await sweep(tab(LATER))
  expect(await read(tab(), spare)).toHaveLength(2)
  browser.losePower()
  await sweep(tab())
  expect(await read(tab(), spare)).toHaveLength(2)
  browser.losePower()
  await tab(LATER).sweep('of another dataset', async () => [])
  // Named by the time that it would go.
  await tab(LATER).sweep(base, async () => [named.file!, spare.file!])
  expect(await read(tab(), spare)).toHaveLength(2)
  browser.losePower()
  await sweep(tab(LATER))
  expect(await tab().open(spare)).toBeNull()
  expect(await read(tab(), named)).toHaveLength(2)
})

test('two tabs that change a record at once both find what the other wrote', async () => {
  const [one, other] = [indexedDbStore(), indexedDbStore()]
  const marking = (path: string) => (kept: Awaited<ReturnType<typeof one.read>>) => ({
    health: null,
    edits: { ...NO_EDITS, marked: [...(kept?.edits.marked ?? []), path] },
  })
  await Promise.all([one.update(base, marking('a')), other.update(base, marking('b'))])
  expect((await one.read(base))?.edits.marked.toSorted()).toEqual(['a', 'b'])
})
