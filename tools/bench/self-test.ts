/** The self-test of an adapter at its first use: seconds, and kernels that are compiled for it. Dawn on whatever adapter there is; `--deno` takes wgpu's. */
import { createWasmEngine } from '../../workers/engine/wasm/create'
import { openDevice } from '../../workers/engine/webgpu/device'
import { kernelRevision } from '../../workers/engine/webgpu/self-test/revision'
import { selfTest } from '../../workers/engine/webgpu/self-test/self-test'
import { around } from '../../workers/engine/webgpu/testing/counting-device'
import { nodeGpu } from '../../workers/engine/webgpu/testing/node-gpu'
import { inDeno } from '../deno/bench'
import { type BenchOptions, type Row, rowAlone } from './row'

/** Compilers on the processor, on a busy one: nothing is given up. */
const patient = () => () => {}

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
  const { faults } = await selfTest(open, () => createWasmEngine(), patient)
  const seconds = (performance.now() - begun) / 1000
  if (faults.length > 0) throw new Error(`The self-test found faults: ${JSON.stringify(faults)}`)
  const title = `self-test of ${family}, ${name}`
  return [
    rowAlone(title, 's', seconds),
    rowAlone(`${title}: kernels compiled`, '', kernels),
    rowAlone(`${title}: hash of all kernels' texts`, 'ms', begun - named),
  ]
}
