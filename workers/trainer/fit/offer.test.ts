import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { DEFAULT_CONFIG, type DeviceInfo, type RunConfig } from '../../protocol'
import { deviceToGoOn } from './offer'

beforeEach(() => {
  // No GPU here.
  vi.stubGlobal('navigator', { hardwareConcurrency: 4 })
})
afterEach(() => vi.unstubAllGlobals())

test.each<[RunConfig['backend'], DeviceInfo['backend'], DeviceInfo['backend']]>([
  // As versions before recorded what now means another engine.
  ['auto', 'tfjs-wasm', 'tfjs-wasm'],
  ['wasm', 'tfjs-wasm', 'tfjs-wasm'],
  ['auto', 'wasm', 'wasm'],
  ['auto', 'webgpu', 'wasm'],
  ['wasm', 'wasm', 'wasm'],
  ['tfjs-wasm', 'tfjs-wasm', 'tfjs-wasm'],
])('a run of %s that began on %s goes on on %s', async (backend, began, expected) => {
  const device = { backend: began, device: '', software: false, why: 'no-webgpu', threads: 1 } as const
  expect(await deviceToGoOn({ config: { ...DEFAULT_CONFIG, backend }, classes: ['cat', 'dog'], device })).toMatchObject({
    backend: expected,
    threads: 1,
  })
})
