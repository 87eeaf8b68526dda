/**
 * Whole training steps of ResNet18 at 224 px on a hardware GPU, beside eager PyTorch in f32 on the same GPU, and the rate of operations beside a
 * matrix product's there. On a software adapter there is nothing to measure: no row, and a line that says so.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { openDevice } from '../../workers/engine/webgpu/device'
import { WebGpuEngine } from '../../workers/engine/webgpu/engine'
import { planNetwork } from '../../workers/engine/webgpu/planner'
import { countingDevice } from '../../workers/engine/webgpu/testing/counting-device'
import { nodeGpu } from '../../workers/engine/webgpu/testing/node-gpu'
import { resnet } from '../../workers/model/resnet'
import { type BenchOptions, type Row, ratio } from './row'
import { fullStep, measure } from './step-webgpu'

interface Peer {
  readonly device: string
  readonly rate: number
  /** FLOP/s of a large f32 matrix product. */
  readonly ceiling: number
}

/** PyTorch on CUDA; null where Python has no torch that sees a GPU. */
function pytorch(size: number, batch: number): Peer | null {
  const script = fileURLToPath(new URL('step-gpu.py', import.meta.url))
  for (const python of ['/usr/bin/python3', 'python3']) {
    const { status, stdout } = spawnSync(python, [script, String(size), String(batch)], { encoding: 'utf8' })
    if (status === 0) return JSON.parse(stdout) as Peer
  }
  return null
}

/** Options: `--size` (224), `--steps` (20). Batches of 32 and 128. */
export async function run(options: BenchOptions): Promise<Row[]> {
  const size = Number(options.size ?? 224)
  const steps = Number(options.steps ?? 20)
  const rows: Row[] = []
  for (const batch of [32, 128]) {
    const opened = await openDevice(nodeGpu())
    if (opened.software) {
      console.error(`The only adapter is ${opened.name}: no rows of a hardware GPU.`)
      return []
    }
    const plan = fullStep(size, batch)
    const { device, counts } = countingDevice(opened.device)
    const engine = new WebGpuEngine({ ...opened, device })
    const { rate, device: name } = await measure(engine, plan, steps, counts)
    await engine.dispose()
    const peer = pytorch(size, batch)
    if (!peer) console.error('No python3 with a torch that sees the GPU: its figures are left out.')
    const title = `ResNet18, everything trains, ${size} px, batch ${batch}, ${name}`
    const compared = { peer: peer?.device ?? null, theirs: peer?.rate ?? null }
    rows.push({ name: title, unit: 'images/s', ours: rate, ...compared, ratio: ratio(rate, compared.theirs, 'more') })
    const { segments } = planNetwork(resnet(18, { classes: 2 }), plan, opened.family)
    const flops = (segments.get('train') ?? []).reduce((sum, { kernel }) => sum + kernel.flops(batch), 0)
    const done = (flops * rate) / batch / 1e12
    const ceiling = peer && { peer: `${peer.device}, f32 matrix product`, theirs: peer.ceiling / 1e12 }
    const most = ceiling ?? { peer: null, theirs: null }
    rows.push({ name: `${title}: operations`, unit: 'TFLOP/s', ours: done, ...most, ratio: ratio(done, most.theirs, 'more') })
  }
  return rows
}
