/** The candidates of one convolution on a device: each is compiled, held to float64 and to the others on the same data, and timed. */
import { noise, uniform } from '../../../random'
import { type OpenedDevice, USAGE } from '../device'
import type { Grid, KernelSpec } from '../kernel'
import { type Convolution, type ConvShape, inQuads, weightSize } from '../kernels/conv-shape'
import { type ConvQuestion, type ConvVariant, isWinograd } from '../kernels/variants'
import { readMapped } from '../mapping'
import { bindGroupLayout, pipelineDescriptor } from '../program'
import { relativeError } from '../self-test/reference'
import { stepOf } from '../self-test/run-kernel'
import type { Bench, Trial } from './choose'
import { convolutionOf, type TuningJob } from './jobs'
import { type ConvArrays, valueAt } from './samples'
import { Stopwatch, type Work } from './stopwatch'

/** Floats of the largest tensor that is timed: a GPU is full with it, and the processor can make and judge it in moments. */
const MOST_FLOATS = 8e6
/** Values that are computed in float64, of the whole output. */
const SAMPLED = 48
/** Relative L2 error that rounding explains, of sums of up to a million products in any order. */
const TOLERANCE = 1e-4
const STORAGE = USAGE.STORAGE | USAGE.COPY_SRC | USAGE.COPY_DST
/** So long one candidate is waited for. */
const PATIENCE_MS = 20_000

class Gone extends Error {}

interface Dispatch {
  readonly spec: KernelSpec
  readonly buffers: Readonly<Record<string, GPUBuffer>>
}

interface Prepared {
  readonly pipeline: GPUComputePipeline
  readonly bindGroup: GPUBindGroup
  readonly grid: Grid
}

/** Pictures that a question is timed with: its batch where that is not too large. */
export function timedBatch({ shape, batch }: ConvQuestion): number {
  const largest = Math.max(shape.inH * shape.inW * inQuads(shape) * 4, shape.outH * shape.outW * shape.outC)
  return Math.max(1, Math.min(batch, Math.floor(MOST_FLOATS / largest)))
}

function arraysOf(shape: ConvShape, n: number): ConvArrays & { readonly x: Float32Array<ArrayBuffer> } {
  const memoryC = inQuads(shape) * 4
  const x = noise(n * shape.inH * shape.inW * memoryC, 1)
  if (memoryC !== shape.inC) for (let i = shape.inC; i < x.length; i += memoryC) x.fill(0, i, i + memoryC - shape.inC)
  return { x, w: noise(weightSize(shape), 2), dy: noise(n * shape.outH * shape.outW * shape.outC, 3) }
}

export class ConvBench implements Bench {
  private readonly arrays: ConvArrays
  private readonly buffers: Readonly<Record<'x' | 'w' | 'dy' | 'out' | 'staging' | 'step', GPUBuffer>>
  private readonly outputs: number
  private readonly sampled: readonly { readonly at: number; readonly value: number }[]
  private readonly stopwatch: Stopwatch
  private readonly device: GPUDevice
  /** What was compiled, by candidate and place among its dispatches. */
  private readonly compiled = new Map<string, { readonly pipeline: GPUComputePipeline; readonly layout: GPUBindGroupLayout }>()
  /** What lies between the dispatches of candidates that are being looked at. */
  private readonly scratch = new Set<GPUBuffer>()
  /** What the first candidate that was right computed. */
  private right: Float32Array | null = null

  /** @param n pictures that it is timed with, see `timedBatch` */
  constructor(
    { device }: Pick<OpenedDevice, 'device'>,
    private readonly question: ConvQuestion,
    private readonly n: number,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    this.device = device
    const { shape, direction } = question
    this.arrays = arraysOf(shape, n)
    const { x, w, dy } = this.arrays
    this.outputs = { forward: dy.length, 'input-gradient': x.length, 'filter-gradient': w.length }[direction]
    const filled = (data: Float32Array | ArrayBuffer, usage: number = STORAGE) => {
      const buffer = device.createBuffer({ size: data.byteLength, usage })
      device.queue.writeBuffer(buffer, 0, data as Float32Array<ArrayBuffer>)
      return buffer
    }
    this.buffers = {
      ...{ x: filled(x), w: filled(w), dy: filled(dy) },
      out: device.createBuffer({ size: this.outputs * 4, usage: STORAGE }),
      staging: device.createBuffer({ size: this.outputs * 4, usage: USAGE.MAP_READ | USAGE.COPY_DST }),
      step: filled(stepOf({ n }), USAGE.UNIFORM | USAGE.COPY_DST),
    }
    this.sampled = Array.from({ length: SAMPLED }, (_, i) => {
      const at = Math.floor(uniform(92, i) * this.outputs)
      return { at, value: valueAt(direction, shape, n, this.arrays, at) }
    })
    this.stopwatch = new Stopwatch(device)
  }

  async try(variant: ConvVariant, atMost: number): Promise<Trial> {
    return this.withScratch(variant, (name, dispatches) => this.judged(variant, name, dispatches, atMost))
  }

  async again(variant: ConvVariant): Promise<Trial> {
    return this.withScratch(variant, async (_, dispatches) => {
      const record = await this.recorded(variant, dispatches)
      return { ms: await this.stopwatch.median(record, Number.POSITIVE_INFINITY) }
    })
  }

  /** What lies between a candidate's dispatches is there while it is looked at: it may be many times the weights, and there may be no room for that of all candidates. */
  private withScratch(variant: ConvVariant, look: (name: string, dispatches: readonly Dispatch[]) => Promise<Trial>): Promise<Trial> {
    const { device } = this
    // Pieces of the pictures that there are: those of a whole batch would be empty in part, and neither judged nor fairly timed.
    const batch = isWinograd(variant) ? this.n : this.question.batch
    const convolution = convolutionOf(variant, { ...this.question, batch })
    const { name } = convolution
    const sizes = Object.entries(convolution.scratch)
    if (sizes.length === 0) return this.within(name, () => look(name, this.dispatchesOf(convolution, {})))
    device.pushErrorScope('validation')
    device.pushErrorScope('out-of-memory')
    const scratch = Object.fromEntries(sizes.map(([each, size]) => [each, device.createBuffer({ size, usage: STORAGE })]))
    for (const buffer of Object.values(scratch)) this.scratch.add(buffer)
    const scoped = Promise.all([device.popErrorScope(), device.popErrorScope()])
    return this.within(name, async () => {
      try {
        const [full, invalid] = await scoped
        const refused = full ?? invalid
        return refused
          ? { fault: 'refused', kernel: name, detail: refused.message }
          : await look(name, this.dispatchesOf(convolution, scratch))
      } finally {
        for (const buffer of Object.values(scratch)) {
          buffer.destroy()
          this.scratch.delete(buffer)
        }
      }
    })
  }

  /** Waits for one candidate, and no longer than for it. */
  private async within(kernel: string, work: () => Promise<Trial>): Promise<Trial> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const over = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Gone('no answer came')), this.patienceMs)
      void this.device.lost.then(({ message }) => reject(new Gone(`the device went away ${message}`)))
    })
    over.catch(() => undefined)
    try {
      return await Promise.race([work(), over])
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      return { fault: error instanceof Gone ? 'gone' : 'refused', kernel, detail }
    } finally {
      clearTimeout(timer)
    }
  }

  private async judged(variant: ConvVariant, kernel: string, dispatches: readonly Dispatch[], atMost: number): Promise<Trial> {
    const { device, buffers, question } = this
    // A kernel that did not compile runs in no time.
    device.pushErrorScope('validation')
    let isScoped = true
    try {
      const record = await this.recorded(variant, dispatches)
      const encoder = device.createCommandEncoder()
      // What the candidate before wrote is no merit of this one.
      encoder.clearBuffer(buffers.out)
      const pass = encoder.beginComputePass()
      record(pass)
      pass.end()
      encoder.copyBufferToBuffer(buffers.out, 0, buffers.staging, 0, buffers.out.size)
      device.queue.submit([encoder.finish()])
      isScoped = false
      const refused = await device.popErrorScope()
      if (refused) return { fault: 'refused', kernel, detail: refused.message }
      const values = await readMapped(device, buffers.staging, buffers.staging.size)
      const error = this.errorOf(values)
      if (!(error < TOLERANCE))
        return { fault: 'wrong', kernel, detail: `relative error ${error.toPrecision(3)}, n ${this.n} of ${question.batch}` }
      this.right ??= values
      return { ms: await this.stopwatch.median(record, atMost) }
    } finally {
      // What it caught is said by what was thrown.
      if (isScoped) await device.popErrorScope().catch(() => null)
    }
  }

  /** The worse of the errors by float64 at some places, and by another candidate at all. */
  private errorOf(values: Float32Array): number {
    const atSome = relativeError(
      this.sampled.map(({ at }) => values[at]!),
      this.sampled.map(({ value }) => value),
    )
    return this.right && atSome < TOLERANCE ? Math.max(atSome, relativeError(values, this.right)) : atSome
  }

  private async recorded(variant: ConvVariant, dispatches: readonly Dispatch[]): Promise<Work> {
    const prepared: Prepared[] = []
    for (const [i, { spec, buffers }] of dispatches.entries()) prepared.push(await this.prepare(`${variant} ${i}`, spec, buffers))
    return (pass) => {
      for (const { pipeline, bindGroup, grid } of prepared) {
        pass.setPipeline(pipeline)
        pass.setBindGroup(0, bindGroup)
        pass.dispatchWorkgroups(...grid)
      }
    }
  }

  private async prepare(key: string, spec: KernelSpec, bound: Readonly<Record<string, GPUBuffer>>): Promise<Prepared> {
    const { device } = this
    const resources = Object.keys(spec.bindings).map((name) => bound[name]!)
    const { pipeline, layout } = this.compiled.get(key) ?? (await this.compile(spec, resources))
    this.compiled.set(key, { pipeline, layout })
    const entries = [this.buffers.step, ...resources].map((buffer, binding) => ({ binding, resource: { buffer } }))
    return { pipeline, bindGroup: device.createBindGroup({ layout, entries }), grid: spec.grid(this.n) }
  }

  private async compile(spec: KernelSpec, resources: readonly GPUBuffer[]) {
    const layout = bindGroupLayout(this.device, spec)
    const sizes = resources.map(({ size }) => size)
    return { layout, pipeline: await this.device.createComputePipelineAsync(pipelineDescriptor(this.device, spec, layout, sizes)) }
  }

  private dispatchesOf({ dispatches }: Convolution, scratch: Readonly<Record<string, GPUBuffer>>): Dispatch[] {
    const { x, w, dy, out } = this.buffers
    const known: Readonly<Record<string, GPUBuffer>> = { x, w, dy, y: out, dx: out, dw: out, ...scratch }
    return dispatches.map(({ kernel, to = {} }) => {
      const names = Object.keys(kernel.bindings)
      return { spec: kernel, buffers: Object.fromEntries(names.map((name) => [name, known[to[name] ?? name]!])) }
    })
  }

  close(): void {
    for (const buffer of [...Object.values(this.buffers), ...this.scratch]) buffer.destroy()
    this.stopwatch.destroy()
  }
}

/**
 * How jobs are tried on a device: with half the pictures where it has no room, as often as it takes, and not at all where it has none for one.
 * @param patienceMs for each candidate: 20 s where it is not given, within which the slowest card has answered
 */
export const benchOn =
  (opened: Pick<OpenedDevice, 'device'>, patienceMs?: number) =>
  async ({ question }: TuningJob): Promise<Bench | null> => {
    const { device } = opened
    for (let n = timedBatch(question); n >= 1; n >>= 1) {
      // The second is for what is done with a buffer that there was no room for.
      device.pushErrorScope('validation')
      device.pushErrorScope('out-of-memory')
      const bench = new ConvBench(opened, question, n, patienceMs)
      const full = await device.popErrorScope()
      const invalid = await device.popErrorScope()
      if (!full && !invalid) return bench
      bench.close()
      if (!full) return null
    }
    return null
  }
