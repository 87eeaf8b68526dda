/** What a run that goes on is given: the engine that began it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type FakeBrowser, openBrowser } from '../../storage/testing/browser'
import { offerDevice } from '../devices/devices'
import type { Predictor } from '../model/model'
import type { Pictures } from '../pictures/pictures'
import { openPictures, trainedModel } from '../testing/trainedModel'
import type { WeightsChoice } from '../weights/choice'
import { KeptRuns } from './kept'
import { runRecords } from './records'
import { runSession } from './session'
import { Training } from './training'

vi.mock('../devices/devices')
vi.mock('./session')

const MODEL = trainedModel({ train: ['a.jpg', 'b.jpg'], val: ['c.jpg'] })
const { record, device } = MODEL

let browser: FakeBrowser
beforeEach(() => {
  browser = openBrowser()
})
afterEach(() => browser.close())

test('a run that an earlier version began on the processor goes on on the engine that it had, with more threads by now', async () => {
  await runRecords.add(() => ({ ...record, status: 'interrupted', device: { ...device, backend: 'tfjs-wasm' } }))
  const now = { ...device, backend: 'wasm', threads: 6 } as const
  vi.mocked(offerDevice).mockResolvedValue({ device: now, others: [] })
  vi.mocked(runSession).mockRejectedValue(new Error('not here'))
  const predictor = { idle: async () => {}, release: () => null } as unknown as Predictor
  const pictures = { dataset: openPictures(MODEL), rest: () => {} } as unknown as Pictures
  const runs = new KeptRuns({ isOpen: true, dataset: openPictures(MODEL) })
  const training = new Training(pictures, {} as WeightsChoice, runs, predictor, () => {})
  await expect(training.resumeRun('run-1', () => {})).rejects.toThrow('not here')
  expect(vi.mocked(runSession).mock.calls[0]![0].device).toEqual({ ...now, backend: 'tfjs-wasm' })
})
