/** An adapter is tried once, and anew after whatever could make another of it. */
import { expect, it, vi } from 'vitest'
import type { SelfTest } from '../../engine/webgpu/self-test/self-test'
import { type Kept, keyOf, nameOfTrust, reportOf, type Tried, trusted } from './trusted'

const info = { vendor: 'acme', architecture: 'rocket', device: '0x1', description: 'Acme Rocket' } as GPUAdapterInfo
const TILES = { forward: 'tiles', 'input-gradient': 'tiles', 'filter-gradient': 'tiles' } as const
const RIGHT: SelfTest = { family: 'tiles', convs: TILES, faults: [] }
const fault = {
  family: 'tiles',
  direction: 'forward',
  kernel: 'conv-forward-tiles 3x3/1',
  what: 'wrong',
  detail: 'relative error 0.5',
} as const
const HALF = { ...fault, direction: null, half: true } as const
const here: Tried = { info, agent: 'Chrome/156', revision: 'a1' }

function memory(): Kept {
  const rows = new Map<string, SelfTest>()
  return { read: async (adapter) => rows.get(adapter), write: async (adapter, test) => void rows.set(adapter, test) }
}

it('is tried at first use, and anew with another browser, driver, card or version of the kernels', async () => {
  const kept = memory()
  const test = vi.fn(async () => RIGHT)
  for (const _ of [1, 2]) expect(await trusted(here, test, kept)).toEqual(RIGHT)
  expect(test).toHaveBeenCalledTimes(1)
  await trusted({ ...here, agent: 'Chrome/157' }, test, kept)
  await trusted({ ...here, info: { ...info, description: 'Acme Rocket, driver 2' } }, test, kept)
  await trusted({ ...here, revision: 'b2' }, test, kept)
  expect(test).toHaveBeenCalledTimes(4)
  expect(keyOf(here)).not.toBe(keyOf({ ...here, info: { ...info, device: '0x2' } }))
})

it('is tried again where something did not answer, or nothing can be kept', async () => {
  const kept = memory()
  const silent: SelfTest = { ...RIGHT, family: 'registers', faults: [{ ...fault, what: 'silent' }] }
  const test = vi.fn(async () => silent)
  for (const _ of [1, 2]) expect(await trusted(here, test, kept)).toEqual(silent)
  expect(test).toHaveBeenCalledTimes(2)
  const broken: Kept = { read: () => Promise.reject(new Error('blocked')), write: () => Promise.reject(new Error('blocked')) }
  expect(await trusted(here, async () => RIGHT, broken)).toEqual(RIGHT)
})

it('is tried again where nothing was right, and is not held up by a database that does not answer', async () => {
  const kept = memory()
  const none: SelfTest = { family: null, convs: null, faults: [fault] }
  const test = vi.fn(async () => none)
  for (const _ of [1, 2]) expect(await trusted(here, test, kept)).toEqual(none)
  expect(test).toHaveBeenCalledTimes(2)
  vi.useFakeTimers()
  try {
    const never: Kept = { read: () => new Promise(() => {}), write: () => new Promise(() => {}) }
    const asked = trusted(here, async () => RIGHT, never)
    await vi.runAllTimersAsync()
    expect(await asked).toEqual(RIGHT)
  } finally {
    vi.useRealTimers()
  }
})

it('is reported with its kernel, adapter and browser', () => {
  const report = reportOf(here, { family: null, convs: null, faults: [fault] })
  for (const part of ['Acme Rocket', 'Chrome/156', 'the processor', fault.kernel, fault.detail]) expect(report).toContain(part)
})

it('keeps and reports what was found in mixed precision', async () => {
  const kept = memory()
  const found: SelfTest = { ...RIGHT, half: false, faults: [HALF] }
  const test = vi.fn(async () => found)
  for (const _ of [1, 2]) expect(await trusted(here, test, kept)).toEqual(found)
  expect(test).toHaveBeenCalledTimes(1)
  const report = reportOf(here, found)
  for (const part of ['Used instead: tiles', 'Mixed precision (f16): not used.', 'tiles, f16: ']) expect(report).toContain(part)
})

it('is called otherwise once a kernel of it is found wrong, or the kernels change', () => {
  const name = nameOfTrust('a1', RIGHT)
  expect(nameOfTrust('a1', { ...RIGHT })).toBe(name)
  const mended = { family: 'tiles', convs: { ...TILES, forward: 'registers' }, faults: [fault] } as const
  expect(nameOfTrust('a1', mended)).not.toBe(name)
  expect(nameOfTrust('b2', RIGHT)).not.toBe(name)
  // Answers are f32 always.
  expect(nameOfTrust('a1', { ...RIGHT, faults: [HALF] })).toBe(name)
})
