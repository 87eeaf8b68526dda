/** A run that is deleted between being asked for and being held. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type FakeBrowser, openBrowser } from '../../storage/testing/browser'
import { offerDevice } from '../devices/devices'
import type { Predictor } from '../model/model'
import type { Pictures } from '../pictures/pictures'
import { openPictures, trainedModel } from '../testing/trainedModel'
import type { WeightsChoice } from '../weights/choice'
import { KeptRuns } from './kept'
import { runRecords } from './records'
import { Training } from './training'

vi.mock('../devices/devices')

const MODEL = trainedModel({ train: ['a.jpg', 'b.jpg'], val: ['c.jpg'] })
const { record, device } = MODEL

let browser: FakeBrowser
let runs: KeptRuns
let training: Training
beforeEach(async () => {
  browser = openBrowser()
  await runRecords.add(() => ({ ...record, status: 'interrupted' }))
  runs = new KeptRuns({ isOpen: true, dataset: openPictures(MODEL) })
  const predictor = { idle: async () => {}, release: () => null } as unknown as Predictor
  const pictures = { dataset: openPictures(MODEL), rest: () => {}, pool: { keepDecoded: async () => {} } } as unknown as Pictures
  training = new Training(pictures, {} as WeightsChoice, runs, predictor, () => {})
})
afterEach(() => browser.close())

/** Another tab does this while this one is still asking for a device. */
const meanwhile = (work: () => Promise<void>) =>
  vi.mocked(offerDevice).mockImplementation(async () => {
    await work()
    return { device, others: [] } as unknown as Awaited<ReturnType<typeof offerDevice>>
  })

test('going on with a run that another tab removes for good meanwhile says that it is gone, by its name', async () => {
  meanwhile(async () => {
    await runs.delete('run-1')
    await runs.purge('run-1')
  })
  await expect(training.resumeRun('run-1', () => {})).rejects.toMatchObject({ code: 'run-gone', values: { run: record.name } })
  expect(await runs.list()).toEqual([])
})

test('one that another tab deletes meanwhile is not gone on with, and can be brought back as it was', async () => {
  meanwhile(() => runs.delete('run-1'))
  await expect(training.resumeRun('run-1', () => {})).rejects.toMatchObject({ code: 'run-gone', values: { run: record.name } })
  await runs.restore('run-1')
  expect(await runs.list()).toMatchObject([{ id: 'run-1', status: 'interrupted', problem: null }])
})

test('one whose checkpoints another tab removes meanwhile is not called damaged, and keeps what it has', async () => {
  await runRecords.change('run-1', (now) => ({
    ...now,
    status: 'finished',
    summary: record.summary ?? ({} as NonNullable<typeof now.summary>),
    bestFile: 'best-1.safetensors',
    checkpoints: [{ file: 'checkpoint-2-0.safetensors', epoch: 2, batch: 0, bytes: 4, best: 'best-1.safetensors' }],
  }))
  meanwhile(() => runs.dropCheckpoints('run-1'))
  await expect(training.resumeRun('run-1', () => {}, 2)).rejects.toMatchObject({
    code: 'checkpoints-removed',
    values: { run: record.name },
  })
  expect(await runs.list()).toMatchObject([{ id: 'run-1', status: 'finished', bestFile: 'best-1.safetensors', problem: null }])
})

test('of a run that nobody has, no bare id is shown', async () => {
  meanwhile(async () => {})
  const gone = { code: 'run-gone', values: { run: '' } }
  await expect(training.resumeRun('run-2', () => {})).rejects.toMatchObject(gone)
  for (const ask of ['delete', 'restore', 'export'] as const) await expect(runs[ask]('run-2')).rejects.toMatchObject(gone)
})

test('what changed since many runs is told with room for others between two of them', async () => {
  for (const id of ['run-2', 'run-3', 'run-4']) await runRecords.add(() => ({ ...record, id }))
  const order: string[] = []
  const asked = runs.since(['run-1', 'run-2', 'run-3', 'run-4']).then(() => order.push('told'))
  await runs.list()
  for (let turn = 0; turn < 2; turn++) {
    await new Promise((resolve) => setTimeout(resolve))
    order.push('another')
  }
  await asked
  expect(order).toEqual(['another', 'another', 'told'])
})
