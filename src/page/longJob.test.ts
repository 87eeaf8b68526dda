import { expect, test } from 'vitest'
import { type JobView, longJob } from './longJob'

test.each([
  ['done', () => Promise.resolve({ found: 3 }), { status: 'done', found: 3 }],
  ['failed', () => Promise.reject(new Error('no')), { status: 'idle' }],
] as const)('progress that comes after a job is %s does not start it again', async (_, end, shown) => {
  let view: JobView<{ readonly found: number }> = { status: 'idle' }
  let late: (progress: { done: number; of: number }) => void = () => {}
  const reported: unknown[] = []
  const job = longJob<{ readonly found: number }>(
    { get: () => ({ report: (thrown: unknown) => reported.push(thrown) }) as never },
    (now) => {
      view = now
    },
    async () => {},
  )
  await job.run((onProgress) => {
    late = onProgress
    return end()
  })
  late({ done: 5, of: 5 })
  expect(view).toEqual(shown)
})
