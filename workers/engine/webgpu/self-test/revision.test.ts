/** The kernels' version is their text's. */
import { expect, it } from 'vitest'
import { kernelRevision, kernelTexts } from './revision'

it('is the same at every visit, and another with any letter of any kernel', async () => {
  const revision = await kernelRevision()
  expect(revision).toMatch(/^[0-9a-f]{12}$/)
  expect(await kernelRevision()).toBe(revision)
  expect(await kernelRevision(['a', 'b'])).not.toBe(await kernelRevision(['a', 'c']))
  expect(await kernelRevision(['ab', ''])).not.toBe(await kernelRevision(['a', 'b']))
})

it('is also that of what computes in mixed precision', () => {
  const half = kernelTexts().filter((text) => text.startsWith('enable f16;'))
  // The three directions of a convolution, BatchNorm, and the cast of the weights; the loss scaling is f32.
  for (const stored of ['x: array<vec4h', 'w: array<vec4h', 'dy: array<vec4h', 'dx: array<vec4h', 'half: array<vec4h'])
    expect(
      half.some((text) => text.includes(stored)),
      stored,
    ).toBe(true)
  expect(kernelTexts().some((text) => text.includes('bad |='))).toBe(true)
})

it('is also that of what other networks have than a ResNet', () => {
  const texts = kernelTexts().join('\n')
  for (const part of ['fn normal(v: vec4f)', 'fn share(source: u32', 'let image = i32(i / ', 'var total = 0.0;'])
    expect(texts, part).toContain(part)
})
