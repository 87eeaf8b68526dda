/** GFLOP/s of the WebGPU engine's convolutions over ResNet18's shapes: forward, input gradient, filter gradient (with the sum of its parts). */
import { openDevice, USAGE } from '../../workers/engine/webgpu/device'
import { type KernelSpec, STEP_BYTES } from '../../workers/engine/webgpu/kernel'
import { filterGradientBy, forwardBy, inputGradientBy } from '../../workers/engine/webgpu/kernels/conv'
import {
  type Convolution,
  type ConvShape,
  convFlops,
  convShapeOf,
  inQuads,
  shapeName,
  weightSize,
} from '../../workers/engine/webgpu/kernels/conv-shape'
import type { ConvVariant } from '../../workers/engine/webgpu/kernels/variants'
import { bindGroupLayout, pipelineDescriptor } from '../../workers/engine/webgpu/program'
import { nodeGpu } from '../../workers/engine/webgpu/testing/node-gpu'
import { stepOf } from '../../workers/engine/webgpu/testing/run-kernel'
import { resnet } from '../../workers/model/resnet'
import { outputShapes } from '../../workers/model/spec'
import { convsOf } from '../../workers/operations/conv/facts'
import { inDeno } from '../deno/bench'
import { cpu } from './cpu'
import type { BenchOptions, Row } from './row'

interface Dispatch {
  readonly spec: KernelSpec
  readonly buffers: Readonly<Record<string, GPUBuffer>>
}

/** Each convolution shape of ResNet18 and how often it occurs. */
function shapesOf(size: number): { shape: ConvShape; times: number }[] {
  const spec = resnet(18, { classes: 2 })
  const at = outputShapes(spec, size)
  const found = new Map<string, { shape: ConvShape; times: number }>()
  for (const layer of convsOf(spec.layers)) {
    const shape = convShapeOf(layer, at)
    const key = JSON.stringify(shape)
    const times = (found.get(key)?.times ?? 0) + 1
    found.set(key, { shape, times })
  }
  return [...found.values()]
}

/** The least milliseconds of a run of `dispatches` one after another, of `repeats` after one that warms up; and those of compiling. */
async function timed(device: GPUDevice, dispatches: readonly Dispatch[], step: GPUBuffer, n: number, repeats: number) {
  // A kernel that did not compile runs in no time.
  device.pushErrorScope('validation')
  const begun = performance.now()
  const prepared = []
  for (const { spec, buffers } of dispatches) {
    const layout = bindGroupLayout(device, spec)
    const bound = Object.keys(spec.bindings).map((name) => buffers[name]!)
    const pipeline = await device.createComputePipelineAsync(
      pipelineDescriptor(
        device,
        spec,
        layout,
        bound.map(({ size }) => size),
      ),
    )
    const resources = [step, ...bound]
    const bindGroup = device.createBindGroup({ layout, entries: resources.map((buffer, binding) => ({ binding, resource: { buffer } })) })
    prepared.push({ pipeline, bindGroup, grid: spec.grid(n) })
  }
  const compile = performance.now() - begun
  let best = Number.POSITIVE_INFINITY
  let leastCpu = Number.POSITIVE_INFINITY
  for (let i = 0; i <= repeats; i++) {
    const encoder = device.createCommandEncoder()
    const pass = encoder.beginComputePass()
    for (const { pipeline, bindGroup, grid } of prepared) {
      pass.setPipeline(pipeline)
      pass.setBindGroup(0, bindGroup)
      pass.dispatchWorkgroups(...grid)
    }
    pass.end()
    const start = performance.now()
    const cpuStart = cpu()
    device.queue.submit([encoder.finish()])
    await device.queue.onSubmittedWorkDone()
    if (i === 0) continue
    best = Math.min(best, performance.now() - start)
    leastCpu = Math.min(leastCpu, cpu() - cpuStart)
  }
  const error = await device.popErrorScope()
  if (error) throw new Error(`${dispatches[0]!.spec.name}: ${error.message}`)
  return { ms: best, cpu: leastCpu, compile }
}

/** The CPU's milliseconds of each of several dispatches, as text. */
async function eachOf(device: GPUDevice, dispatches: readonly Dispatch[], step: GPUBuffer, n: number, repeats: number): Promise<string> {
  let text = ''
  for (const dispatch of dispatches) {
    const { cpu: spent } = await timed(device, [dispatch], step, n, repeats)
    text += `\n  ${spent.toFixed(1)} ms of CPU\t${dispatch.spec.name}`
  }
  return text
}

/** A convolution's dispatches, over buffers that are there and new ones for what lies between; those are freed by `free`. */
function bound(device: GPUDevice, { dispatches, scratch }: Convolution, given: Readonly<Record<string, GPUBuffer>>) {
  const between = Object.entries(scratch).map(([name, size]) => [name, device.createBuffer({ size, usage: USAGE.STORAGE })] as const)
  const known = { ...given, ...Object.fromEntries(between) }
  const made = dispatches.map(({ kernel, to = {} }): Dispatch => {
    const names = Object.keys(kernel.bindings)
    return { spec: kernel, buffers: Object.fromEntries(names.map((name) => [name, known[to[name] ?? name]!])) }
  })
  const free = () => {
    for (const [, buffer] of between) buffer.destroy()
  }
  return { made, free }
}

/**
 * Options: `--size` (64), `--batch` (8), `--repeats` (3), `--family` (any variant: `tiles`, `winograd-quads`; the adapter's family), `--list` for every shape, and for every
 * dispatch where it takes several, `--only TEXT` for shapes whose name has it, `--deno` for wgpu.
 */
export async function run(options: BenchOptions): Promise<Row[]> {
  if (options.deno) return inDeno('kernels', options)
  const size = Number(options.size ?? 64)
  const n = Number(options.batch ?? 8)
  const repeats = Number(options.repeats ?? 3)
  const opened = await openDevice(nodeGpu())
  const { device } = opened
  const variant = (options.family as ConvVariant | undefined) ?? opened.family
  const step = device.createBuffer({ size: STEP_BYTES, usage: USAGE.UNIFORM | USAGE.COPY_DST })
  device.queue.writeBuffer(step, 0, stepOf({ n }))
  const total = new Map<string, { flops: number; ms: number; spent: number }>()
  const only = typeof options.only === 'string' ? options.only : ''
  for (const { shape, times } of shapesOf(size).filter((each) => shapeName(each.shape).includes(only))) {
    // Random values: zeros or denormals may run at another speed.
    const filled = (floats: number) => {
      const buffer = device.createBuffer({ size: floats * 4, usage: USAGE.STORAGE | USAGE.COPY_DST })
      device.queue.writeBuffer(
        buffer,
        0,
        Float32Array.from({ length: floats }, (_, i) => ((i * 37) % 101) / 50 - 1),
      )
      return buffer
    }
    const pixels = n * shape.inH * shape.inW * inQuads(shape) * 4
    const outputs = n * shape.outH * shape.outW * shape.outC
    const [x, y, w] = [filled(pixels), filled(outputs), filled(weightSize(shape))]
    const given = { x, y, w, dy: filled(outputs), dx: filled(pixels), dw: filled(weightSize(shape)) }
    const runs: [string, Convolution][] = [
      ['forward', forwardBy(variant, shape, n)],
      ...(shape.inC === 3 ? [] : [['input gradient', inputGradientBy(variant, shape, n, false)] satisfies [string, Convolution]]),
      ['filter gradient', filterGradientBy(variant, shape, n)],
    ]
    for (const [name, convolution] of runs) {
      const { made, free } = bound(device, convolution, given)
      const { ms, compile, cpu: spent } = await timed(device, made, step, n, repeats)
      const flops = convFlops(shape)(n)
      if (options.list) {
        const rate = (flops / ms / 1e6).toFixed(2)
        const each = made.length > 2 ? await eachOf(device, made, step, n, repeats) : ''
        console.error(
          `${convolution.name}\t${rate} GFLOP/s\t${ms.toFixed(0)} ms, ${spent.toFixed(0)} ms of CPU\tx${times}\tcompiled in ${compile.toFixed(0)} ms${each}`,
        )
      }
      free()
      const sum = total.get(name) ?? { flops: 0, ms: 0, spent: 0 }
      total.set(name, { flops: sum.flops + flops * times, ms: sum.ms + ms * times, spent: sum.spent + spent * times })
    }
    for (const buffer of Object.values(given)) buffer.destroy()
  }
  const row = (name: string, unit: string, ours: number): Row => ({ name, unit, ours, peer: null, theirs: null, ratio: null })
  return [...total].flatMap(([name, { flops, ms, spent }]) => {
    const title = `ResNet18's convolutions, ${name}, ${size} px, batch ${n}, ${variant}, ${opened.name}`
    const rows = [row(title, 'GFLOP/s', flops / ms / 1e6)]
    // A core's rate: about what a quiet machine gives, whatever else runs on this one.
    if (opened.software) rows.push(row(title, 'GFLOP per second of CPU', flops / spent / 1e6))
    return rows
  })
}
