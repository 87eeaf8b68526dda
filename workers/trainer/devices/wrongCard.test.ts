/** A graphics card whose driver gives a device and refuses every kernel: the processor trains, and there is something to report. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { plainPlan } from '../../engine/measure/networks'
import type { Direction } from '../../engine/webgpu/kernels/variants'
import type { KernelFault, SelfTest } from '../../engine/webgpu/self-test/self-test'
import { buildNetwork } from '../../model/networks'
import { resnet } from '../../model/resnet'
import type * as Devices from './devices'

const refuse = () => {
  throw new Error('the driver does not compile')
}
const limits = new Proxy({}, { get: () => 1 })
const device = {
  limits,
  features: new Set<string>(),
  lost: new Promise(() => {}),
  pushErrorScope: refuse,
  createBuffer: refuse,
  destroy: () => {},
  addEventListener: () => {},
}
const card = (description: string) => ({
  info: { vendor: 'acme', architecture: 'rocket', device: '', description },
  features: new Set<string>(),
  limits,
  requestDevice: async () => device,
})
/** What the browser gives, call by call; the last one from then on. */
let cards = [card('Acme Rocket')]

let offerDevice: typeof Devices.offerDevice
beforeEach(async () => {
  vi.stubGlobal('navigator', {
    hardwareConcurrency: 4,
    userAgent: 'Rocket/1',
    gpu: { requestAdapter: async () => (cards.length > 1 ? cards.shift() : cards[0]) },
  })
  // What was found of an adapter is remembered by the module.
  vi.resetModules()
  offerDevice = (await import('./devices')).offerDevice
})
afterEach(() => {
  vi.unstubAllGlobals()
  cards = [card('Acme Rocket')]
  vi.resetModules()
})

it.each(['auto', 'webgpu'] as const)('computes nothing for %s, and is reported', async (chosen) => {
  const { device: taken, report } = await offerDevice(chosen)
  expect(taken).toMatchObject({ backend: 'wasm', why: 'gpu-wrong' })
  for (const part of ['Acme Rocket', 'Rocket/1', 'conv-forward-tiles', 'conv-forward-registers', 'the driver does not compile'])
    expect(report).toContain(part)
})

it('is not tried where the processor was chosen', async () => {
  expect(await offerDevice('wasm')).toMatchObject({ device: { backend: 'wasm', why: 'chosen' } })
  expect((await offerDevice('wasm')).report).toBeUndefined()
})

it('is not blamed for what another card did that the browser gave in its place', async () => {
  // A laptop that goes on battery: one is named, and the devices are another's.
  cards = [card('Acme Rocket'), card('Acme Snail')]
  const first = await offerDevice('webgpu')
  expect([first.device.why, first.report]).toEqual(['chosen', undefined])
  const { device: taken, report } = await offerDevice('webgpu')
  expect(taken.why).toBe('gpu-wrong')
  expect(report).toContain('Acme Snail')
  expect(report).not.toContain('Acme Rocket')
})

it('trains by the next kernels that are right where some are not, on the processor where none are left, and reports each', async () => {
  const SELF_TEST = '../../engine/webgpu/self-test/self-test'
  const fault = {
    family: 'tiles',
    direction: 'forward',
    kernel: 'conv-forward-tiles 3x3/1',
    what: 'wrong',
    detail: 'relative error 1',
  } as const
  const TILES = { forward: 'tiles', 'input-gradient': 'tiles', 'filter-gradient': 'tiles' } as const
  const none: SelfTest = {
    family: null,
    convs: null,
    faults: [fault, { ...fault, family: 'registers', kernel: 'conv-forward-registers 3x3/1' }],
  }
  let found = none
  vi.doMock(SELF_TEST, () => ({ selfTest: async () => found }))
  try {
    const kinds: readonly (readonly [Partial<KernelFault & { direction: Direction }>, string])[] = [
      [{}, 'conv-forward-tiles 3x3/1: wrong: relative error 1'],
      [{ detail: 'relative error NaN' }, 'wrong: relative error NaN'],
      [{ what: 'refused', detail: 'expected u32' }, 'conv-forward-tiles 3x3/1: refused: expected u32'],
      [{ what: 'silent', detail: 'no answer came' }, 'silent: no answer came'],
      [{ direction: 'filter-gradient', kernel: 'conv-filter-gradient-tiles 1x1/1' }, 'conv-filter-gradient-tiles 1x1/1: wrong'],
    ]
    for (const [i, [over, line]] of kinds.entries()) {
      const name = `Acme Rocket ${i}`
      cards = [card(name)]
      const one = { ...fault, ...over }
      found = { family: 'tiles', convs: { ...TILES, [one.direction]: 'registers' }, faults: [one] }
      const { device: taken, report } = await offerDevice('auto')
      expect(taken).toMatchObject({ backend: 'webgpu', why: 'hardware-gpu', device: name })
      for (const part of [name, 'Rocket/1', line, `${one.direction} registers`]) expect(report).toContain(part)
    }
    cards = [card('Acme Snail')]
    found = none
    const { device: taken, report } = await offerDevice('auto')
    expect(taken).toMatchObject({ backend: 'wasm', why: 'gpu-wrong' })
    for (const part of ['Used instead: the processor', ...none.faults.map(({ kernel }) => kernel)]) expect(report).toContain(part)
  } finally {
    vi.doUnmock(SELF_TEST)
  }
})

it('is tried again where it could not be tried once: with another card in its place it is neither wrong nor untested from then on', async () => {
  // One is named, another is given for its self-test; later the first is back.
  cards = [card('Acme Rocket'), card('Acme Snail'), card('Acme Rocket')]
  const first = await offerDevice('webgpu')
  expect([first.device.why, first.report]).toEqual(['chosen', undefined])
  const { device: taken, report } = await offerDevice('webgpu')
  expect(taken.why).toBe('gpu-wrong')
  expect(report).toContain('Acme Rocket')
})

it('is not called wrong where another card comes after a fault', async () => {
  // Named, tried, and its first kernel refused; the device to go on with is another's.
  cards = [card('Acme Rocket'), card('Acme Rocket'), card('Acme Snail')]
  const { device: taken, report } = await offerDevice('webgpu')
  expect([taken.why, report]).toEqual(['chosen', undefined])
})

it('is reported where what was timed was wrong, though it goes on with what its self-test found right', async () => {
  const [SELF_TEST, TUNE] = ['../../engine/webgpu/self-test/self-test', '../../engine/webgpu/tuning/tune']
  const convs = { forward: 'tiles', 'input-gradient': 'tiles', 'filter-gradient': 'tiles' } as const
  vi.doMock(SELF_TEST, () => ({ selfTest: async () => ({ family: 'tiles', convs, faults: [] }) }))
  const settled = { choices: new Map(), faults: [], times: new Map(), whole: true, unproven: new Map() }
  const verdicts = [{ what: 'wrong', detail: 'answers of a whole step: relative error 0.1' }]
  vi.doMock(TUNE, () => ({ timeKernels: async () => ({ ...settled, verdicts }) }))
  try {
    expect((await offerDevice('webgpu')).report).toBeUndefined()
    const engine = await (await import('./devices')).makeEngine((await offerDevice('webgpu')).device, true)
    const spec = resnet(18, { classes: 2 })
    await engine.tune!(spec, [plainPlan(32, 2)], { signal: new AbortController().signal, onProgress: () => {} })
    const { device: taken, report } = await offerDevice('webgpu')
    expect(taken).toMatchObject({ backend: 'webgpu', why: 'chosen' })
    for (const part of ['Acme Rocket', 'when they were timed', 'answers of a whole step: relative error 0.1'])
      expect(report).toContain(part)
  } finally {
    vi.doUnmock(SELF_TEST)
    vi.doUnmock(TUNE)
  }
})

it('computes others where a kernel of one network is wrong: the processor computes that one, and the report names kernel and card', async () => {
  const SELF_TEST = '../../engine/webgpu/self-test/self-test'
  const PROVE = '../../engine/webgpu/self-test/prove'
  const convs = { forward: 'tiles', 'input-gradient': 'tiles', 'filter-gradient': 'tiles' } as const
  const fault = { family: 'tiles', direction: null, kernel: 'gelu #', what: 'wrong', detail: 'relative error 0.5' }
  vi.doMock(SELF_TEST, () => ({ selfTest: async () => ({ family: 'tiles', convs, faults: [] }) }))
  vi.doMock(PROVE, () => ({
    prove: async (wanted: ReadonlySet<string>) => ({
      right: wanted.has('gelu #') ? [] : [...wanted],
      wrong: wanted.has('gelu #') ? ['gelu #'] : [],
      fault: wanted.has('gelu #') ? fault : null,
    }),
  }))
  try {
    const { makeEngine } = await import('./devices')
    const engine = await makeEngine((await offerDevice('webgpu')).device)
    await engine.prove!(resnet(18, { classes: 2 }), plainPlan(32, 2))
    expect(engine.info.backend).toBe('webgpu')
    expect((await offerDevice('webgpu')).report).toBeUndefined()
    await engine.prove!(buildNetwork('deit_tiny_patch16_224', { classes: 2 }), { ...plainPlan(32, 2), imageSize: 32 })
    expect(engine.info.backend).toBe('wasm')
    const { device: taken, report } = await offerDevice('webgpu')
    expect(taken).toMatchObject({ backend: 'webgpu', why: 'chosen' })
    // Whoever says what the network is to be is told what will compute it.
    const vit = () => [buildNetwork('deit_tiny_patch16_224', { classes: 7 }), { ...plainPlan(8, 2), imageSize: 224 }] as const
    for (const chosen of ['webgpu', 'auto'] as const) {
      expect((await offerDevice(chosen, vit)).device).toMatchObject({ backend: 'wasm', why: 'gpu-wrong', threads: 1 })
      expect((await offerDevice(chosen, () => [resnet(18, { classes: 7 }), plainPlan(8, 2)])).device.backend).toBe('webgpu')
    }
    for (const part of ['Acme Rocket', 'Rocket/1', 'gelu #: wrong: relative error 0.5', 'computed by the processor', 'first needed'])
      expect(report).toContain(part)
  } finally {
    vi.doUnmock(SELF_TEST)
    vi.doUnmock(PROVE)
  }
})
