import { expect, test } from 'vitest'
import { classScores } from '../../metrics/confusion'
import type { EpochRecord } from '../../protocol'
import { toyEpoch, toyRecord } from '../testing/records'
import { packRecord } from './packedRecord'
import { readRecord } from './recordSchema'

const CLASSES = 1000
const classes = Array.from({ length: CLASSES }, (_, c) => `n${String(c).padStart(8, '0')} a class with a name of some length`)

/** Each class has 50 pictures, ten of them taken for others. */
function epochOf(epoch: number): EpochRecord {
  const cells = classes.flatMap((_, c) => (c + 1 < CLASSES ? [c, c, 40, c, c + 1, 1 + ((c + epoch) % 10)] : [c, c, 50]))
  const confusion = { classes: CLASSES, cells }
  return { ...toyEpoch(epoch, 0.8, epoch === 3), confusion, perClass: classScores(confusion, classes) }
}
const epochs = Array.from({ length: 200 }, (_, i) => epochOf(i + 1))
const summary = { bestEpoch: 3, best: epochs[2]!, epochs, imagesPerSecond: 10, seconds: 2000 }
const record = toyRecord({ classes, epochs, summary })
const written = (of: unknown): string => JSON.stringify(of)

test('the file of a run of 1,000 classes and 200 epochs has its confusion matrices once and no scores, and is read as it was', () => {
  const text = written(packRecord(record))
  const matrices = written(epochs.map(({ confusion }) => confusion))
  expect(text.length).toBeLessThan(matrices.length + written({ ...record, epochs: [], summary: null }).length + 200 * 250)
  expect(text).not.toContain('perClass')
  const read = readRecord(JSON.parse(text))
  if ('fault' in read) throw new Error(read.fault)
  expect(read.record.epochs[99]).toEqual(epochs[99])
  expect(read.record.summary!.best).toEqual(epochs[2])
  // Kept in the browser, they take room once.
  expect(read.record.summary!.epochs[99]).toBe(read.record.epochs[99])
})

test('a file of 0.1, with all of it twice, is read as it is, also scores and a summary that do not follow', () => {
  const few = [toyEpoch(1, 0.65, true), toyEpoch(2, 0.6, false)]
  const other = { bestEpoch: 1, best: toyEpoch(1, 0.7, true), epochs: few.slice(1), imagesPerSecond: 10, seconds: 2 }
  const old = toyRecord({ epochs: few, summary: other })
  for (const of of [old, packRecord(old)])
    expect(readRecord(JSON.parse(written(of)))).toMatchObject({ record: { epochs: few, summary: other } })
})

test('what would be made into more scores than a run can have is refused, and so is a best epoch that is not there', () => {
  const [first, ...rest] = packRecord(record).epochs
  const many = Array.from({ length: 4001 }, () => ({ ...first, confusion: { classes: CLASSES, cells: [] } }))
  const fault = { fault: 'its lists do not fit together' }
  expect(readRecord(JSON.parse(written({ ...packRecord(record), epochs: many })))).toEqual(fault)
  expect(readRecord(JSON.parse(written({ ...packRecord(record), epochs: rest.slice(0, 1) })))).toEqual(fault)
})
