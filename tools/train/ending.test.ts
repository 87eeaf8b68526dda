import { expect, it } from 'vitest'
import { Ended, orEnded } from './ending'

it('work that is done in time is what comes of it', async () => {
  const { signal } = new AbortController()
  expect(await orEnded(signal, Promise.resolve('trained'))).toBe('trained')
  await expect(orEnded(signal, Promise.reject(new Error('out of memory')))).rejects.toThrow('out of memory')
})

it('work that is not done ends with the reason, at once, also where it came before', async () => {
  const controller = new AbortController()
  const never = orEnded(controller.signal, new Promise<void>(() => {}))
  controller.abort(new Ended(143))
  await expect(never).rejects.toMatchObject({ code: 143, message: '' })
  await expect(orEnded(controller.signal, new Promise<void>(() => {}))).rejects.toMatchObject({ code: 143 })
})
