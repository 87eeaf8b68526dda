/** What the WebGPU engine's plan of a ResNet18 step holds and does: dispatches, buffers, bytes, and operations, printed in full with `--list`. */

import type { TrainPlan } from '../../workers/engine/engine'
import { openDevice } from '../../workers/engine/webgpu/device'
import { type ConvVariant, familyOf } from '../../workers/engine/webgpu/kernels/variants'
import { type NetworkPlan, planNetwork } from '../../workers/engine/webgpu/planner'
import { Program } from '../../workers/engine/webgpu/program'
import { planBytes, viewOf } from '../../workers/engine/webgpu/tensors'
import { countingDevice } from '../../workers/engine/webgpu/testing/counting-device'
import { nodeGpu } from '../../workers/engine/webgpu/testing/node-gpu'
import { buildNetwork } from '../../workers/model/networks'
import { resnet } from '../../workers/model/resnet'
import { freezesBackbone, type ModelSpec } from '../../workers/model/spec'
import { NETWORKS } from '../../workers/protocol/networks'
import type { BenchOptions, Row } from './row'

/** With the backbone frozen a step evaluates it first. */
const stepOf = (spec: Pick<ModelSpec, 'blocks'>, frozenBlocks: number) =>
  freezesBackbone(spec, frozenBlocks)
    ? (['pixels', 'backbone', 'train', 'clip', 'update'] as const)
    : (['pixels', 'train', 'clip', 'update'] as const)

/** Bytes of the buffers that a device makes for a plan: what the plan says, if it says the truth. */
async function allocated(plan: NetworkPlan): Promise<number> {
  const opened = await openDevice(nodeGpu())
  const { device, counts } = countingDevice(opened.device)
  device.pushErrorScope('out-of-memory')
  const program = new Program(device, plan, new Map())
  const full = await device.popErrorScope()
  if (full) throw new Error(`The plan's buffers do not fit this device: ${full.message}`)
  const { bytes } = counts
  program.destroy()
  return bytes
}

/** Dispatches of a step that trains all of each network, on the WebGPU engine; ends with the table that docs/architecture.md has. */
function dispatchesOf(batch: number, imageSize: number): Row[] {
  const offered = Object.values(NETWORKS).map(({ arch }) => arch)
  return [...offered, 'se_resnet50' as const, 'cbam_resnet50' as const].map((arch) => {
    const spec = buildNetwork(arch, { classes: 2 })
    const plan = planNetwork(spec, trainPlan(batch, imageSize, 0), 'tiles')
    const ours = stepOf(spec, 0).reduce((sum, segment) => sum + (plan.segments.get(segment)?.length ?? 0), 0)
    return {
      name: `${arch}, ${spec.layers.length} layers: dispatches a step`,
      unit: 'dispatches',
      ours,
      peer: null,
      theirs: null,
      ratio: null,
    }
  })
}

const trainPlan = (batch: number, imageSize: number, frozenBlocks: number): TrainPlan => ({
  batch,
  imageSize,
  frozenBlocks,
  optimizer: 'adam',
  labelSmoothing: 0,
  classWeights: null,
  softLabels: false,
  ema: false,
  seed: 0,
})

/** Options: `--networks` for the dispatches of every network alone; else `--batch` (32), `--size` (224), `--frozen` blocks (0), `--family` (any variant: `registers`, `winograd-tiles`; `tiles`), `--precision mixed`, `--list`, `--allocate` to make the buffers too. */
export async function run(options: BenchOptions): Promise<Row[]> {
  const batch = Number(options.batch ?? 32)
  const imageSize = Number(options.size ?? 224)
  if (options.networks) return dispatchesOf(batch, imageSize)
  const frozenBlocks = Number(options.frozen ?? 0)
  const variant = (options.family as ConvVariant | undefined) ?? 'tiles'
  const spec = resnet(18, { classes: 2 })
  const plan = planNetwork(
    spec,
    {
      ...trainPlan(batch, imageSize, frozenBlocks),
      precision: options.precision === 'mixed' ? 'mixed' : 'f32',
    },
    familyOf(variant),
    () => variant,
  )
  const ops = stepOf(spec, frozenBlocks).flatMap((segment) =>
    (plan.segments.get(segment) ?? []).map((op) => ({
      segment,
      kernel: op.kernel,
      bytes: Object.values(op.bindings).reduce((sum, bound) => sum + viewOf(bound).bytes, 0),
    })),
  )
  if (options.list) {
    for (const { segment, kernel } of ops)
      console.error(`${segment}\t${kernel.name}\t${(kernel.flops(batch) / 1e9).toFixed(3)} GFLOP\t${kernel.grid(batch).join('x')}`)
    for (const { bytes, tensors } of plan.buffers)
      console.error(`${(bytes / 1e6).toFixed(2)} MB\t${tensors.map(({ label }) => label).join(', ')}`)
  }
  const row = (name: string, unit: string, ours: number): Row => ({ name, unit, ours, peer: null, theirs: null, ratio: null })
  const title = `ResNet18, ${imageSize} px, batch ${batch}, ${frozenBlocks} blocks frozen${options.precision === 'mixed' ? ', mixed precision' : ''}`
  return [
    row(`${title}: dispatches a step`, 'dispatches', ops.length),
    row(`${title}: buffers`, 'buffers', plan.buffers.length),
    row(`${title}: GPU bytes`, 'MB', planBytes(plan) / 1e6),
    ...(options.allocate ? [row(`${title}: GPU bytes as allocated`, 'MB', (await allocated(plan)) / 1e6)] : []),
    // Of every tensor that a dispatch is bound to, once.
    row(`${title}: GPU bytes a step`, 'MB', ops.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6),
    row(`${title}: operations a step`, 'GFLOP', ops.reduce((sum, { kernel }) => sum + kernel.flops(batch), 0) / 1e9),
  ]
}
