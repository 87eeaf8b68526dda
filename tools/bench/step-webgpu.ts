/** One whole training step of ResNet18 on the WebGPU engine, its rate and what it costs in calls and bytes, beside stock TensorFlow.js on the same adapter. */
import { globals } from 'webgpu'
import type { StepHyper, TrainingEngine, TrainPlan } from '../../workers/engine/engine'
import { createTfjsEngine } from '../../workers/engine/tfjs/create'
import { openDevice } from '../../workers/engine/webgpu/device'
import { WebGpuEngine } from '../../workers/engine/webgpu/engine'
import { type Counts, countingDevice } from '../../workers/engine/webgpu/testing/counting-device'
import { nodeGpu } from '../../workers/engine/webgpu/testing/node-gpu'
import { resnet } from '../../workers/model/resnet'
import { type ParamMap, paramInfos } from '../../workers/model/spec'
import { uniform } from '../../workers/random'
import { cpu } from './cpu'
import { type BenchOptions, type Row, ratio } from './row'

/** Adam's step number `step`. */
export const hyper = (step: number): StepHyper => ({
  step,
  learningRate: 1e-3,
  weightDecay: 1e-4,
  decayNormAndBias: true,
  momentum: 0,
  nesterov: false,
  beta1: 0.9,
  beta2: 0.999,
  eps: 1e-8,
  clipNorm: 0,
  emaDecay: 0,
  gradientScale: 1,
  firstMicroBatch: true,
  update: true,
})

/** He-uniform weights, norms at their start. */
export function parameters(spec: ReturnType<typeof resnet>): ParamMap {
  return new Map(
    paramInfos(spec).map(({ name, shape, role }, k) => {
      const size = shape.reduce((a, b) => a * b, 1)
      const bound = Math.sqrt(6 / (size / shape[0]!))
      const ones = name.endsWith('running_var') || (role === 'norm' && name.endsWith('weight'))
      return [
        name,
        {
          shape,
          data: Float32Array.from({ length: size }, (_, i) => (ones ? 1 : role === 'weight' ? (2 * uniform(3, k, i) - 1) * bound : 0)),
        },
      ]
    }),
  )
}

interface Measured {
  readonly device: string
  /** Pictures a second of the fastest step, after one that compiles. */
  readonly rate: number
  /** Pictures per second of CPU of the cheapest step: on a software adapter, what other work on the machine falsifies little. */
  readonly rateOfCpu: number
  /** Whether the adapter computes on the processor. */
  readonly software: boolean
  /** Of the last step. */
  readonly dispatches: number
  readonly submits: number
  /** GPU objects made in the last step. */
  readonly created: number
  /** Held by buffers after the last step. */
  readonly bytes: number
  /** Median of the time that a step holds JavaScript before it gives its promise back. */
  readonly enqueueMs: number
}

/** Times `steps` whole steps of ResNet18, after one that compiles and one that may still make things. */
export async function measure(
  engine: TrainingEngine,
  plan: TrainPlan,
  steps: number,
  counts: Readonly<Counts>,
  width = 64,
): Promise<Measured> {
  const spec = resnet(18, { classes: 2, width })
  await engine.load(spec, parameters(spec), plan)
  const { batch: n, imageSize: size } = plan
  const pixels = Uint8Array.from({ length: n * size * size * 3 }, (_, i) => Math.floor(256 * uniform(4, i)))
  const labels = Int32Array.from({ length: n }, (_, i) => i % 2)
  let best = Number.POSITIVE_INFINITY
  let cheapest = Number.POSITIVE_INFINITY
  const enqueue: number[] = []
  let before = { ...counts }
  for (let i = 0; i <= steps; i++) {
    before = { ...counts }
    const start = performance.now()
    const cpuStart = cpu()
    const { result } = engine.step({ n, input: { kind: 'pixels', pixels }, labels, counter: i }, hyper(i + 1))
    const enqueued = performance.now() - start
    const { loss } = await result
    if (!Number.isFinite(loss)) throw new Error('The step computed a loss that is not a number: its time means nothing.')
    if (i === 0) continue
    best = Math.min(best, (performance.now() - start) / 1000)
    cheapest = Math.min(cheapest, (cpu() - cpuStart) / 1000)
    enqueue.push(enqueued)
  }
  return {
    device: engine.info.device,
    rate: n / best,
    rateOfCpu: n / cheapest,
    software: engine.info.software,
    dispatches: counts.dispatches - before.dispatches,
    submits: counts.submits - before.submits,
    created: counts.created - before.created,
    bytes: counts.bytes,
    enqueueMs: enqueue.sort((a, b) => a - b)[enqueue.length >> 1]!,
  }
}

/** Stock TensorFlow.js on the same adapter, its device counted as ours is. */
async function stock(gpu: GPU, plan: TrainPlan, width: number): Promise<Measured> {
  const adapter = await gpu.requestAdapter()
  if (!adapter) throw new Error('The adapter that was there is gone.')
  let counts: Counts | null = null
  const request = adapter.requestDevice.bind(adapter)
  adapter.requestDevice = async (descriptor) => {
    const counting = countingDevice(await request(descriptor))
    counts = counting.counts
    return counting.device
  }
  // TensorFlow.js reads WebGPU's names from the globals, as a browser has them.
  Object.assign(globalThis, globals)
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: { requestAdapter: async () => adapter } }, configurable: true })
  const engine = await createTfjsEngine({ backend: 'tfjs-webgpu' })
  if (!counts) throw new Error('TensorFlow.js asked for no device.')
  return await measure(engine, plan, 1, counts, width)
}

/** A whole step that changes everything, without smoothing, weights or averages. */
export const fullStep = (imageSize: number, batch: number): TrainPlan => ({
  batch,
  imageSize,
  frozenBlocks: 0,
  optimizer: 'adam',
  labelSmoothing: 0,
  classWeights: null,
  softLabels: false,
  ema: false,
  seed: 0,
})

/** Options: `--size` (64), `--batch` (8), `--steps` (3), `--width` (64) of the first block, `--no-peer`. */
export async function run(options: BenchOptions): Promise<Row[]> {
  const plan = fullStep(Number(options.size ?? 64), Number(options.batch ?? 8))
  const width = Number(options.width ?? 64)
  const gpu = nodeGpu()
  const opened = await openDevice(gpu)
  const { device, counts } = countingDevice(opened.device)
  const engine = new WebGpuEngine({ ...opened, device })
  const ours = await measure(engine, plan, Number(options.steps ?? 3), counts, width)
  await engine.dispose()
  const theirs = options['no-peer'] ? null : await stock(gpu, plan, width)
  const peer = theirs && 'stock tfjs-webgpu'
  const title = `ResNet18${width === 64 ? '' : ` of width ${width}`}, everything trains, ${plan.imageSize} px, batch ${plan.batch}, ${ours.device}`
  const row = (name: string, unit: string, of: (each: Measured) => number, better: 'more' | 'less'): Row => {
    const [mine, other] = [of(ours), theirs && of(theirs)]
    return { name: `${title}${name}`, unit, ours: mine, peer, theirs: other, ratio: mine > 0 ? ratio(mine, other, better) : null }
  }
  return [
    row('', 'images/s', ({ rate }) => rate, 'more'),
    // The two are measured one after the other, and other work on the machine may come and go.
    ...(ours.software ? [row('', 'images per second of CPU', ({ rateOfCpu }) => rateOfCpu, 'more')] : []),
    row(': dispatches a step', 'dispatches', ({ dispatches }) => dispatches, 'less'),
    row(': submits a step', 'submits', ({ submits }) => submits, 'less'),
    row(': GPU objects made in a step', 'objects', ({ created }) => created, 'less'),
    row(': GPU bytes', 'MB', ({ bytes }) => bytes / 1e6, 'less'),
    // Stock TensorFlow.js records its step after an await, so its time until the promise says nothing.
    { name: `${title}: JS time to enqueue a step, median`, unit: 'ms', ours: ours.enqueueMs, peer: null, theirs: null, ratio: null },
  ]
}
