import { BlobReader, BlobWriter, configure, TextReader, ZipReader, ZipWriter } from '@zip.js/zip.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeBrowser, openBrowser } from '../../storage/testing/browser'
import { toyEpoch, toyRecord } from '../testing/records'
import { exportRun, importRun } from './bundle'
import { runFileNames, runSizes, writeRunFile } from './files'
import { runRecords } from './records'

configure({ useWebWorkers: false })

let browser: FakeBrowser
beforeEach(() => {
  browser = openBrowser()
})
afterEach(() => browser.close())

/** What lies on the disk: files by run, and runs that are listed. */
async function kept() {
  const ids = [...(await runSizes()).keys()]
  const names = await Promise.all(ids.map(async (id) => [...(await runFileNames(id))].map((name) => `${id}/${name}`)))
  return { files: names.flat().sort(), runs: (await runRecords.all()).length }
}

const epochs = [toyEpoch(1, 0.7, true), toyEpoch(2, 0.8, true)]
const own = toyRecord({
  epochs,
  summary: { bestEpoch: 2, best: epochs[1]!, epochs, imagesPerSecond: 10, seconds: 2 },
  checkpoints: [{ file: 'checkpoint-3-0.safetensors', epoch: 3, batch: 0, bytes: 4, best: 'best-2.safetensors' }],
  bestFile: 'best-2.safetensors',
  bestEpoch: 2,
  trace: {
    curve: { stride: 1, points: [{ at: 0.5, loss: 1, accuracy: 0.5, steps: 1 }] },
    log: [
      { at: 1, kind: 'epoch', epoch: 1 },
      { at: 2, kind: 'note', note: { code: 'resumed', epoch: 2, step: 0 } },
    ],
  },
})
const files = ['checkpoint-3-0.safetensors', 'best-2.safetensors']
async function zipOf(record: unknown, names: readonly string[] = files): Promise<File> {
  const zip = new ZipWriter(new BlobWriter())
  await zip.add('run.json', new TextReader(typeof record === 'string' ? record : JSON.stringify(record)))
  for (const name of names) await zip.add(name, new BlobReader(new Blob([name])))
  return new File([await zip.close()], 'run.zip')
}

test('a run that was exported comes back whole, twice as two runs', async () => {
  for (const name of files) await writeRunFile('run-1', name, [new TextEncoder().encode(name)])
  const blob = await exportRun(own)
  expect((await new ZipReader(new BlobReader(blob)).getEntries()).map(({ filename }) => filename).sort()).toEqual(
    ['run.json', ...files].sort(),
  )
  browser.clearSiteData()
  expect(await importRun(new File([blob], 'run.zip'))).toEqual(own)
  const second = await importRun(new File([blob], 'run.zip'))
  expect(second).toEqual({ ...own, id: second.id, number: 2 })
  expect((await kept()).files).toEqual([own.id, second.id].flatMap((id) => files.map((name) => `${id}/${name}`)).sort())
})

test('figures that are no numbers survive, and what is not in the file is not named', async () => {
  const odd = { ...own, epochs: [{ ...epochs[0]!, train: { loss: Number.NaN, accuracy: 0.5 } }] }
  expect((await importRun(await zipOf(odd))).epochs[0]?.train.loss).toBeNaN()
  expect(await importRun(await zipOf(own, []))).toMatchObject({ checkpoints: [], bestFile: null, bestEpoch: 0, epochs })
  // A checkpoint without its best would not load.
  expect((await importRun(await zipOf(own, ['checkpoint-3-0.safetensors']))).checkpoints).toEqual([])
  // Nor would any without the frozen parameters that it leaves out.
  const split = { ...own, frozenFile: 'frozen.safetensors' }
  expect(await importRun(await zipOf(split))).toMatchObject({ checkpoints: [], bestFile: null, bestEpoch: 0, frozenFile: null })
  expect(await importRun(await zipOf(split, [...files, 'frozen.safetensors']))).toMatchObject({
    checkpoints: own.checkpoints,
    bestFile: own.bestFile,
    frozenFile: 'frozen.safetensors',
  })
})

test.each([
  ['no JSON', '{ "id": '],
  ['nothing', 'null'],
  ['a path as its id', { ...own, id: '../elsewhere' }],
  ['no split', { ...own, split: undefined }],
  ['labels of no class', { ...own, labels: [0, 7] }],
  ['too few labels', { ...own, labels: [0] }],
  ['an epoch without scores', { ...own, epochs: [{ epoch: 1 }] }],
  ['a confusion of other classes', { ...own, epochs: [{ ...epochs[0]!, confusion: [[1]] }] }],
  ['no device', { ...own, device: null }],
  ['a path as a file', { ...own, bestFile: '../x.safetensors' }],
  ['a bad setting', { ...own, config: { ...own.config, epochs: -1 } }],
])('a file with %s is refused with a reason, and leaves nothing', async (_, record) => {
  await expect(importRun(await zipOf(record))).rejects.toMatchObject({ code: 'run-file-malformed' })
  expect(await kept()).toEqual({ files: [], runs: 0 })
})

test('a failure half-way leaves no files', async () => {
  const file = await zipOf(own)
  let writes = 0
  browser.faults.set((call) => (call === 'write' && ++writes === 2 ? new DOMException('full', 'QuotaExceededError') : null))
  await expect(importRun(file)).rejects.toMatchObject({ code: 'storage-full' })
  expect(await kept()).toEqual({ files: [], runs: 0 })
})
