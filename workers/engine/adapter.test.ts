import { describe, expect, it } from 'vitest'
import { adapterName, isSoftware } from './adapter'

describe('a WebGPU adapter', () => {
  it.each([
    ['SwiftShader in Chromium', { vendor: 'google', architecture: 'swiftshader', device: '', description: '' }],
    ['SwiftShader by its description alone', { description: 'SwiftShader Device (Subzero)' }],
    ['Mesa', { vendor: 'mesa', description: 'llvmpipe (LLVM 15.0.6, 256 bits)' }],
    ['Windows', { description: 'Microsoft Basic Render Driver' }],
    ['one that only says that it is a fallback', { vendor: 'acme', isFallbackAdapter: true }],
  ])('%s is the processor', (_, facts) => {
    expect(isSoftware(facts)).toBe(true)
  })

  it.each([
    { vendor: 'apple', architecture: 'metal-3', device: '', description: '', isFallbackAdapter: false },
    { vendor: 'nvidia', architecture: 'ampere' },
    { description: 'AMD Radeon RX 7900 XT (RADV NAVI31)' },
    {},
  ])('%o is not', (facts) => {
    expect(isSoftware(facts)).toBe(false)
  })

  it('is called by its description, else by what there is', () => {
    expect(adapterName({ vendor: 'apple', description: 'Apple M2' })).toBe('Apple M2')
    expect(adapterName({ vendor: 'nvidia', architecture: 'ampere', device: '', description: '' })).toBe('nvidia ampere')
    expect(adapterName({})).toBe('GPU')
  })
})
