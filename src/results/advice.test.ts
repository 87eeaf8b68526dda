import { expect, test } from 'vitest'
import { DEFAULT_CONFIG, type EpochRecord, parseConfig } from '../../workers/protocol'
import { fakeEpoch } from '../testing/fakeTrainer'
import { adviceFor, before, missingIn, startedBundled } from './advice'
import { words } from './words'

const full = { ...DEFAULT_CONFIG, strategy: 'full', epochs: 2 } as const
const many = (record: EpochRecord): EpochRecord => ({ ...record, perClass: record.perClass.map((one) => ({ ...one, support: 200 })) })
const codes = (records: EpochRecord[], config = DEFAULT_CONFIG, bundled = true) =>
  adviceFor(records.map(many), config, bundled).map(({ code }) => code)

test('nothing before the first epoch', () => {
  expect(codes([])).toEqual([])
})

test('a training loss far below validation is overfitting', () => {
  const record = { ...fakeEpoch(1, 17, 0.6, true), train: { loss: 0.1, accuracy: 0.99 } }
  expect(codes([record], full, false)).toEqual(['overfitting'])
})

test('a low training accuracy is underfitting', () => {
  expect(codes([fakeEpoch(1, 12, 0.65, true)], full, false)).toEqual(['underfitting'])
})

test('a head that had one epoch is told to let all learn for long enough', () => {
  const [first] = adviceFor([many(fakeEpoch(1, 12, 0.65, true))], { ...DEFAULT_CONFIG, epochs: 1 }, false)
  expect(first).toMatchObject({ code: 'underfitting', changes: { strategy: 'full', epochs: 6 } })
})

test('a best last epoch wants more of them', () => {
  expect(codes([fakeEpoch(1, 16, 0.4, true), fakeEpoch(2, 17, 0.35, true)], full, false)).toEqual(['still-improving'])
  expect(codes([fakeEpoch(1, 17, 0.35, true), fakeEpoch(2, 16, 0.4, false)], full, false)).toEqual(['good'])
})

test('the head alone on the starter weights has further to go', () => {
  expect(codes([fakeEpoch(1, 17, 0.35, true)])).toEqual(['more-capacity', 'own-weights'])
})

test('a class that is recognised less than the others is named', () => {
  const record = many(fakeEpoch(1, 17, 0.35, true))
  const weak = { ...record, perClass: record.perClass.map((one, i) => ({ ...one, recall: i === 0 ? 0.7 : 0.98 })) }
  expect(adviceFor([weak], full, false)).toEqual([
    { code: 'weak-class', weak: { name: 'cat', called: 'cat', classes: 1, of: 2, recall: 0.7, pictures: [200, 200] } },
  ])
  const dogs = { ...weak, perClass: weak.perClass.map((one, i) => ({ ...one, name: ['n02085620-Chihuahua', 'n02086240-Shih-Tzu'][i]! })) }
  expect(adviceFor([dogs], full, false)[0]?.weak).toMatchObject({ name: 'n02085620-Chihuahua', called: 'Chihuahua', recall: 0.7 })
})

test('of classes that are all as weak none is singled out, and how few pictures each has is said', () => {
  const record = fakeEpoch(1, 17, 0.35, true)
  const perClass = Array.from({ length: 120 }, (_, i) => ({
    ...record.perClass[0]!,
    name: `species ${i + 1}`,
    support: 1,
    recall: i < 21 ? 0 : 1,
  }))
  const weak = adviceFor([{ ...record, perClass }], full, false).find(({ code }) => code === 'weak-class')?.weak
  expect(weak).toEqual({ name: 'species 1', called: 'species 1', classes: 21, of: 120, recall: 0, pictures: [1, 1] })
  expect(words.en.results.advice['weak-classes'](weak!, '0.0%')).toContain('21 of 120 classes were never right, each with one picture:')
  expect(words.zh.results.advice['weak-classes'](weak!, '0.0%')).toContain('120 个类别中有 21 个')
  expect(words.en.results.advice['weak-classes']({ ...weak!, recall: 0.5, pictures: [2, 4] }, '50.0%')).toContain(
    '21 of 120 classes are recognised least often (50.0% of 2 to 4 pictures each)',
  )
})

test('what a run started from is told by its record', () => {
  const of = (name: string, bundled?: boolean) =>
    startedBundled({ weights: { name, sha256: '', licence: '', ...(bundled === undefined ? {} : { bundled }) } })
  expect([of('Trainyard starter ResNet18', true), of('starter', false)]).toEqual([true, false])
  expect([of('Trainyard starter ResNet18'), of('mine.safetensors'), of('timm/resnet18')]).toEqual([true, false, false])
})

test('what is about the recipe says what it sets, valid as it is; two pieces never set one option to different values', () => {
  const courses = [
    [fakeEpoch(1, 12, 0.65, true), fakeEpoch(2, 12, 0.6, true)],
    [fakeEpoch(1, 16, 0.4, true), fakeEpoch(2, 17, 0.35, true)],
    [{ ...fakeEpoch(1, 17, 0.6, true), train: { loss: 0.1, accuracy: 0.99 } }],
  ]
  for (const epochs of courses)
    for (const config of [full, { ...DEFAULT_CONFIG, epochs: 2 }])
      for (const reason of ['completed', 'diverged'] as const) {
        const all = adviceFor(epochs.map(many), config, true, reason)
        const settings = all.flatMap(({ changes = {} }) => Object.entries(changes))
        for (const [name, value] of settings) {
          expect(parseConfig({ [name]: value }).faults).toEqual([])
          expect(settings.filter(([other]) => other === name).map(([, said]) => said)).toEqual(
            settings.filter(([other]) => other === name).map(() => value),
          )
        }
        for (const { code, changes } of all)
          if (['diverged', 'overfitting', 'underfitting', 'still-improving', 'more-capacity'].includes(code))
            expect(Object.keys(missingIn(config, changes ?? {}))).not.toEqual([])
      }
})

test('what was set goes back to what it was', () => {
  const [advice] = adviceFor([fakeEpoch(1, 17, 0.35, true)], { ...DEFAULT_CONFIG, learningRate: 0.02 }, true, 'diverged')
  expect(advice?.changes).toEqual({ learningRate: 0.002 })
  expect(before({ ...DEFAULT_CONFIG, learningRate: 0.02 }, advice?.changes ?? {})).toEqual({ learningRate: 0.02 })
})
