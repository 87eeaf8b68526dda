/** Thousands of steps of a narrow ResNet18 on the WebGPU engine: what the heap and the GPU hold must stay flat, and no step may fail. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Batch, TrainPlan } from '../../workers/engine/engine'
import { openDevice } from '../../workers/engine/webgpu/device'
import { WebGpuEngine } from '../../workers/engine/webgpu/engine'
import { countingDevice } from '../../workers/engine/webgpu/testing/counting-device'
import { nodeGpu } from '../../workers/engine/webgpu/testing/node-gpu'
import { resnet } from '../../workers/model/resnet'
import { uniform } from '../../workers/random'
import type { BenchOptions, Row } from './row'
import { hyper, parameters } from './step-webgpu'

/** Options: `--steps` (2000), `--size` (32), `--batch` (4), `--width` (4) of the first block. */
export async function run(options: BenchOptions): Promise<Row[]> {
  const steps = Number(options.steps ?? 2000)
  const imageSize = Number(options.size ?? 32)
  const n = Number(options.batch ?? 4)
  const width = Number(options.width ?? 4)
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const opened = await openDevice(nodeGpu())
  const { device, counts } = countingDevice(opened.device, false)
  const refused: string[] = []
  opened.device.addEventListener('uncapturederror', ({ error }) => refused.push(error.message))
  const engine = new WebGpuEngine({ ...opened, device })
  const spec = resnet(18, { classes: 2, width })
  const train: TrainPlan = {
    batch: n,
    imageSize,
    frozenBlocks: 0,
    optimizer: 'adam',
    labelSmoothing: 0,
    classWeights: null,
    softLabels: false,
    ema: false,
    seed: 0,
  }
  await engine.load(spec, parameters(spec), train)
  const pixels = Uint8Array.from({ length: n * imageSize * imageSize * 3 }, (_, i) => Math.floor(256 * uniform(4, i)))
  const labels = Int32Array.from({ length: n }, (_, i) => i % 2)
  const enqueue: number[] = []
  const warm = Math.min(100, steps >> 1)
  const heap = () => {
    collect()
    return process.memoryUsage().heapUsed / 2 ** 20
  }
  let before = { heap: 0, bytes: 0, created: 0 }
  let last = Number.NaN
  const begun = performance.now()
  for (let step = 1; step <= steps; step++) {
    const batch: Batch = { n, input: { kind: 'pixels', pixels }, labels, counter: step }
    const start = performance.now()
    const { result } = engine.step(batch, hyper(step))
    enqueue.push(performance.now() - start)
    last = (await result).loss
    if (!Number.isFinite(last)) throw new Error(`The loss of step ${step} is ${last}`)
    if (step % 100 === 0) {
      const seconds = (performance.now() - begun) / 1000
      console.error(`step ${step} of ${steps}, ${seconds.toFixed(0)} s, loss ${last.toFixed(4)}, ${refused.length} errors`)
    }
    if (step === warm) before = { heap: heap(), bytes: counts.bytes, created: counts.created }
  }
  const row = (name: string, unit: string, ours: number): Row => ({ name, unit, ours, peer: null, theirs: null, ratio: null })
  const title = `ResNet18 of width ${width}, ${imageSize} px, batch ${n}, ${steps} steps`
  const middle = enqueue.sort((a, b) => a - b)[enqueue.length >> 1]!
  const rows = [
    row(`${title}: validation and uncaptured errors`, 'errors', refused.length),
    row(`${title}: last loss`, 'nats', last),
    row(`${title}: heap, growth after step ${warm}`, 'MiB', heap() - before.heap),
    row(`${title}: GPU bytes, growth after step ${warm}`, 'bytes', counts.bytes - before.bytes),
    row(`${title}: GPU objects made after step ${warm}`, 'objects', counts.created - before.created),
    row(`${title}: GPU bytes`, 'MB', counts.bytes / 1e6),
    row(`${title}: JS time to enqueue a step, median`, 'ms', middle),
  ]
  await engine.dispose()
  return rows
}
