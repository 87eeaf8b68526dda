import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Thumbnails } from './thumbnails'

let live: Set<string>
beforeEach(() => {
  live = new Set()
  let n = 0
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => {
    const url = `blob:${n++}`
    live.add(url)
    return url
  })
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void live.delete(url))
})
afterEach(() => void vi.restoreAllMocks())

const blob = new Blob(['x'])
const nothing = () => {}
const settle = () => new Promise((resolve) => setTimeout(resolve))

/** Thumbnails whose requests are answered by hand. */
function byHand() {
  const requests: { id: number; answer: (blob?: Blob | null) => Promise<unknown>; fail: () => Promise<unknown> }[] = []
  const errors: unknown[] = []
  const after = (act: () => void) => {
    act()
    return settle()
  }
  const thumbnails = new Thumbnails(
    (id) =>
      new Promise((resolve, reject) => {
        const answer = (answered: Blob | null = blob) => after(() => resolve(answered))
        const fail = () => after(() => reject(new Error('gone')))
        requests.push({ id, answer, fail })
      }),
    (thrown) => {
      errors.push(thrown)
    },
  )
  return { thumbnails, requests, errors }
}

test('asks for a few at a time, and never for what left the view before its turn', async () => {
  const { thumbnails, requests } = byHand()
  const gone = Array.from({ length: 100 }, (_, id) => thumbnails.want(id, nothing))
  await settle()
  expect(requests.map(({ id }) => id)).toEqual(Array.from({ length: 16 }, (_, id) => id))
  for (const release of gone) release()
  thumbnails.want(500, nothing)
  await requests[0]!.answer()
  expect(requests.slice(16).map(({ id }) => id)).toEqual([500])
})

test('tells who waits, and null is a picture that cannot be shown', async () => {
  const { thumbnails, requests } = byHand()
  const told = vi.fn()
  thumbnails.want(1, told)
  thumbnails.want(2, nothing)
  await settle()
  expect(thumbnails.url(1)).toBeUndefined()
  await requests[1]!.answer(null)
  expect(told).not.toHaveBeenCalled()
  await requests[0]!.answer()
  expect(told).toHaveBeenCalledOnce()
  expect(thumbnails.url(1)).toBe('blob:0')
  expect(thumbnails.url(2)).toBeNull()
})

test('keeps some hundreds, the last ones looked at, and frees the rest', async () => {
  const thumbnails = new Thumbnails(
    () => Promise.resolve(blob),
    (thrown) => {
      throw thrown
    },
  )
  const first = thumbnails.want(0, nothing)
  for (let from = 1; from < 2000; from += 100) {
    const releases = Array.from({ length: 100 }, (_, i) => thumbnails.want(from + i, nothing))
    for (let i = 0; i < 3; i++) await settle()
    for (const release of releases) release()
  }
  expect(live.size).toBeLessThan(800)
  expect(thumbnails.url(0)).toBe('blob:0')
  expect(thumbnails.url(1)).toBeUndefined()
  first()
})

test('of other pictures nothing stays, and what is in view is asked for anew', async () => {
  const { thumbnails, requests } = byHand()
  thumbnails.want(1, nothing)
  await settle()
  await requests[0]!.answer()
  thumbnails.want(2, nothing)
  await settle()
  thumbnails.clear()
  expect(live.size).toBe(0)
  // The answer to the old question is not taken.
  await requests[1]!.answer()
  expect(thumbnails.url(2)).toBeUndefined()
  expect(requests.slice(2).map(({ id }) => id)).toEqual([1, 2])
})

test('a failure is said, and the picture is asked for again when it comes back into view', async () => {
  const { thumbnails, requests, errors } = byHand()
  const release = thumbnails.want(1, nothing)
  await settle()
  await requests[0]!.fail()
  expect(errors).toHaveLength(1)
  release()
  thumbnails.want(1, nothing)
  await settle()
  expect(requests).toHaveLength(2)
})
