import { expect, test } from 'vitest'
import { tellSaved } from './saved'

const studio = { url: 'http://127.0.0.1:5000/', closeAndKeep: async () => '/tmp/profile' }
const failed = [{ path: 'out/model.onnx', error: Object.assign(new Error('no room'), { code: 'ENOSPC' }) }]

async function told(saved: Parameters<typeof tellSaved>[0], push: Parameters<typeof tellSaved>[2]) {
  const [lines, errors]: [string[], string[]] = [[], []]
  const code = await tellSaved(saved, studio, push, { line: (text) => lines.push(text), error: (text) => errors.push(text) })
  return { code, lines, errors }
}

test('where a file could not be written, the push that was asked for and left out is told too', async () => {
  const push = { repository: 'ada/pets', isPublic: false }
  const { code, lines, errors } = await told({ written: ['out/metrics.json'], failed }, push)
  expect([code, lines]).toEqual([1, ['wrote out/metrics.json']])
  expect(errors[0]).toContain('"out/model.onnx" could not be written')
  expect(errors[1]).toContain('"/tmp/profile"')
  expect(errors[2]).toContain('Nothing was pushed to "ada/pets"')
  expect((await told({ written: [], failed }, null)).errors.join('\n')).not.toContain('pushed')
})

test('all written, nothing is wrong', async () => {
  expect(await told({ written: ['a'], failed: [] }, null)).toEqual({ code: 0, lines: ['wrote a'], errors: [] })
})
