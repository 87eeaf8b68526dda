/** Where a training step of ResNet18 spends its time on the WebGPU engine: every dispatch by itself. */
import { openDevice } from '../../workers/engine/webgpu/device'
import { planNetwork } from '../../workers/engine/webgpu/planner'
import { Program } from '../../workers/engine/webgpu/program'
import { StepUniform } from '../../workers/engine/webgpu/step'
import type { Op } from '../../workers/engine/webgpu/tensors'
import { nodeGpu } from '../../workers/engine/webgpu/testing/node-gpu'
import { resnet } from '../../workers/model/resnet'
import { cpu } from './cpu'
import type { BenchOptions, Row } from './row'
import { fullStep, hyper } from './step-webgpu'

/** A step without clipping. */
const STEP = ['pixels', 'train', 'update'] as const

interface Timed {
  readonly op: Op
  readonly ms: number
}

/** "conv-forward", "bn-apply": a kernel's name without family and shape. */
const kindOf = (name: string): string => name.split(' ')[0]!.replace(/-(registers|tiles|quads)$/, '')

/** Least milliseconds of one dispatch: of CPU on a software adapter, else by the clock. */
async function time(device: GPUDevice, software: boolean, repeats: number, encode: (pass: GPUComputePassEncoder) => void): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i <= repeats; i++) {
    const encoder = device.createCommandEncoder()
    const pass = encoder.beginComputePass()
    encode(pass)
    pass.end()
    const now = software ? cpu : () => performance.now()
    const start = now()
    device.queue.submit([encoder.finish()])
    await device.queue.onSubmittedWorkDone()
    if (i > 0) best = Math.min(best, now() - start)
  }
  return best
}

/**
 * Options: `--size` (64), `--batch` (8), `--repeats` (3), `--list` for every dispatch, the slowest first.
 * Buffers hold zeros: the figures are those of the kernels, not of the values.
 */
export async function run(options: BenchOptions): Promise<Row[]> {
  const imageSize = Number(options.size ?? 64)
  const batch = Number(options.batch ?? 8)
  const repeats = Number(options.repeats ?? 3)
  const { device, family, name: deviceName, software } = await openDevice(nodeGpu())
  const spec = resnet(18, { classes: 2 })
  const train = fullStep(imageSize, batch)
  const plan = planNetwork(spec, train, family)
  const program = new Program(device, plan, new Map())
  device.queue.writeBuffer(program.step, 0, new StepUniform(train, spec).batch(batch, 0).hyper(hyper(1), 0, 1).data)
  const timed: Timed[] = []
  device.pushErrorScope('validation')
  for (const segment of STEP) {
    await program.prepare(segment)
    for (const [i, op] of (plan.segments.get(segment) ?? []).entries())
      timed.push({ op, ms: await time(device, software, repeats, (pass) => program.encode(pass, batch, segment, '', i)) })
  }
  const error = await device.popErrorScope()
  if (error) throw new Error(error.message)
  const total = timed.reduce((sum, { ms }) => sum + ms, 0)
  const line = ({ op, ms }: Timed) => {
    const rate = op.kernel.flops(batch) / ms / 1e6
    return `${ms.toFixed(2)} ms\t${((100 * ms) / total).toFixed(1)}%\t${rate > 0 ? `${rate.toFixed(2)} GFLOP/s\t` : '\t'}${op.kernel.name}\t${op.kernel.grid(batch).join('x')}`
  }
  if (options.list) for (const each of [...timed].sort((a, b) => b.ms - a.ms)) console.error(line(each))
  const kinds = new Map<string, { ms: number; count: number }>()
  for (const { op, ms } of timed) {
    const kind = kindOf(op.kernel.name)
    const sum = kinds.get(kind) ?? { ms: 0, count: 0 }
    kinds.set(kind, { ms: sum.ms + ms, count: sum.count + 1 })
  }
  const unit = software ? 'ms of CPU' : 'ms'
  const row = (name: string, ours: number): Row => ({ name, unit, ours, peer: null, theirs: null, ratio: null })
  return [
    row(`ResNet18's step, everything trains, ${imageSize} px, batch ${batch}, ${deviceName}: all ${timed.length} dispatches`, total),
    ...[...kinds].sort((a, b) => b[1].ms - a[1].ms).map(([kind, { ms, count }]) => row(`${kind} (${count} dispatches)`, ms)),
  ]
}
