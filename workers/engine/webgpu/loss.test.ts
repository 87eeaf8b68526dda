/** Losing the device, asking for too much, and the plain-word errors of both: never zeros, never a hang. */
import { afterEach, describe, expect, it } from 'vitest'
import { Layers } from '../../model/building'
import { resnet } from '../../model/resnet'
import type { ModelSpec } from '../../model/spec'
import { EngineLimitError, EngineLostError } from '../engine'
import { generated, hyper, noise, pixelBatch, plan } from '../fixtures/narrow'
import { type OpenedDevice, openDevice } from './device'
import { WebGpuEngine } from './engine'
import { planNetwork } from './planner'
import { checkLimits } from './program'
import { WITHIN } from './testing/all-shapes'
import { countingDevice } from './testing/counting-device'
import { failingDevice } from './testing/failing-device'
import { nodeGpu } from './testing/node-gpu'

let opened: OpenedDevice
/** Every device compiles anew, which is most of these tests' time: one convolution and a head, which alone trains. */
function smallest(): ModelSpec {
  const layers = new Layers('stem')
  const bent = layers.activation('relu', 'relu', layers.norm('bn1', layers.conv('conv1', 'input', { inChannels: 3, outChannels: 4 }), 4))
  const features = layers.plain('gap', 'avgpool', bent)
  layers.block = 'fc'
  layers.head({ kind: 'linear', input: features, width: 4, classes: 3 })
  return { arch: 'smallest', layers: layers.list, classes: 3, blocks: ['stem', 'fc'], features, featureWidth: 4, cam: bent }
}
const spec = smallest()
const small = plan({ frozenBlocks: 1, batch: 2, imageSize: 32 })
const batch = pixelBatch(noise(1, 2, 32), 2)

async function loaded(): Promise<WebGpuEngine> {
  opened = await openDevice(nodeGpu())
  const engine = new WebGpuEngine(opened)
  await engine.load(spec, generated(spec), small)
  return engine
}

describe('a device that is destroyed', () => {
  afterEach(() => opened.device.destroy())

  it('ends the step under way and every later call with EngineLostError', { timeout: WITHIN }, async () => {
    const engine = await loaded()
    const before = await engine.params()
    const good = await engine.step(batch, hyper()).result
    expect(good.loss).toBeGreaterThan(0)
    const { result } = engine.step(batch, hyper())
    const outcome = result.then(
      (value) => value,
      (error: unknown) => error,
    )
    opened.device.destroy()
    // A step that had finished before the loss may still give its true loss; anything else is the error.
    const got = await outcome
    if (!(got instanceof EngineLostError)) expect(got).toEqual(good)
    expect(await engine.lost).toBeInstanceOf(EngineLostError)
    expect(() => engine.step(batch, hyper())).toThrow(EngineLostError)
    await expect(engine.evaluate(batch)).rejects.toBeInstanceOf(EngineLostError)
    await expect(engine.params()).rejects.toBeInstanceOf(EngineLostError)
    // A new device goes on from the last good parameters.
    const next = new WebGpuEngine(await openDevice(nodeGpu()))
    await next.load(spec, before, small)
    expect((await next.step(batch, hyper()).result).loss).toBeCloseTo(good.loss, 5)
    await next.dispose()
  })
})

describe('a device that fails', () => {
  afterEach(() => opened.device.destroy())

  async function failing() {
    opened = await openDevice(nodeGpu())
    const counting = countingDevice(opened.device)
    const failed = failingDevice(counting.device)
    return { engine: new WebGpuEngine({ ...opened, device: failed.device }), counts: counting.counts, ...failed }
  }

  /** What a failure must do to an engine, whatever it was: end the step, tell, and refuse all that follows. */
  async function expectEnded(engine: WebGpuEngine, result: Promise<unknown>, reason: EngineLostError['reason']) {
    await expect(result).rejects.toBeInstanceOf(EngineLostError)
    await expect(result).rejects.toMatchObject({ reason })
    expect(await engine.lost).toMatchObject({ reason })
    expect(() => engine.step(batch, hyper())).toThrow(EngineLostError)
    await expect(engine.evaluate(batch)).rejects.toBeInstanceOf(EngineLostError)
    await expect(engine.params()).rejects.toBeInstanceOf(EngineLostError)
    await expect(engine.load(spec, generated(spec), small)).rejects.toBeInstanceOf(EngineLostError)
  }

  it('for want of memory while loading: says which batch to use, holds nothing, and loads what fits', { timeout: WITHIN }, async () => {
    const { engine, counts, faults } = await failing()
    faults.scopeOutOfMemory = true
    const refused = engine.load(spec, generated(spec), small)
    await expect(refused).rejects.toBeInstanceOf(EngineLimitError)
    await expect(refused).rejects.toMatchObject({ limits: { suggestedBatch: 1 } })
    await expect(refused).rejects.toThrow(/^Batch 2 at 32 px needs \d+ MB on the GPU, which has not that much free: use batch 1\.$/)
    expect(counts.bytes).toBe(0)
    await engine.load(spec, generated(spec), { ...small, batch: 1 })
    const one = pixelBatch(noise(1, 1, 32), 1)
    expect((await engine.step(one, hyper()).result).loss).toBeGreaterThan(0)
  })

  it('for want of memory in a step: ends it and says so', { timeout: WITHIN }, async () => {
    const { engine, runOut } = await failing()
    await engine.load(spec, generated(spec), small)
    const { result } = engine.step(batch, hyper())
    runOut()
    await expectEnded(engine, result, 'out-of-memory')
    expect((await engine.lost).message).toContain('The GPU ran out of memory: use a smaller batch.')
  })

  it('by refusing a command: ends the step, never gives zeros', { timeout: WITHIN }, async () => {
    const { engine, faults } = await failing()
    await engine.load(spec, generated(spec), small)
    expect((await engine.step(batch, hyper()).result).loss).toBeGreaterThan(0)
    faults.invalidDispatch = true
    await expectEnded(engine, engine.step(batch, hyper()).result, 'validation')
    expect((await engine.lost).message).toContain('The GPU refused a command')
  })
})

describe('limits', () => {
  it('says what a plan needs, what there is, and which batch fits', () => {
    const limits = { maxBufferSize: 128e6, maxStorageBufferBindingSize: 128e6 }
    const big = planNetwork(resnet(18, { classes: 2 }), plan({ batch: 64, imageSize: 224 }), 'tiles')
    const check = () => checkLimits({ limits } as GPUDevice, big, 64, 224)
    expect(check).toThrow(EngineLimitError)
    expect(check).toThrow('Batch 64 at 224 px needs 206 MB in one buffer, this GPU gives 128 MB: use batch 32.')
  })
})
