import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEFAULT_CONFIG, type RunConfig, type RunEvent } from '../../protocol'
import { trainSize } from '../../recipe/batches'
import { type FakeBrowser, openBrowser } from '../../storage/testing/browser'
import { CLOCK_START } from '../fit/clock'
import { RunControl } from '../fit/control'
import { fitModel, type Snapshot } from '../fit/fit'
import { toyBatches } from '../testing/toyBatches'
import { ToyEngine } from '../testing/toyEngine'
import { openPictures, trainedModel } from '../testing/trainedModel'
import { learnsLonger, longer, patientAgain } from './longer'
import { newRecord } from './session'

let browser: FakeBrowser
beforeEach(() => {
  browser = openBrowser()
})
afterEach(() => browser.close())

/** The form hides the warm-up here. */
const CHOSEN: RunConfig = {
  ...DEFAULT_CONFIG,
  schedule: 'one-cycle',
  learningRate: 1e-3,
  warmupEpochs: 3,
  epochs: 4,
  batchSize: 4,
  patience: 0,
}
const MODEL = trainedModel({ train: ['a.jpg', 'b.jpg'], val: ['c.jpg'] })

async function recordOf(config: RunConfig, untrained = {}) {
  const weights = { info: { name: 'starter', sha256: '00', licence: 'MIT', bundled: true, ...untrained } } as Parameters<
    typeof newRecord
  >[2]
  return newRecord(config, openPictures(MODEL), weights, MODEL.device)
}

/** The run's learning rates, step by step, and its checkpoints. */
async function rates(config: RunConfig, start?: Snapshot) {
  const events: RunEvent[] = []
  const saved: Snapshot[] = []
  await fitModel({
    ...{ config, spec: MODEL.spec, classes: ['cat', 'dog'], batches: toyBatches(22, config.batchSize, config.seed) },
    start: start ?? { params: new Map([['w', { shape: [1], data: Float32Array.of(0.25) }]]) },
    newEngine: async () => new ToyEngine(),
    control: new RunControl(),
    emit: (event) => void events.push(event),
    save: async (snapshot) => void saved.push(snapshot),
  })
  return { steps: events.flatMap((event) => (event.type === 'step' ? [event.learningRate] : [])), saved }
}

test('a run goes by what the form shows, and its record says so: no warm-up before one cycle', async () => {
  const { config } = await recordOf(CHOSEN)
  expect(config).toMatchObject({ schedule: 'one-cycle', learningRate: 1e-3, warmupEpochs: 0 })
  const { steps } = await rates(config)
  // OneCycleLR begins at a 25th of its peak.
  expect(steps[0]).toBeCloseTo(4e-5, 12)
  expect(steps).toEqual((await rates((await recordOf({ ...CHOSEN, warmupEpochs: 0 })).config)).steps)
})

test('a run that was recorded with such a warm-up by an earlier version goes on with the numbers that it began with', async () => {
  const whole = await rates(CHOSEN)
  expect(whole.steps[0]).toBeCloseTo(4e-8, 12)
  const at = whole.saved.find(({ clock }) => clock.epoch === 2 && clock.batch === 0)
  const { steps } = await rates(CHOSEN, at)
  expect(steps).toEqual(whole.steps.slice(6))
})

test('a run that ended early goes on for more epochs as if they had been asked for at first', async () => {
  const config = { ...CHOSEN, schedule: 'constant', warmupEpochs: 0, epochs: 4 } as const
  const whole = await rates(config)
  const short = await rates({ ...config, epochs: 2 })
  const record = { ...(await recordOf({ ...config, epochs: 2, patience: 1 })), epochs: short.saved.at(-1)!.clock.history }
  expect(longer(record, 2).config.epochs).toBe(4)
  const sized = longer({ ...record, config: { ...record.config, strategy: 'full', trainSizes: '64,96,128', epochs: 6 } }, 10).config
  expect(
    [1, 2, 3, 4, 5, 6, 7].map((epoch) => trainSize(sized, epoch)),
    'sizes as they were planned',
  ).toEqual([64, 64, 96, 96, 128, 128, 128])
  const last = short.saved.at(-1)!
  const stopped = { ...last, clock: { ...last.clock, stopping: { ...last.clock.stopping, sinceBest: 9 } } }
  const on = await rates({ ...config, patience: 5 }, patientAgain(stopped))
  expect(on.steps).toEqual(whole.steps.slice(short.steps.length))
  expect(on.saved.at(-1)?.params).toEqual(whole.saved.at(-1)?.params)
  expect((await rates({ ...config, patience: 5 }, stopped)).steps, 'with the old patience it ends at once').toEqual([])
})

test('one that was to learn longer and was broken off before its first new checkpoint is patient again; one that was broken off on its way out is not', async () => {
  const history = (await rates(CHOSEN)).saved.at(-1)!.clock.history
  const snapshot = { clock: { ...CLOCK_START, history }, params: new Map(), optimizer: new Map(), best: null }
  const summary = { bestEpoch: 4, best: history[3]!, epochs: history, imagesPerSecond: 1, seconds: 1 }
  const record = { ...(await recordOf({ ...CHOSEN, epochs: 6 })), epochs: history, summary }
  expect(learnsLonger(record, snapshot)).toBe(true)
  expect(learnsLonger({ ...record, summary: null }, snapshot)).toBe(false)
  expect(learnsLonger({ ...record, summary: { ...summary, epochs: history.slice(1) } }, snapshot), 'it has learnt since').toBe(false)
  expect(learnsLonger({ ...record, config: CHOSEN }, snapshot)).toBe(false)
})

test('a record says of an untrained network that it was one, and by which seed; of weights it says nothing of the kind', async () => {
  const untrained = { isUntrained: true, seed: 5 }
  expect((await recordOf(CHOSEN, untrained)).weights).toMatchObject(untrained)
  expect(Object.keys((await recordOf(CHOSEN)).weights)).toEqual(['name', 'sha256', 'licence', 'bundled'])
})
