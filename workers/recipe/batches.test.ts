import { expect, test } from 'vitest'
import { DEFAULT_CONFIG, type RunConfig } from '../protocol/options'
import { furtherSizes, largestTrainSize, mixesPictures, sizesKept, sizesLeftOut, trainingWork, trainSize } from './batches'

const full = { ...DEFAULT_CONFIG, strategy: 'full', epochs: 6, imageSize: 96 } as const
const sizes = (trainSizes: string, epochs = 6) =>
  Array.from({ length: epochs }, (_, i) => trainSize({ ...full, trainSizes, epochs }, i + 1))

test('sizes share the epochs in equal parts, as near as whole epochs allow', () => {
  expect(sizes('')).toEqual([96, 96, 96, 96, 96, 96])
  expect(sizes('64')).toEqual([64, 64, 64, 64, 64, 64])
  expect(sizes('64,80,96')).toEqual([64, 64, 80, 80, 96, 96])
  expect(sizes('48,64,80,96', 6)).toEqual([48, 48, 64, 80, 80, 96])
  // Fewer epochs than sizes leave some out; an epoch after the last has the last one.
  expect(sizes('32,64,96', 2)).toEqual([32, 64])
  expect(trainSize({ ...full, trainSizes: '32,64' }, 9)).toBe(64)
})

test('sizes may share the first epochs alone; later ones have the last', () => {
  const over = { ...full, trainSizes: '64,80', sizeEpochs: 2, epochs: 4 }
  expect([1, 2, 3, 4].map((epoch) => trainSize(over, epoch))).toEqual([64, 80, 80, 80])
})

test('with more epochs after them, or fewer, epochs that were planned keep their sizes, again and again', () => {
  for (const [planned, trainSizes] of [
    [10, '64,96,128'],
    [15, '64,96,128'],
    [2, '64,96,224'],
  ] as const) {
    let config: RunConfig = { ...full, trainSizes, epochs: planned }
    const before = Array.from({ length: 40 }, (_, i) => trainSize(config, i + 1))
    for (const epochs of [planned + 10, 5, 12]) {
      config = { ...config, ...sizesKept(config), epochs }
      expect(
        before.map((_, i) => trainSize(config, i + 1)),
        `${planned} epochs made ${epochs}`,
      ).toEqual(before)
    }
  }
  for (const trainSizes of ['', '64']) expect(sizesKept({ ...full, trainSizes })).toEqual({})
})

test('sizes that no epoch has are neither held nor counted, and are told', () => {
  for (const [config, further, largest, left] of [
    [{ ...full, trainSizes: '64,96,224', epochs: 2 }, [96], 96, [224]],
    [{ ...full, trainSizes: '64,128,224', epochs: 1 }, [96], 64, [128, 224]],
    [{ ...full, trainSizes: '64,96,224', epochs: 4, sizeEpochs: 20 }, [96], 64, [96, 224]],
    [{ ...full, trainSizes: '64,96,224', epochs: 3 }, [96, 224], 224, []],
    [{ ...full, epochs: 2 }, [], 96, []],
  ] as const) {
    expect([furtherSizes(config), largestTrainSize(config), sizesLeftOut(config)]).toEqual([further, largest, left])
  }
})

test('an engine has to hold each size, and that of evaluation', () => {
  expect(furtherSizes(full)).toEqual([])
  expect(furtherSizes({ ...full, trainSizes: '64' })).toEqual([96])
  expect(furtherSizes({ ...full, trainSizes: '64,96,128' })).toEqual([96, 128])
  expect([largestTrainSize(full), largestTrainSize({ ...full, trainSizes: '64,80' })]).toEqual([96, 80])
})

test('smaller pictures are less work', () => {
  expect(trainingWork(full, 1)).toBe(3)
  expect(trainingWork({ ...full, trainSizes: '48' }, 1)).toBe(0.75)
})

test('kept features are neither mixed nor made smaller', () => {
  const cached = { ...DEFAULT_CONFIG, mixup: 1, cutmix: 1, trainSizes: '32' }
  expect([mixesPictures(cached), trainSize(cached, 1), furtherSizes(cached)]).toEqual([false, 96, []])
  const fresh = { ...cached, cachedViews: 0 }
  expect([mixesPictures(fresh), trainSize(fresh, 1), furtherSizes(fresh)]).toEqual([true, 32, [96]])
})
