import { expect, test } from 'vitest'
import { fakeRecord, fakeSummary } from '../testing/fakeTrainer'
import { areOthersOpen, runOfOpen } from './runOfOpen'

test('a run is told from those of other pictures, and the open ones lead to their newest run whose model is kept', () => {
  const of = (id: string, fingerprint: string, bestFile: string | null) => ({
    ...fakeRecord(),
    id,
    bestFile,
    dataset: { fingerprint, name: 'pets' },
  })
  const open = fakeSummary.fingerprint
  const runs = [of('newest', open, null), of('other', 'flowers', 'best'), of('kept', open, 'best'), of('older', open, 'best')]
  expect(runOfOpen(runs, fakeSummary)?.id).toBe('kept')
  expect([runOfOpen(runs.slice(0, 2), fakeSummary), runOfOpen(runs, null), runOfOpen(null, fakeSummary)]).toEqual([null, null, null])
  expect(runs.map(({ dataset }) => areOthersOpen(dataset, fakeSummary))).toEqual([false, true, false, false])
  expect(areOthersOpen(runs[0]!.dataset, null)).toBe(true)
})
