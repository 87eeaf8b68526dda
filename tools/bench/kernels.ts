/** GFLOP/s of the WebGPU engine's convolutions over ResNet18's shapes: forward, input gradient, filter gradient (with the sum of its parts). */
import { type KernelFamily, openDevice, USAGE } from '../../workers/engine/webgpu/device'
import { type KernelSpec, STEP_BYTES } from '../../workers/engine/webgpu/kernel'
import { convFilterGradient, convForward, convInputGradient, filterSplits } from '../../workers/engine/webgpu/kernels/conv'
import { type ConvShape, convFlops, convShapeOf, inQuads, shapeName, weightSize } from '../../workers/engine/webgpu/kernels/conv-shape'
import { reduceParts } from '../../workers/engine/webgpu/kernels/optimizer'
import { bindGroupLayout, pipelineDescriptor } from '../../workers/engine/webgpu/program'
import { nodeGpu } from '../../workers/engine/webgpu/testing/node-gpu'
import { stepOf } from '../../workers/engine/webgpu/testing/run-kernel'
import { resnet } from '../../workers/model/resnet'
import { outputShapes } from '../../workers/model/spec'
import { convsOf } from '../../workers/operations/conv/facts'
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

/** Options: `--size` (64), `--batch` (8), `--repeats` (3), `--family tiles|registers|quads` (the adapter's), `--list` for every shape, `--only TEXT` for shapes whose name has it. */
export async function run(options: BenchOptions): Promise<Row[]> {
  const size = Number(options.size ?? 64)
  const n = Number(options.batch ?? 8)
  const repeats = Number(options.repeats ?? 3)
  const opened = await openDevice(nodeGpu())
  const { device } = opened
  const family = (options.family as KernelFamily | undefined) ?? opened.family
  const step = device.createBuffer({ size: STEP_BYTES, usage: USAGE.UNIFORM | USAGE.COPY_DST })
  device.queue.writeBuffer(step, 0, stepOf({ n }))
  const total = new Map<string, { flops: number; ms: number; spent: number }>()
  const only = typeof options.only === 'string' ? options.only : ''
  for (const { shape, times } of shapesOf(size).filter((each) => shapeName(each.shape).includes(only))) {
    const splits = filterSplits(family, shape, n)
    const weights = weightSize(shape)
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
    const [x, dx, y, w, dw] = [filled(pixels), filled(pixels), filled(outputs), filled(weights), filled(weights)]
    const parts = splits > 1 ? filled(weights * splits) : null
    const forward = { spec: convForward(family, shape, n), buffers: { x, w, y } }
    const runs: [string, Dispatch[]][] = [['forward', [forward]]]
    if (shape.inC !== 3) runs.push(['input gradient', [{ spec: convInputGradient(family, shape, n, false), buffers: { dy: y, w, dx } }]])
    const filter = [{ spec: convFilterGradient(family, shape, splits), buffers: { x, dy: y, dw: parts ?? dw } }]
    runs.push(['filter gradient', parts ? [...filter, { spec: reduceParts(weights / 4, splits), buffers: { parts, dw } }] : filter])
    for (const [name, dispatches] of runs) {
      const { ms, compile, cpu: spent } = await timed(device, dispatches, step, n, repeats)
      const flops = convFlops(shape)(n)
      if (options.list) {
        const rate = (flops / ms / 1e6).toFixed(2)
        console.error(
          `${dispatches[0]!.spec.name}\t${rate} GFLOP/s\t${ms.toFixed(0)} ms, ${spent.toFixed(0)} ms of CPU\tx${times}\tcompiled in ${compile.toFixed(0)} ms`,
        )
      }
      const sum = total.get(name) ?? { flops: 0, ms: 0, spent: 0 }
      total.set(name, { flops: sum.flops + flops * times, ms: sum.ms + ms * times, spent: sum.spent + spent * times })
    }
    for (const buffer of [x, dx, y, w, dw, ...(parts ? [parts] : [])]) buffer.destroy()
  }
  const row = (name: string, unit: string, ours: number): Row => ({ name, unit, ours, peer: null, theirs: null, ratio: null })
  return [...total].flatMap(([name, { flops, ms, spent }]) => {
    const title = `ResNet18's convolutions, ${name}, ${size} px, batch ${n}, ${family}, ${opened.name}`
    const rows = [row(title, 'GFLOP/s', flops / ms / 1e6)]
    // A core's rate: about what a quiet machine gives, whatever else runs on this one.
    if (opened.software) rows.push(row(title, 'GFLOP per second of CPU', flops / spent / 1e6))
    return rows
  })
}
