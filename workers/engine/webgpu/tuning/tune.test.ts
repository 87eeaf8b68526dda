/** Timing on the card that it is for: another that the browser gives is not timed in its name. In Deno, all of it on one convolution and a head. */
import { expect, it, vi } from 'vitest'
import type { ModelSpec } from '../../../model/spec'
import { narrowNetwork } from '../self-test/cases'
import { WITHIN } from '../testing/all-shapes'
import { brokenDevice } from '../testing/broken-device'
import { around } from '../testing/counting-device'
import { IN_DENO } from '../testing/families'
import { nodeGpu } from '../testing/node-gpu'
import { fullPlan } from '../testing/plans'
import { jobsOf, type TuningJob } from './jobs'
import { type TimeHow, timeKernels } from './tune'

/** The narrow network's stem and a head alone: two questions, and few kernels to compile. */
function stemNetwork(): ModelSpec {
  const layers = narrowNetwork().layers.slice(0, 3)
  const head: ModelSpec['layers'] = [
    { op: 'gap', id: 'avgpool', inputs: ['relu'], block: 'stem' },
    { op: 'linear', id: 'fc', inputs: ['avgpool'], block: 'fc', inFeatures: 8, outFeatures: 3 },
  ]
  return {
    arch: 'stem',
    layers: [...layers, ...head],
    classes: 3,
    blocks: ['stem', 'fc'],
    features: 'avgpool',
    featureWidth: 8,
    cam: 'relu',
  }
}
const network = { spec: stemNetwork(), plans: [fullPlan(32, 4)] }
const jobs = jobsOf(network.spec, network.plans, 'tiles')
const info = { vendor: 'acme', architecture: 'rocket', device: '', description: 'Acme Snail' } as GPUAdapterInfo
const how = (adapter: GPUAdapterInfo): TimeHow => ({
  ...{ adapter, network, family: 'tiles', base: () => 'tiles', now: () => 'tiles', excluded: () => false, patienceMs: WITHIN },
  ...{ unproven: new Map(), budgetMs: Number.POSITIVE_INFINITY, signal: new AbortController().signal },
})

it('times no other card', async () => {
  let isAsked = false
  const adapter = {
    info,
    requestDevice: () => {
      isAsked = true
    },
  }
  const gpu = { requestAdapter: async () => adapter } as unknown as GPU
  await expect(timeKernels(gpu, jobs, how({ ...info, description: 'Acme Rocket' }))).rejects.toThrow('Acme Snail in place of Acme Rocket')
  expect(isAsked).toBe(false)
})

it('waits for no driver once it is skipped, and frees what comes after', async () => {
  const skip = new AbortController()
  const destroy = vi.fn()
  let give = (_: object) => {}
  const requestDevice = () => {
    skip.abort()
    return new Promise((resolve) => {
      give = resolve
    })
  }
  const gpu = { requestAdapter: async () => ({ info, features: new Set(), limits: {}, requestDevice }) } as unknown as GPU
  const unproven = new Map([[jobs[0]!.key, 'registers' as const]])
  const found = await timeKernels(gpu, jobs, { ...how(info), signal: skip.signal, unproven })
  expect([found.whole, found.choices.size, [...found.unproven]]).toEqual([false, 0, [...unproven]])
  give({ features: new Set(), destroy })
  await vi.waitFor(() => expect(destroy).toHaveBeenCalledTimes(1))
})

it('waits a minute for a driver that gives no device, and no longer', async () => {
  vi.useFakeTimers()
  try {
    const gpu = { requestAdapter: () => new Promise(() => {}) } as unknown as GPU
    const told = expect(timeKernels(gpu, jobs, how(info))).rejects.toMatchObject({ code: 'not-started' })
    await vi.advanceTimersByTimeAsync(61_000)
    await told
  } finally {
    vi.useRealTimers()
  }
}, 5000)

if (IN_DENO)
  it('times what is left, holds all of it to whole steps, and takes back what is wrong only where it is fused in a network', {
    timeout: WITHIN,
  }, async () => {
    const { info: own } = (await nodeGpu().requestAdapter())!
    // One is known from before, so that whole steps by it are looked at whichever is faster alone.
    const unproven = new Map([[jobs[0]!.key, 'registers' as const]])
    const said = (gpu: GPU, of: readonly TuningJob[]) => timeKernels(gpu, of, { ...how(own), unproven })
    const right = await said(nodeGpu(), jobs)
    expect(right.verdicts).toEqual([{ what: expect.stringMatching(/^(not-)?faster$/), rounds: expect.anything() }])
    expect([[...right.choices.keys()].sort(), [...right.times.keys()]]).toEqual([jobs.map(({ key }) => key).sort(), [jobs[1]!.key]])
    expect([right.faults, right.whole, right.unproven.size]).toEqual([[], true, 0])
    // Kernels that are tried by themselves do not scale and shift their outputs.
    const fused = (code: string) => (code.includes(', scale[') ? code.replaceAll(', scale[', ', 1.1 * scale[') : `${code}\n`)
    const broken = around(nodeGpu(), {
      requestAdapter: async () => {
        const adapter = (await nodeGpu().requestAdapter())!
        return around(adapter, {
          requestDevice: async (descriptor) =>
            brokenDevice(await adapter.requestDevice(descriptor as GPUDeviceDescriptor), /^conv-forward-registers/, fused),
        })
      },
    })
    const wrong = await said(broken, jobs.slice(0, 1))
    expect(wrong.verdicts).toMatchObject([{ what: 'wrong' }])
    expect([...wrong.choices]).toEqual([[jobs[0]!.key, 'tiles']])
  })
