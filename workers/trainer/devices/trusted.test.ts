/** An adapter is tried once, and anew after whatever could make another of it. */
import { expect, it, vi } from 'vitest'
import type { SelfTest } from '../../engine/webgpu/self-test/self-test'
import { type Kept, keyOf, reportOf, trusted } from './trusted'

const info = { vendor: 'acme', architecture: 'rocket', device: '0x1', description: 'Acme Rocket' } as GPUAdapterInfo
const RIGHT: SelfTest = { family: 'tiles', faults: [] }
const fault = { family: 'tiles', kernel: 'conv-forward-tiles 3x3/1', what: 'wrong', detail: 'relative error 0.5' } as const

function memory(): Kept {
  const rows = new Map<string, SelfTest>()
  return { read: async (adapter) => rows.get(adapter), write: async (adapter, test) => void rows.set(adapter, test) }
}

it('is tried at first use, and anew with another browser, driver or card', async () => {
  const kept = memory()
  const test = vi.fn(async () => RIGHT)
  for (const _ of [1, 2]) expect(await trusted(info, 'Chrome/156', test, kept)).toEqual(RIGHT)
  expect(test).toHaveBeenCalledTimes(1)
  await trusted(info, 'Chrome/157', test, kept)
  await trusted({ ...info, description: 'Acme Rocket, driver 2' }, 'Chrome/156', test, kept)
  expect(test).toHaveBeenCalledTimes(3)
  expect(keyOf(info, 'a')).not.toBe(keyOf({ ...info, device: '0x2' }, 'a'))
})

it('is tried again where something did not answer, or nothing can be kept', async () => {
  const kept = memory()
  const silent: SelfTest = { family: 'registers', faults: [{ ...fault, what: 'silent' }] }
  const test = vi.fn(async () => silent)
  for (const _ of [1, 2]) expect(await trusted(info, 'Chrome/156', test, kept)).toEqual(silent)
  expect(test).toHaveBeenCalledTimes(2)
  const broken: Kept = { read: () => Promise.reject(new Error('blocked')), write: () => Promise.reject(new Error('blocked')) }
  expect(await trusted(info, 'Chrome/156', async () => RIGHT, broken)).toEqual(RIGHT)
})

it('is tried again where nothing was right, and is not held up by a database that does not answer', async () => {
  const kept = memory()
  const none: SelfTest = { family: null, faults: [fault] }
  const test = vi.fn(async () => none)
  for (const _ of [1, 2]) expect(await trusted(info, 'Chrome/156', test, kept)).toEqual(none)
  expect(test).toHaveBeenCalledTimes(2)
  vi.useFakeTimers()
  try {
    const never: Kept = { read: () => new Promise(() => {}), write: () => new Promise(() => {}) }
    const asked = trusted(info, 'Chrome/156', async () => RIGHT, never)
    await vi.runAllTimersAsync()
    expect(await asked).toEqual(RIGHT)
  } finally {
    vi.useRealTimers()
  }
})

it('is reported with its kernel, adapter and browser', () => {
  const report = reportOf(info, 'Chrome/156', { family: null, faults: [fault] })
  for (const part of ['Acme Rocket', 'Chrome/156', 'the processor', fault.kernel, fault.detail]) expect(report).toContain(part)
})
