import { expect, test } from 'vitest'
import { classScores } from '../../metrics/confusion'
import { type EpochRecord, sparseConfusion } from '../../protocol'
import { CLOCK_START } from '../fit/clock'
import { toyEpoch } from '../testing/records'
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint'

const CLASSES = 1000
const names = Array.from({ length: CLASSES }, (_, c) => `n${String(c).padStart(8, '0')} a class with a name of some length`)

/** An epoch over 50,000 validation pictures, three quarters of them right, the rest all over the place. */
function epochOf(epoch: number): EpochRecord {
  const counts = new Map<number, number>()
  for (let i = 0; i < 50_000; i++) {
    const actual = i % CLASSES
    const predicted = (i * 7919 + epoch) % 4 ? actual : (i * 104_729 + epoch * 31) % CLASSES
    const place = actual * CLASSES + predicted
    counts.set(place, (counts.get(place) ?? 0) + 1)
  }
  const cells = [...counts].sort(([a], [b]) => a - b).flatMap(([place, count]) => [Math.floor(place / CLASSES), place % CLASSES, count])
  const confusion = { classes: CLASSES, cells }
  return { ...toyEpoch(epoch, 0.75, epoch === 1), confusion, perClass: classScores(confusion, names) }
}

const through = async (history: readonly EpochRecord[]) => {
  const parts = await encodeCheckpoint({ clock: { ...CLOCK_START, history }, params: new Map(), optimizer: new Map() })
  const bytes = await new Blob(parts as BlobPart[]).arrayBuffer()
  return { bytes, header: Number(new DataView(bytes).getBigUint64(0, true)), history: (await decodeCheckpoint(bytes)).clock.history }
}

test('a checkpoint of 1,000 classes loads after 200 epochs, and is no larger than their cells', async () => {
  const three = [epochOf(1), epochOf(2), epochOf(3)]
  const history = Array.from({ length: 200 }, (_, i) => ({ ...three[i % 3]!, epoch: i + 1 }))
  const { bytes, header, history: read } = await through(history)
  expect(read).toHaveLength(200)
  for (const i of [0, 1, 2, 199]) expect(read[i]).toEqual(history[i])
  expect(header).toBeLessThan(1e6)
  const cells = history.reduce((sum, { confusion }) => sum + sparseConfusion(confusion).cells.length / 3, 0)
  expect(bytes.byteLength).toBe(8 + header + 8 * cells)
})

test('rows of an earlier version, and scores that do not follow from the matrix, stay as they are', async () => {
  const old = toyEpoch(1, 0.5, true)
  const made = { ...old, epoch: 2, confusion: sparseConfusion(old.confusion) }
  expect((await through([old, made])).history).toEqual([old, made])
})

test('a matrix that is none is refused', async () => {
  const bad = { ...epochOf(1), confusion: { classes: 2, cells: [0, 0, 1, 0, 0, 1] } }
  await expect(through([bad])).rejects.toThrow('is none')
})
