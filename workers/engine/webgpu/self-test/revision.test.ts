/** The kernels' version is their text's. */
import { expect, it } from 'vitest'
import { kernelRevision } from './revision'

it('is the same at every visit, and another with any letter of any kernel', async () => {
  const revision = await kernelRevision()
  expect(revision).toMatch(/^[0-9a-f]{12}$/)
  expect(await kernelRevision()).toBe(revision)
  expect(await kernelRevision(['a', 'b'])).not.toBe(await kernelRevision(['a', 'c']))
  expect(await kernelRevision(['ab', ''])).not.toBe(await kernelRevision(['a', 'b']))
})
