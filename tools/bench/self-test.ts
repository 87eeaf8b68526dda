/** The self-test of an adapter at its first use, and what is tried when a network is first computed there: seconds, and kernels that are compiled for it. Dawn on whatever adapter there is; `--deno` takes wgpu's. */
import { createWasmEngine } from '../../workers/engine/wasm/create'
import { openDevice } from '../../workers/engine/webgpu/device'
import type { Direction } from '../../workers/engine/webgpu/kernels/variants'
import { NARROW_PLAN, narrowNetwork } from '../../workers/engine/webgpu/self-test/cases'
import { kindsOf } from '../../workers/engine/webgpu/self-test/kinds'
import { prove } from '../../workers/engine/webgpu/self-test/prove'
import { kernelRevision } from '../../workers/engine/webgpu/self-test/revision'
import { selfTest } from '../../workers/engine/webgpu/self-test/self-test'
import { around } from '../../workers/engine/webgpu/testing/counting-device'
import { nodeGpu } from '../../workers/engine/webgpu/testing/node-gpu'
import { buildNetwork } from '../../workers/model/networks'
import { inDeno } from '../deno/bench'
import { type BenchOptions, type Row, rowAlone } from './row'

/** Compilers on the processor, on a busy one: nothing is given up. */
const patient = () => () => {}

/** Each by itself, as the first that is chosen. */
const NETWORKS = ['deit_tiny_patch16_224', 'mobilenet_v3_large', 'efficientnet_b0', 'resnext50_32x4d', 'cbam_resnet50'] as const

export async function run(options: BenchOptions): Promise<Row[]> {
  if (options.deno) return inDeno('self-test', options)
  let kernels = 0
  const open = async () => {
    const opened = await openDevice(nodeGpu())
    const createShaderModule = (asked: unknown) => {
      kernels++
      return opened.device.createShaderModule(asked as GPUShaderModuleDescriptor)
    }
    return { ...opened, device: around(opened.device, { createShaderModule }) }
  }
  const { name, family, device } = await open()
  device.destroy()
  const named = performance.now()
  await kernelRevision()
  const begun = performance.now()
  const { faults, convs } = await selfTest(open, () => createWasmEngine(), patient)
  const seconds = (performance.now() - begun) / 1000
  const compiled = kernels
  if (faults.length > 0) throw new Error(`The self-test found faults: ${JSON.stringify(faults)}`)
  const first: Row[] = []
  const use = { family, choose: ({ direction }: { readonly direction: Direction }) => convs![direction] }
  const known = kindsOf(narrowNetwork(), NARROW_PLAN, use)
  for (const arch of NETWORKS) {
    const before = kernels
    const from = performance.now()
    const plan = { ...NARROW_PLAN, batch: 32, imageSize: 224 }
    const wanted = new Set([...kindsOf(buildNetwork(arch, { classes: 2 }), plan, use)].filter((kind) => !known.has(kind)))
    const { fault } = await prove(wanted, plan, { open, reference: () => createWasmEngine(), use, patience: patient })
    if (fault) throw new Error(`The samples for ${arch} found a fault: ${JSON.stringify(fault)}`)
    const of = `first ${arch}, ${wanted.size} kinds of kernels`
    first.push(rowAlone(of, 's', (performance.now() - from) / 1000), rowAlone(`${of}: compiled`, '', kernels - before))
  }
  const title = `self-test of ${family}, ${name}`
  return [
    rowAlone(title, 's', seconds),
    rowAlone(`${title}: kernels compiled`, '', compiled),
    rowAlone(`${title}: hash of all kernels' texts`, 'ms', begun - named),
    ...first,
  ]
}
