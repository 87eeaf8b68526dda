import { expect, test } from 'vitest'
import type { SubmissionResult } from '../../workers/protocol'
import { testStore } from '../testing/testStore'

const RESULT: SubmissionResult = {
  csv: 'id,label\n1,0.5\n',
  rows: 1,
  bySample: false,
  undecodable: ['1.jpg'],
  withoutId: [],
  duplicates: [],
  missing: [],
  noneOf: [],
}

test('progress is shown, then the result', async () => {
  const seen: string[] = []
  const store = testStore({
    'submission.make': (_, onProgress) => {
      onProgress({ done: 1, of: 2 })
      return Promise.resolve(RESULT)
    },
  })
  store.subscribe(({ submission }) =>
    seen.push(submission.status === 'working' ? `${submission.done}/${submission.of}` : submission.status),
  )
  await store.getState().makeSubmission({ positive: 1, clip: 0.01 })
  expect(seen).toEqual(['0/0', '1/2', 'done'])
})

test('what was cancelled is neither reported nor taken', async () => {
  let reject: (reason: Error) => void = () => {}
  const store = testStore({
    'submission.make': () =>
      new Promise((_, no) => {
        reject = no
      }),
    'submission.cancel': () => Promise.resolve(reject(new DOMException('', 'AbortError'))),
  })
  const made = store.getState().makeSubmission({ positive: 1, clip: 0 })
  await store.getState().cancelSubmission()
  await made
  expect(store.getState().submission.status).toBe('cancelled')
  expect(store.getState().problems).toEqual([])
})
