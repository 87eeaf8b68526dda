import { expect, test } from 'vitest'
import { openCamera, troubleOf } from './camera'

test('each failure of getUserMedia has its message', () => {
  const of = (name: string) => troubleOf(new DOMException('', name))
  expect(['NotAllowedError', 'NotFoundError', 'NotReadableError', 'AbortError', 'NotSupportedError'].map(of)).toEqual([
    'denied',
    'none',
    'busy',
    'busy',
    'unsupported',
  ])
})

test('without media devices it says that cameras are not supported', async () => {
  const thrown = await openCamera().catch((error: unknown) => error)
  expect(troubleOf(thrown)).toBe('unsupported')
})
