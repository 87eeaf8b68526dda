import { expect, test } from 'vitest'
import type { AnswerOption } from '../../workers/protocol'
import { fakeRecord } from '../testing/fakeTrainer'
import { testStore } from '../testing/testStore'
import { bestOption, partners, samePlan, wordFiles, wordPlan } from './betterView'
import { words } from './words'

const { en } = words
const option = (logLoss: number): AnswerOption => ({
  plan: { views: 'flip', members: [{ runId: 'a', weight: 1 }] },
  figures: { right: 1, accuracy: 0.5, logLoss },
  fitted: null,
  equal: null,
  mended: 0,
  spoilt: 0,
  gain: { difference: 0, interval: [0, 0], p: 1 },
  overBest: null,
  passes: 2,
})
const before = { right: 1, accuracy: 0.5, logLoss: 0.4 }

test('partners are kept runs of the same classes and pictures, without the run itself', () => {
  const kept = { bestFile: 'best-1.safetensors' }
  const runs = [
    fakeRecord({ id: 'own', ...kept }),
    fakeRecord({ id: 'same', ...kept }),
    fakeRecord({ id: 'no-weights' }),
    fakeRecord({ id: 'other-classes', classes: ['dog', 'cat'], ...kept }),
    fakeRecord({ id: 'other-pictures', dataset: { fingerprint: 'x', name: 'birds' }, ...kept }),
  ]
  expect(partners(runs, 'own').map(({ id }) => id)).toEqual(['same'])
  expect(partners(runs, 'gone')).toEqual([])
})

test('what is said of files is what Downloads has: no one file of crops of this run alone, and no promise of their probabilities', () => {
  const alone = [{ runId: 'own', weight: 1 }]
  const two = [...alone, { runId: 'other', weight: 0 }]
  for (const text of Object.values(words)) {
    expect(wordFiles(text, { views: 'crops', members: alone })).toBe(text.better.downloadsAlone)
    expect(wordFiles(text, { views: 'crops', members: two })).toBe(text.better.downloads)
    expect(wordFiles(text, { views: 'flip', members: alone })).toBe(text.better.downloads)
  }
  expect(en.use.download.ensembleIs('…', false)).toContain('gives the probabilities')
  expect(en.use.download.ensembleIs('…', true)).not.toContain('gives the probabilities')
  expect(en.use.download['onnx-ensemble'].who).not.toContain('probabilities')
})

test('the best option must beat one plain look', () => {
  const options = [option(0.39), option(0.3), option(0.35)]
  expect(bestOption({ before, options })).toBe(options[1])
  expect(bestOption({ before, options: [option(0.4), option(0.5)] })).toBeNull()
  expect(bestOption({ before, options: [] })).toBeNull()
})

test('plans are worded and compared', () => {
  const two = { views: 'crops' as const, members: [option(1).plan.members[0]!, { runId: 'b', weight: 0 }] }
  expect(wordPlan(en, option(1).plan, 'b')).toBe(`${en.better.together(1)} · ${en.better.kinds.flip}`)
  expect(wordPlan(en, option(1).plan, 'a')).toBe(`${en.better.alone} · ${en.better.kinds.flip}`)
  expect(wordPlan(en, two, 'a')).toBe(`${en.better.together(2)} · ${en.better.kinds.crops}`)
  expect(samePlan(option(1).plan, { ...option(2).plan })).toBe(true)
  expect(samePlan(null, two)).toBe(false)
})

test('what was cancelled is neither reported nor shown', async () => {
  let reject: (reason: Error) => void = () => {}
  const store = testStore({
    'answers.measure': () =>
      new Promise((_, no) => {
        reject = no
      }),
    'answers.cancelMeasuring': () => Promise.resolve(reject(new DOMException('', 'AbortError'))),
  })
  const measured = store.getState().measureGain([], 'flip')
  await store.getState().cancelGain()
  await measured
  expect(store.getState().gain.status).toBe('cancelled')
  expect(store.getState().problems).toEqual([])
})

test('test pictures leave the dataset open, and come back after the worker died', async () => {
  let crash: () => void = () => {}
  const opened: string[] = []
  const store = testStore(
    {
      'testPictures.open': async (source) => {
        opened.push(source.kind)
        return { name: 'test1', pictures: 12 }
      },
    },
    (listener) => {
      crash = () => listener(new Error('gone') as never)
    },
  )
  await store.getState().openDataset({ kind: 'drawn', count: 10, seed: 1 })
  const { dataset } = store.getState()
  expect(await store.getState().openTestPictures({ kind: 'items', items: [] })).toBe(true)
  expect(store.getState()).toMatchObject({ dataset, testPictures: { name: 'test1', pictures: 12 } })
  crash()
  await expect.poll(() => opened.length).toBe(2)
  await expect.poll(() => store.getState().testPictures?.pictures).toBe(12)
})

test('a kept run is shown with its epochs, and answers', async () => {
  const taken: string[] = []
  const store = testStore({
    'answers.useRun': async (id) => {
      taken.push(id)
      return { classes: ['cat', 'dog'], imageSize: 64, arch: 'resnet18', runId: id, better: null, temperature: 1, noneOf: null }
    },
  })
  const record = fakeRecord({ id: 'kept', name: 'pets 7', bestFile: 'best-2.safetensors' })
  expect(await store.getState().openRun(record)).toBe(true)
  expect(taken).toEqual(['kept'])
  const { run, model } = store.getState()
  expect(run).toMatchObject({ status: 'finished', keptName: 'pets 7', started: { runId: 'kept' } })
  expect(model?.runId).toBe('kept')
})
