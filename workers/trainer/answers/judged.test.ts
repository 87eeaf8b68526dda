import { expect, test } from 'vitest'
import { openPictures, trainedModel } from '../testing/trainedModel'
import { asOpen, type Judged } from './judged'

test('answers have the ids that their pictures have now: fewer are open by another reading, or others', () => {
  const model = trainedModel({ train: ['p/a.jpg', 'p/b.jpg'], val: ['p/c.jpg', 'p/d.jpg', 'p/e.jpg'] })
  const open = openPictures(model)
  const judged = {
    ...{ ids: [2, 3, 4], labels: Int32Array.of(0, 1, 0), logits: new Float32Array(6) },
    ...{ scores: { loss: 1, accuracy: 0 }, confusion: [], perClass: [] },
    model: { ...model, pathOf: (id: number) => open.samples[id]!.path },
  } as unknown as Judged
  expect(asOpen(judged, open).ids).toEqual([2, 3, 4])
  // Where something else was decided of the run, they come with it.
  const decided = { ...judged, model: { ...judged.model, record: { ...model.record, name: 'Renamed' } } }
  expect(asOpen(decided, open).model.record.name).toBe('Renamed')
  expect(asOpen(decided, open)).toBe(asOpen(decided, open))
  // With a temperature taken, the same pictures have other answers.
  const calibrated = { ...judged, logits: new Float32Array(6).fill(1) }
  expect(asOpen(calibrated, open).logits).toBe(calibrated.logits)
  const without = (...gone: string[]) => {
    const samples = open.samples.filter(({ path }) => !gone.includes(path)).map((sample, id) => ({ ...sample, id }))
    return asOpen(judged, { ...open, samples, fingerprint: 'with labels', pictures: [open.fingerprint] })
  }
  const { ids, model: now } = without('p/b.jpg', 'p/d.jpg')
  expect(ids).toEqual([1, -1, 2])
  expect([1, 2].map(now.pathOf)).toEqual(['p/c.jpg', 'p/e.jpg'])
  expect(asOpen(judged, { ...open, samples: open.samples.slice(1), fingerprint: 'another' })).toBe(judged)
})
