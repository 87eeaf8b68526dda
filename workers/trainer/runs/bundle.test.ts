import { BlobReader, BlobWriter, configure, TextReader, TextWriter, ZipReader, ZipWriter } from '@zip.js/zip.js'
import * as v from 'valibot'
import { beforeEach, expect, test, vi } from 'vitest'
import { HOSTILE } from '../../export/fixtures/hostile'
import { writeSafetensors } from '../../model/safetensors'
import type { EpochRecord, RunRecord } from '../../protocol'
import { lineShape, recordShape } from '../../protocol/recordShape'
import { CLOCK_START } from '../fit/clock'
import { storedNoneOf } from '../model/answering'
import { examplesOf } from '../testing/examples'
import { toyParams } from '../testing/network'
import { toyEpoch, toyRecord } from '../testing/records'
import { exportRun, importRun } from './bundle'
import { encodeCheckpoint } from './checkpoint'
import { encodeParams } from './runTensors'

configure({ useWebWorkers: false })

const disk = vi.hoisted(() => ({ files: new Map<string, Uint8Array>(), records: [] as unknown[], full: false }))
vi.mock(import('../fit/plan'), async (original) => ({ ...(await original()), specFor: (await import('../testing/network')).toySpec }))
vi.mock('./files', () => ({
  async writeRunFile(id: string, name: string, parts: Uint8Array<ArrayBuffer>[]) {
    const bytes = await new Blob(parts).arrayBuffer()
    disk.files.set(`${id}/${name}`, new Uint8Array(bytes))
    if (disk.full) throw new Error('no room')
    return bytes.byteLength
  },
  readRunFile: (id: string, name: string) => Promise.resolve(disk.files.get(`${id}/${name}`)?.buffer ?? null),
  async sweepRunFiles(id: string) {
    for (const name of disk.files.keys()) if (name.startsWith(`${id}/`)) disk.files.delete(name)
  },
}))
vi.mock(import('./records'), async (original) => ({
  ...(await original()),
  runRecords: {
    get: (id: string) => Promise.resolve((disk.records as RunRecord[]).find((run) => run.id === id)),
    add(make: (all: RunRecord[]) => RunRecord) {
      const run = make(disk.records as RunRecord[])
      disk.records.unshift(run)
      return Promise.resolve(run)
    },
  } as never,
}))

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
const clock = { ...CLOCK_START, epoch: 3, history: epochs, stopping: { bestEpoch: 2, bestValue: -0.2, sinceBest: 0 } }
const moments = new Map([['exp_avg_sq.fc.bias', { shape: [1], data: Float32Array.of(0.5) }]])
const joined = async (parts: Promise<Uint8Array[]>) => new Uint8Array(await new Blob((await parts) as BlobPart[]).arrayBuffer())
const FILES: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  'checkpoint-3-0.safetensors': await joined(encodeCheckpoint({ clock, params: toyParams(3), optimizer: moments })),
  'best-2.safetensors': await joined(encodeParams(toyParams(2))),
}
const files = Object.keys(FILES)
const FROZEN = { 'frozen.safetensors': writeSafetensors(new Map([...toyParams(0)].slice(0, 1))) }

/** A bundle that this program could have written, or not. */
async function zipOf(record: unknown, contents: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = FILES): Promise<File> {
  const zip = new ZipWriter(new BlobWriter(), { level: 0 })
  await zip.add('run.json', new TextReader(typeof record === 'string' ? record : JSON.stringify(record)))
  for (const [name, bytes] of Object.entries(contents)) await zip.add(name, new BlobReader(new Blob([bytes])))
  return new File([await zip.close()], 'run.zip')
}
const pick = (...names: string[]) => Object.fromEntries(names.map((name) => [name, FILES[name]!]))

beforeEach(() => {
  disk.files.clear()
  disk.records = []
  disk.full = false
})

const refused = async (zip: File, detail: string | RegExp) => {
  await expect(importRun(zip)).rejects.toMatchObject({
    code: 'run-file-malformed',
    values: { file: 'run.zip', detail: expect.stringMatching(detail) },
  })
  expect([disk.files.size, disk.records.length]).toEqual([0, 0])
}

test('a run that was exported comes back whole, twice as two runs', async () => {
  for (const name of files) disk.files.set(`run-1/${name}`, FILES[name]!)
  const blob = await exportRun(own)
  const entries = await new ZipReader(new BlobReader(blob)).getEntries()
  expect(entries.map(({ filename }) => filename).sort()).toEqual(['run.json', ...files].sort())
  // Each epoch is in it once.
  const [head] = entries.flatMap((entry) => (entry.filename === 'run.json' && !entry.directory ? [entry] : []))
  expect(JSON.parse(await head!.getData(new TextWriter())).summary).toEqual({ bestEpoch: 2, imagesPerSecond: 10, seconds: 2 })
  disk.files.clear()
  expect(await importRun(new File([blob], 'run.zip'))).toEqual(own)
  const second = await importRun(new File([blob], 'run.zip'))
  // Told apart by name too.
  expect(second).toEqual({ ...own, id: second.id, number: 2, name: `${own.name} (2)` })
  expect((await importRun(new File([blob], 'run.zip'))).name).toBe(`${own.name} (3)`)
  expect([...disk.files.keys()].sort()).toEqual(
    (disk.records as RunRecord[])
      .map(({ id }) => id)
      .flatMap((id) => files.map((name) => `${id}/${name}`))
      .sort(),
  )
})

test('figures that are no numbers survive, and what is not in the file is not named', async () => {
  const odd = { ...own, epochs: [{ ...epochs[0]!, train: { loss: Number.NaN, accuracy: 0.5 } }] }
  expect((await importRun(await zipOf(odd))).epochs[0]?.train.loss).toBeNaN()
  expect(await importRun(await zipOf(own, {}))).toMatchObject({ checkpoints: [], bestFile: null, bestEpoch: 0, epochs })
  // A checkpoint without its best would not load.
  expect((await importRun(await zipOf(own, pick('checkpoint-3-0.safetensors')))).checkpoints).toEqual([])
  // Nor would any without the frozen parameters that it leaves out.
  const split = { ...own, frozenFile: 'frozen.safetensors' }
  expect(await importRun(await zipOf(split))).toMatchObject({ checkpoints: [], bestFile: null, bestEpoch: 0, frozenFile: null })
  expect(await importRun(await zipOf(split, { ...FILES, ...FROZEN }))).toMatchObject({
    checkpoints: own.checkpoints,
    bestFile: own.bestFile,
    frozenFile: 'frozen.safetensors',
  })
})

test('a run where the GPU was refused comes back, and remembers that its weights came with the page', async () => {
  const record = { ...own, device: { ...own.device, why: 'gpu-refused' as const }, weights: { ...own.weights, bundled: true } }
  expect(await importRun(await zipOf(record))).toEqual(record)
})

test('names that could do harm come back as they went, and reach no path', async () => {
  const classes = [...HOSTILE]
  const epoch = { ...epochs[0]!, confusion: classes.map(() => classes.map(() => 0)), perClass: [] as EpochRecord['perClass'] }
  const named = classes.map((name) => ({ ...epochs[0]!.perClass[0]!, name }))
  for (const name of HOSTILE) {
    const texts = { name: name.slice(0, 300), notes: name, environment: name, dataset: { fingerprint: name, name } }
    const weights = { ...own.weights, name, licence: name }
    const split = { train: [name, ...classes.slice(1)], val: [] }
    const labels = classes.map((_, i) => i)
    const record = {
      ...own,
      ...texts,
      ...{ classes, weights, split, labels, summary: null, trace: undefined },
      epochs: [{ ...epoch, perClass: named }],
    }
    disk.records = []
    const back = await importRun(await zipOf({ ...record, checkpoints: [], bestFile: null, bestEpoch: 0 }, {}))
    expect(back).toEqual({ ...record, checkpoints: [], bestFile: null, bestEpoch: 0 })
  }
  disk.records = []
  for (const file of [...HOSTILE, '../a.safetensors', '.safetensors', 'a/b.safetensors', 'a\\b.safetensors'])
    await refused(await zipOf({ ...own, bestFile: file }), /bestFile/)
})

test('a record comes back as it went, whatever value each of its unions has', async () => {
  const lines = examplesOf(lineShape)
  for (const input of examplesOf(recordShape, lines)) {
    const made = v.parse(recordShape, input)
    // What has to fit together, and files that are not looked at here.
    const fitting = <T extends Pick<EpochRecord, 'perClass'>>(one: T) => ({
      ...one,
      ...{ confusion: epochs[0]!.confusion, perClass: [one.perClass[0]!, one.perClass[0]!] },
    })
    const { summary } = made
    const record: RunRecord = {
      ...own,
      ...made,
      config: own.config,
      ...{ classes: own.classes, split: own.split, labels: own.labels },
      epochs: made.epochs.map(fitting),
      summary: summary && {
        ...summary,
        ...{ best: fitting(summary.best), epochs: summary.epochs.map(fitting), test: summary.test && fitting(summary.test) },
      },
      tested: made.tested && { paths: ['pets/test/1.jpg', 'pets/test/2.jpg'], labels: [1, 0] },
      ...{ checkpoints: [], frozenFile: null, bestFile: null, bestEpoch: 0 },
    }
    disk.records = []
    const back = await importRun(new File([await exportRun(record)], 'run.zip'))
    // Carried away, a trial is no part of a search any more, and shares no file.
    const { search: _, frozenIn: __, ...alone } = record
    expect(back).toEqual({ ...alone, status: record.status === 'running' ? 'interrupted' : record.status })
    if (record.trace) expect(back.trace?.log).toHaveLength(lines.length)
  }
  expect(lines.length).toBeGreaterThan(12)
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
  ['a label for a test picture that it has not', { ...own, tested: { paths: [], labels: [0] } }],
  ['a test picture of no class', { ...own, tested: { paths: ['a.jpg'], labels: [7] } }],
  ['no device', { ...own, device: null }],
  ['a path as a file', { ...own, bestFile: '../x.safetensors' }],
  ['a bad setting', { ...own, config: { ...own.config, epochs: -1 } }],
])('a file with %s is refused with a reason, and leaves nothing', async (_, record) => {
  await expect(importRun(await zipOf(record))).rejects.toMatchObject({ code: 'run-file-malformed' })
  expect([disk.files.size, disk.records.length]).toEqual([0, 0])
})

const BEST = 'best-2.safetensors'
const bestWith = (name: string, shape: number[], ...values: number[]) =>
  writeSafetensors(toyParams(2).set(name, { shape, data: Float32Array.from(values) }))

test.each([
  ['tensors zeroed before it was packed', FILES[BEST]!.slice().fill(0, -4), /checksum is not that/],
  ['NaN in old weights', bestWith('fc.bias', [1], Number.NaN), /fc\.bias holds NaN/],
  ['a swapped shape', bestWith('conv1.weight', [1, 2, 1, 1], 1, 2), /conv1\.weight is \[1, 2, 1, 1\] where the run has \[2, 1, 1, 1\]/],
  ['weights of another network', bestWith('layer1.2.conv1.weight', [1], 1), /no tensor layer1\.2\.conv1\.weight/],
  ['a tensor too few', writeSafetensors(new Map([...toyParams(2)].slice(1))), /conv1\.weight is missing/],
  ['half a file', FILES[BEST]!.slice(0, -2), /cut short/],
  ['a checkpoint in place of weights', FILES['checkpoint-3-0.safetensors']!, /no tensor params/],
])('a run with %s is refused, and nothing of it is kept', async (_, bytes, detail) => {
  await refused(await zipOf(own, { ...FILES, [BEST]: bytes }), detail)
})

test.each([
  ['an epoch of other classes', { history: [{ ...epochs[0]!, confusion: [[1]] }] }, /other classes|best epoch is none/],
  ['a best epoch that never was', { stopping: { ...clock.stopping, bestEpoch: 9 } }, /best epoch is none/],
  ['half a batch', { batch: 0.5 }, /clock is wrong at batch/],
  ['no update', { update: undefined as never }, /clock is wrong at update/],
])('a checkpoint whose clock has %s is refused', async (_, change, detail) => {
  const bytes = await joined(encodeCheckpoint({ clock: { ...clock, ...change }, params: toyParams(3), optimizer: moments }))
  await refused(await zipOf(own, { ...FILES, 'checkpoint-3-0.safetensors': bytes }), detail)
})

test('a moment that is none, of no parameter, or no number, is refused', async () => {
  for (const [name, value] of [
    ['exp_avg_sq.fc.bias', -1],
    ['exp_avg.fc.wait', 1],
    ['anything', 1],
    ['ema.fc.bias', Number.POSITIVE_INFINITY],
  ] as const) {
    const optimizer = new Map([[name, { shape: [1], data: Float32Array.of(value) }]])
    const bytes = await joined(encodeCheckpoint({ clock, params: toyParams(3), optimizer }))
    await refused(await zipOf(own, { ...FILES, 'checkpoint-3-0.safetensors': bytes }), name)
  }
})

test('bytes zeroed in the packed file are found by the zip’s own checksums', async () => {
  const whole = new Uint8Array(await (await zipOf(own)).arrayBuffer())
  const at = Buffer.from(whole).indexOf(Buffer.from(FILES[BEST]!.slice(-8)))
  for (const from of [at, Buffer.from(whole).indexOf('"created"')]) {
    const damaged = whole.slice()
    damaged.fill(0x20, from, from + 8)
    await refused(new File([damaged], 'run.zip'), /checksum/)
  }
})

test.each([
  ['name', { name: 'n'.repeat(2e6) }, { name: 'n'.repeat(300) }],
  ['notes', { notes: 'n'.repeat(2e6) }, { notes: 'n'.repeat(20_000) }],
])('a %s of 2 MB is cut', async (_, long, cut) => expect(await importRun(await zipOf({ ...own, ...long }))).toEqual({ ...own, ...cut }))

test.each([
  ['class', { classes: ['n'.repeat(2e6), 'dog'] }, /classes/],
  ['path', { split: { train: ['n'.repeat(2e6)], val: ['b'] } }, /split\.train/],
  ['licence', { weights: { ...own.weights, licence: 'n'.repeat(2e6) } }, /weights\.licence/],
  ['device', { device: { ...own.device, device: 'n'.repeat(2e6) } }, /device\.device/],
])('a %s of 2 MB is refused', async (_, long, detail) => refused(await zipOf({ ...own, ...long }), detail))

test.each([
  ['of another network', { width: 2, prototypes: 'AAAAAAAAAAA=' }, /noneOf\.width: 2 where its network has 1/],
  ['cut short', { prototypes: 'AAAA' }, /noneOf\.prototypes/],
  ['no numbers', { prototypes: 'AADAfw==' }, /noneOf\.prototypes: .* not finite/],
])('prototypes that are %s are refused: the run could not be opened', async (_, wrong, detail) => {
  const noneOf = storedNoneOf({ width: 1, vectors: Float32Array.of(1) }, Float64Array.of(0.5), 2)
  await refused(await zipOf({ ...own, noneOf: { ...noneOf, ...wrong } }), detail)
  expect((await importRun(await zipOf({ ...own, noneOf }))).noneOf).toEqual(noneOf)
})

test('a failure half-way leaves no files', async () => {
  disk.full = true
  await expect(importRun(await zipOf(own))).rejects.toThrow('no room')
  expect([disk.files.size, disk.records.length]).toEqual([0, 0])
})
