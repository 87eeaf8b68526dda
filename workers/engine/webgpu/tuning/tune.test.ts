/** Timing on the card that it is for: another that the browser gives is not timed in its name. In Deno, all of it on a narrow network. */
import { expect, it } from 'vitest'
import { openDevice } from '../device'
import { WebGpuEngine } from '../engine'
import { narrowNetwork } from '../self-test/cases'
import { WITHIN } from '../testing/all-shapes'
import { brokenDevice } from '../testing/broken-device'
import { IN_DENO } from '../testing/families'
import { nodeGpu } from '../testing/node-gpu'
import { fullPlan } from '../testing/plans'
import { jobsOf } from './jobs'
import { compared } from './settle'
import { type TimeHow, timeKernels } from './tune'

const network = { spec: narrowNetwork(), plans: [fullPlan(32, 4)] }
const jobs = jobsOf(network.spec, network.plans, 'tiles')
const how = (adapter: GPUAdapterInfo): TimeHow => ({
  ...{ adapter, network, family: 'tiles', base: () => 'tiles', now: () => 'tiles', excluded: () => false, patienceMs: WITHIN },
  ...{ budgetMs: Number.POSITIVE_INFINITY, signal: new AbortController().signal },
})

it('times no other card', async () => {
  const info = { vendor: 'acme', architecture: 'rocket', device: '', description: 'Acme Snail' } as GPUAdapterInfo
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

if (IN_DENO)
  it('finds right what is, and wrong what is so only where it is fused in a network', { timeout: WITHIN }, async () => {
    const { spec, plans } = network
    const said = async (change: (device: GPUDevice) => GPUDevice) => {
      const opened = await openDevice(nodeGpu())
      const before = new WebGpuEngine(opened, { family: 'tiles' })
      const after = new WebGpuEngine({ ...opened, device: change(opened.device) }, { family: 'tiles', choose: () => 'registers' })
      const verdict = await compared(before, after, spec, plans[0]!, { signal: new AbortController().signal, patienceMs: WITHIN })
      opened.device.destroy()
      return verdict
    }
    expect(['faster', 'not-faster']).toContain((await said((device) => device)).what)
    // Kernels that are tried by themselves do not scale and shift their outputs.
    const fused = (code: string) => (code.includes(', scale[') ? code.replaceAll(', scale[', ', 1.1 * scale[') : `${code}\n`)
    expect(await said((device) => brokenDevice(device, /^conv-forward-registers/, fused))).toMatchObject({ what: 'wrong' })
  })
