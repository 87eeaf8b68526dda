/** A card whose driver takes everything and answers nothing: an engine's load, step and answers end with an error, and so does its going. */
import { expect, it } from 'vitest'
import { EngineLostError } from '../engine'
import { beginningParams, noiseBatch, PLAIN_STEP } from '../measure/networks'
import type { OpenedDevice } from './device'
import { WebGpuEngine } from './engine'
import { NARROW_PLAN, narrowNetwork } from './self-test/cases'

/** What is asked of a device and comes later. */
type Asked = 'scope' | 'pipeline' | 'map'

function deviceThatIsSilentAt(silent: Asked): OpenedDevice {
  const never = new Promise<never>(() => {})
  const come = <T>(asked: Asked, value: T): Promise<T> => (asked === silent ? never : Promise.resolve(value))
  const nothing = () => ({})
  const pass = { setPipeline: nothing, setBindGroup: nothing, dispatchWorkgroups: nothing, end: nothing }
  const encoder = { beginComputePass: () => pass, copyBufferToBuffer: nothing, finish: nothing }
  const device = {
    limits: new Proxy({}, { get: () => 2 ** 30 }),
    lost: never,
    queue: { submit: nothing, writeBuffer: nothing },
    addEventListener: nothing,
    destroy: nothing,
    pushErrorScope: nothing,
    popErrorScope: () => come('scope', null),
    createBuffer: ({ size }: { size: number }) => ({ size, destroy: nothing, mapAsync: () => come('map', undefined) }),
    createBindGroupLayout: nothing,
    createPipelineLayout: nothing,
    createShaderModule: nothing,
    createBindGroup: nothing,
    createComputePipelineAsync: () => come('pipeline', {}),
    createCommandEncoder: () => encoder,
  }
  return {
    ...{ device: device as unknown as GPUDevice, name: 'Acme Rocket', software: false, features: [], family: 'tiles' },
    info: {} as GPUAdapterInfo,
  }
}

const engineOn = (silent: Asked) => new WebGpuEngine(deviceThatIsSilentAt(silent), { silence: { looks: 3, lookMs: 10 } })
const spec = narrowNetwork()
const load = (engine: WebGpuEngine) => engine.load(spec, beginningParams(spec), NARROW_PLAN)
const LOST = /has not answered/

it.each(['scope', 'pipeline'] as const)('a load ends (%s)', { timeout: 5000 }, async (silent) => {
  const engine = engineOn(silent)
  await expect(load(engine)).rejects.toThrow(LOST)
  expect((await engine.lost).reason).toBe('lost')
  await engine.dispose()
})

it('steps and answers end, and every later one at once', { timeout: 5000 }, async () => {
  const batch = noiseBatch(NARROW_PLAN.batch, NARROW_PLAN.imageSize, spec.classes)
  for (const ask of [(engine: WebGpuEngine) => engine.step(batch, PLAIN_STEP).result, (engine: WebGpuEngine) => engine.evaluate(batch)]) {
    const engine = engineOn('map')
    await load(engine)
    await expect(ask(engine)).rejects.toThrow(LOST)
    expect(await engine.lost).toBeInstanceOf(EngineLostError)
    expect(() => engine.step(batch, PLAIN_STEP)).toThrow(LOST)
    await engine.dispose()
  }
})
