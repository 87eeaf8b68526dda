/** The WebGPU engine: a static program, planned and compiled by `load` and replayed by every step. The whole `TrainingEngine` on one device's state, hence its length. */
import { freezesBackbone, type ModelSpec, namesFrom, type Param, type ParamMap } from '../../model/spec'
import {
  assertLabelled,
  type Batch,
  type EngineInfo,
  EngineLimitError,
  EngineLostError,
  type StepHandle,
  type StepHyper,
  type TrainingEngine,
  type TrainPlan,
  type TuneHow,
} from '../engine'
import { checkBatch, joined, partOf } from './check-batch'
import { type KernelFamily, type OpenedDevice, openDevice, USAGE } from './device'
import type { ChooseConv } from './kernels/variants'
import { type Place, pack, unpack } from './layout'
import { readMapped } from './mapping'
import { type NetworkPlan, planNetwork } from './planner'
import { checkLimits, KernelError, Program } from './program'
import { ResultRing } from './readback'
import { packScaler, scaleOf, unpackScaler } from './scaling'
import { SILENCE, type Silence, unlessSilent } from './silence'
import { StepUniform } from './step'
import { planBytes, type Segment, type Tensor } from './tensors'
import { jobsOf, type TuningJob } from './tuning/jobs'
import type { Network } from './tuning/settle'

type Weights = 'live' | 'ema'
/** What is asked: logits, features, or Grad-CAM's maps. */
type Answer = 'head' | 'backbone' | 'cam'

/** Records what turns an upload into the network's input. */
type Encode = (pass: GPUComputePassEncoder) => void

export interface WebGpuOptions {
  /** Overrides the choice by adapter; tests run the GPU kernels on SwiftShader with it. */
  readonly family?: KernelFamily
  /** The variant of each convolution; the family's where it is not given. */
  readonly choose?: ChooseConv
  /** Finds out what `choose` answers from then on. @throws EngineLostError */
  readonly tune?: (jobs: readonly TuningJob[], how: TuneHow, network: Network) => Promise<void>
  /**
   * Hears that the device went away or refused a command, or (`refused`) that it does not take a kernel; never of memory that ran out.
   * @returns whether another engine would compute with other kernels
   */
  readonly failed?: (refused: boolean) => boolean
  /** See `EngineInfo.kernels`. */
  readonly kernels?: string
  /** For how long the device is waited for; for ever where it is software, unless given. */
  readonly silence?: Silence
  /** False where the adapter has f16 and was found to compute wrongly with it. */
  readonly mixes?: boolean
}

interface Loaded {
  readonly spec: ModelSpec
  readonly train: TrainPlan
  readonly plan: NetworkPlan
  readonly program: Program
  readonly ring: ResultRing
  readonly uniform: StepUniform
  /** Takes logits or features back; evaluations run one after another. */
  readonly staging: GPUBuffer
  /** Whether the gradients are those of the loss itself, and not of the scaled one. */
  unscaled: boolean
  /** Whose folded BatchNorm lies on the device: none after an update. */
  folded: 'live' | 'ema' | null
}

/** Opens the GPU of this thread (or the one given) and an engine on it. @throws Error when there is no adapter */
export async function openWebGpuEngine(
  gpu: GPU | undefined = globalThis.navigator?.gpu,
  options: WebGpuOptions = {},
): Promise<WebGpuEngine> {
  return new WebGpuEngine(await openDevice(gpu), options)
}

export class WebGpuEngine implements TrainingEngine {
  readonly info: EngineInfo
  readonly lost: Promise<EngineLostError>
  readonly tune?: NonNullable<TrainingEngine['tune']>
  private readonly device: GPUDevice
  private readonly family: KernelFamily
  private readonly silence: Silence | null
  private readonly pipelines: ConstructorParameters<typeof Program>[2] = new Map()
  private loaded: Loaded | null = null
  private failure: EngineLostError | null = null
  private tell: (error: EngineLostError) => void = () => {}
  private queue: Promise<unknown> = Promise.resolve()
  private closed = false

  constructor(
    opened: OpenedDevice,
    private readonly options: WebGpuOptions = {},
  ) {
    this.device = opened.device
    this.family = options.family ?? opened.family
    this.silence = options.silence ?? (opened.software ? null : SILENCE)
    const { name, software, features } = opened
    const mixes = (options.mixes ?? true) && features.includes('shader-f16')
    this.info = {
      ...{ backend: 'webgpu', device: name, software, features },
      ...(mixes ? { mixes } : {}),
      ...(options.kernels === undefined ? {} : { kernels: options.kernels }),
    }
    const { tune } = options
    if (tune) this.tune = async (spec, plans, how) => tune(jobsOf(spec, plans, this.family), how, { spec, plans })
    this.lost = new Promise((resolve) => {
      this.tell = resolve
    })
    void this.device.lost.then(({ message }) => {
      if (!this.closed)
        this.fail(
          new EngineLostError(`The GPU was lost${message ? ` (${message})` : ''}. Training goes on from the last good parameters.`, 'lost'),
        )
    })
    this.device.addEventListener('uncapturederror', ({ error }) => {
      const reason = error.constructor.name === 'GPUOutOfMemoryError' ? 'out-of-memory' : 'validation'
      const what = reason === 'out-of-memory' ? 'The GPU ran out of memory: use a smaller batch.' : 'The GPU refused a command'
      this.fail(new EngineLostError(`${what} (${error.message})`, reason))
    })
  }

  private fail(error: EngineLostError): void {
    if (this.failure) return
    this.failure = error
    if (error.reason !== 'out-of-memory') this.options.failed?.(false)
    this.loaded?.ring.fail(error)
    this.tell(error)
  }

  /** What the device answers. One that does not is lost. @throws EngineLostError */
  private answered<T>(answer: Promise<T>): Promise<T> {
    return unlessSilent(answer, this.silence, (error) => this.fail(error))
  }

  private use(): Loaded {
    if (this.failure) throw this.failure
    if (!this.loaded) throw new Error('No network is loaded.')
    return this.loaded
  }

  async load(spec: ModelSpec, params: ParamMap, train: TrainPlan, optimizerState?: ParamMap): Promise<void> {
    if (this.failure) throw this.failure
    if (train.precision === 'mixed' && !this.info.mixes) throw new Error('This GPU has no f16 to train in mixed precision with.')
    const plan = planNetwork(spec, train, this.family, this.options.choose)
    const { layout, named } = plan
    checkLimits(this.device, plan, train.batch, train.imageSize)
    const content = new Map<Tensor, Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(plan.tables)
    content.set(named.params, pack(layout.params.values(), layout.paramFloats, params))
    content.set(named.buffers, pack(layout.buffers.values(), layout.bufferFloats, params))
    content.set(named.classWeights, Float32Array.from(train.classWeights ?? new Array<number>(spec.classes).fill(1)))
    this.packState(spec, plan, train, optimizerState, content)

    await this.queue
    this.unload()
    this.device.pushErrorScope('validation')
    this.device.pushErrorScope('out-of-memory')
    const program = new Program(this.device, plan, this.pipelines)
    const results = plan.placed.has(named.results) ? program.buffer(named.results) : program.step
    const ring = new ResultRing(this.device, results)
    const bytes = Math.max(named.logits.bytes, named.features.bytes, named.maps.bytes)
    const staging = this.device.createBuffer({ label: 'answers', size: bytes, usage: USAGE.MAP_READ | USAGE.COPY_DST })
    const full = await this.answered(this.device.popErrorScope())
    const invalid = await this.answered(this.device.popErrorScope())
    if (full || invalid) {
      program.destroy()
      ring.destroy()
      staging.destroy()
      if (this.failure) throw this.failure
      if (invalid && !full) throw new Error(`The WebGPU engine could not set itself up: ${invalid.message}`)
      const half = train.batch > 1 ? train.batch >> 1 : null
      const { batch, imageSize } = train
      const needed = planBytes(plan)
      const needs = `Batch ${batch} at ${imageSize} px needs ${Math.ceil(needed / 1e6)} MB on the GPU, which has not that much free`
      const limits = { batch, imageSize, needed, given: null, suggestedBatch: half }
      throw new EngineLimitError(`${needs}: ${half ? `use batch ${half}` : 'use smaller pictures'}.`, limits)
    }
    // Nothing is no content: a network without BatchNorm has no statistics, and Deno falls over an empty write.
    for (const [tensor, data] of content)
      if (plan.placed.has(tensor) && data.byteLength > 0) this.device.queue.writeBuffer(program.buffer(tensor), 0, data)
    this.loaded = {
      spec,
      train,
      plan,
      program,
      ring,
      uniform: new StepUniform(train, spec, named.scaler !== null),
      staging,
      unscaled: true,
      folded: null,
    }
    await Promise.all(
      (['pixels', 'fold', 'backbone', 'train', 'unscale', 'clip', 'update'] as const).map((segment) => this.prepareTraining(segment)),
    )
    if (this.failure) throw this.failure
  }

  /** What a step replays is compiled by `load`; what only answers, at the first question. */
  private async prepareTraining(segment: Segment): Promise<void> {
    const { program, train, spec } = this.use()
    const headOnly = freezesBackbone(spec, train.frozenBlocks)
    if (segment === 'backbone' && !headOnly) return
    await this.prepare(program, segment)
  }

  /** @throws EngineLostError where a kernel is refused and another engine would take others; KernelError where it would not */
  private async prepare(program: Program, ...what: Parameters<Program['prepare']>): Promise<void> {
    try {
      await this.answered(program.prepare(...what))
    } catch (error) {
      if (!(error instanceof KernelError && this.options.failed?.(true))) throw error
      this.fail(new EngineLostError(`${error.message} It was chosen by time: from now on none is.`, 'validation'))
      throw this.failure
    }
  }

  private packState(
    spec: ModelSpec,
    plan: NetworkPlan,
    train: TrainPlan,
    state: ParamMap | undefined,
    content: Map<Tensor, Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>,
  ): void {
    const { layout, named } = plan
    const floats = layout.paramFloats - layout.trainFrom
    const has = (prefix: string) => state !== undefined && [...state.keys()].some((name) => name.startsWith(prefix))
    for (const [tensor, prefix] of momentNames(train, named)) {
      // A block that was frozen so far has no state yet: it begins at zero, as in torch.
      const known = [...layout.params.values()].filter(({ info }) => state?.has(prefix + info.name))
      if (state && known.length > 0) content.set(tensor, pack(known, floats, state, prefix, layout.trainFrom))
    }
    if (named.scaler) content.set(named.scaler, packScaler(spec.blocks, state))
    if (!named.emaParams || !named.emaBuffers) return
    const averaged = has('ema.')
    content.set(
      named.emaParams,
      averaged
        ? pack(layout.params.values(), layout.paramFloats, state!, 'ema.')
        : (content.get(named.params) as Float32Array<ArrayBuffer>),
    )
    content.set(
      named.emaBuffers,
      averaged
        ? pack(layout.buffers.values(), layout.bufferFloats, state!, 'ema.')
        : (content.get(named.buffers) as Float32Array<ArrayBuffer>),
    )
  }

  step(batch: Batch, hyper: StepHyper): StepHandle {
    const loaded = this.use()
    const { program, ring, uniform, plan, train, spec } = loaded
    checkBatch(batch, loaded)
    assertLabelled(batch, train, spec.classes)
    const headOnly = freezesBackbone(spec, train.frozenBlocks)
    const { serial, slot } = ring.next()
    const { queue } = this.device
    queue.writeBuffer(program.step, 0, uniform.batch(batch.n, batch.counter).hyper(hyper, slot, serial).data)
    const { labels, targets } = plan.named
    if (targets) queue.writeBuffer(program.buffer(targets), 0, batch.targets as Float32Array<ArrayBuffer>)
    else queue.writeBuffer(program.buffer(labels), 0, batch.labels as Int32Array<ArrayBuffer>)
    const encodeInput = this.input(batch, loaded)
    const encoder = this.device.createCommandEncoder()
    const pass = encoder.beginComputePass()
    if (encodeInput && headOnly && loaded.folded !== 'live') {
      program.encode(pass, batch.n, 'fold')
      loaded.folded = 'live'
    }
    encodeInput?.(pass)
    if (encodeInput && headOnly) program.encode(pass, batch.n, 'backbone')
    else if (!headOnly && train.frozenBlocks > 0 && loaded.folded !== 'live') program.encode(pass, batch.n, 'fold')
    program.encode(pass, batch.n, 'train')
    if (hyper.update) {
      if (plan.named.scaler) program.encode(pass, batch.n, 'unscale')
      if (hyper.clipNorm > 0) program.encode(pass, batch.n, 'clip')
      program.encode(pass, batch.n, 'update')
    }
    pass.end()
    queue.submit([encoder.finish()])
    loaded.unscaled = hyper.update
    // A head-only update changes no BatchNorm; a frozen prefix's fold stays true, but evaluation needs the rest anew.
    if (!headOnly) loaded.folded = null
    return { result: this.answered(ring.result(serial)) }
  }

  /** Uploads a batch; @returns what turns it into the network's input, null where features stand in for that */
  private input({ n, input }: Batch, loaded: Loaded): Encode | null {
    const { program, plan } = loaded
    const { queue } = this.device
    switch (input.kind) {
      case 'features':
        queue.writeBuffer(program.buffer(plan.named.features), 0, input.features as Float32Array<ArrayBuffer>)
        return null
      case 'pixels':
        writeBytes(queue, program.buffer(plan.named.pixels), input.pixels)
        return (pass) => program.encode(pass, n, 'pixels')
      default:
        return input satisfies never
    }
  }

  evaluate(batch: Batch, weights: 'live' | 'ema' = 'live'): Promise<Float32Array> {
    return this.answers(batch, weights, 'head')
  }

  async gradCam(batch: Batch, classes: Int32Array): Promise<{ height: number; width: number; maps: Float32Array }> {
    const { spec, plan } = this.use()
    if (batch.input.kind === 'features') throw new Error('Grad-CAM needs pictures, not features.')
    if (classes.length !== batch.n || !classes.every((c) => c >= 0 && c < spec.classes)) {
      throw new Error(`Grad-CAM of ${batch.n} pictures needs as many classes, each from 0 to ${spec.classes - 1}.`)
    }
    const maps = await this.answers(batch, 'live', 'cam', classes)
    const [height, width] = plan.named.mapSize
    return { height, width, maps }
  }

  features(batch: Batch): Promise<Float32Array> {
    return this.answers(batch, 'live', 'backbone')
  }

  /** As many at a time as the plan has room for. */
  private async answers(batch: Batch, weights: Weights, last: Answer, classes?: Int32Array): Promise<Float32Array> {
    const { plan } = this.use()
    if (batch.n <= plan.answered) return this.answer(batch, weights, last, classes)
    checkBatch(batch, this.use())
    const parts: Float32Array[] = []
    for (let from = 0; from < batch.n; from += plan.answered) {
      const part = partOf(batch, from, Math.min(from + plan.answered, batch.n))
      parts.push(await this.answer(part, weights, last, classes?.slice(from, from + part.n)))
    }
    return joined(parts)
  }

  private answer(batch: Batch, weights: Weights, last: Answer, classes?: Int32Array): Promise<Float32Array> {
    return this.exclusive(async () => {
      const loaded = this.use()
      const { program, plan, spec, uniform, staging } = loaded
      const { named } = plan
      const [mapH, mapW] = named.mapSize
      checkBatch(batch, loaded)
      if (weights === 'ema' && !named.emaParams) throw new Error('This run keeps no moving average of its parameters.')
      const swap =
        weights === 'ema'
          ? {
              name: ' ema',
              tensors: new Map([
                [named.params, named.emaParams!],
                [named.buffers, named.emaBuffers!],
              ]),
            }
          : undefined
      for (const segment of ['fold', 'backbone', 'head', 'cam'] as const) await this.prepare(program, segment, swap)
      // A step may have been enqueued while the kernels compiled; from here to the submit nothing else can come between.
      this.device.queue.writeBuffer(program.step, 0, uniform.batch(batch.n, batch.counter).data)
      const encodeInput = this.input(batch, loaded)
      if (classes) this.device.queue.writeBuffer(program.buffer(named.labels), 0, classes as Int32Array<ArrayBuffer>)
      const encoder = this.device.createCommandEncoder()
      const pass = encoder.beginComputePass()
      const name = swap?.name
      if (loaded.folded !== weights) program.encode(pass, batch.n, 'fold', name)
      loaded.folded = weights
      encodeInput?.(pass)
      if (encodeInput) program.encode(pass, batch.n, 'backbone', name)
      if (last !== 'backbone') program.encode(pass, batch.n, 'head', name)
      if (last === 'cam') program.encode(pass, batch.n, 'cam', name)
      pass.end()
      const answers = {
        head: [named.logits, spec.classes],
        backbone: [named.features, spec.featureWidth],
        cam: [named.maps, mapH * mapW],
      } as const
      const [answer, each] = answers[last]
      const floats = batch.n * each
      encoder.copyBufferToBuffer(program.buffer(answer), 0, staging, 0, floats * 4)
      this.device.queue.submit([encoder.finish()])
      return this.read(staging, floats)
    })
  }

  private async read(staging: GPUBuffer, floats: number): Promise<Float32Array> {
    const values = await this.answered(readMapped(this.device, staging, floats * 4)).catch((cause: unknown) => {
      throw this.failure ?? new EngineLostError(`The GPU gave no answer back: ${String(cause)}`, 'lost')
    })
    if (this.failure) throw this.failure
    return values
  }

  /** Runs one reader at a time. */
  private exclusive<T>(work: () => Promise<T>): Promise<T> {
    const run = this.queue.then(work)
    this.queue = run.catch(() => undefined)
    return run
  }

  /** A tensor's floats, from `first` on. */
  private readTensor(tensor: Tensor, first = 0): Promise<Float32Array> {
    return this.exclusive(async () => {
      const { program } = this.use()
      const bytes = tensor.bytes - first * 4
      const staging = this.device.createBuffer({
        label: `copy of ${tensor.label}`,
        size: bytes,
        usage: USAGE.MAP_READ | USAGE.COPY_DST,
      })
      const encoder = this.device.createCommandEncoder()
      encoder.copyBufferToBuffer(program.buffer(tensor), first * 4, staging, 0, bytes)
      this.device.queue.submit([encoder.finish()])
      try {
        return await this.read(staging, bytes / 4)
      } finally {
        staging.destroy()
      }
    })
  }

  private async named(tensor: Tensor, places: Iterable<Place>, prefix = '', base = 0): Promise<[string, Param][]> {
    return unpack(places, await this.readTensor(tensor), prefix, base)
  }

  async gradients(): Promise<ParamMap> {
    const { layout, named } = this.use().plan
    if (layout.trainFrom === layout.paramFloats) return new Map()
    const gradients = new Map(await this.named(named.grads, layout.params.values(), '', layout.trainFrom))
    if (!named.scaler || this.use().unscaled) return gradients
    const scale = scaleOf(await this.readTensor(named.scaler))
    for (const { data } of gradients.values()) for (let i = 0; i < data.length; i++) data[i]! /= scale
    return gradients
  }

  async params(weights: 'live' | 'ema' = 'live', which: 'all' | 'learning' = 'all'): Promise<ParamMap> {
    const { spec, plan, train } = this.use()
    const { layout, named } = plan
    const [params, buffers] = weights === 'live' ? [named.params, named.buffers] : [named.emaParams, named.emaBuffers]
    if (!params || !buffers) throw new Error('This run keeps no moving average of its parameters.')
    const wanted = namesFrom(spec, which === 'all' ? 0 : train.frozenBlocks)
    // Frozen parameters come first in the arena: most of a network need not cross the bus.
    const first = which === 'all' ? 0 : layout.trainFrom
    const learnt = first < layout.paramFloats ? unpack(layout.params.values(), await this.readTensor(params, first), '', first) : []
    const statistics = await this.named(buffers, layout.buffers.values())
    return inModelOrder(spec, new Map([...learnt, ...statistics].filter(([name]) => wanted.has(name))))
  }

  async optimizerState(): Promise<ParamMap> {
    const { spec, plan, train } = this.use()
    const { layout, named } = plan
    const state: [string, Param][] = []
    for (const [tensor, prefix] of momentNames(train, named)) {
      if (plan.placed.has(tensor)) state.push(...(await this.named(tensor, layout.params.values(), prefix, layout.trainFrom)))
    }
    if (named.scaler) state.push(...unpackScaler(spec.blocks, await this.readTensor(named.scaler)))
    if (named.emaParams) state.push(...(await this.named(named.emaParams, layout.params.values(), 'ema.')))
    if (named.emaBuffers) state.push(...(await this.named(named.emaBuffers, layout.buffers.values(), 'ema.')))
    return new Map(state)
  }

  bytes(): number {
    if (!this.loaded) return 0
    const { plan, ring, staging, program } = this.loaded
    return planBytes(plan) + ring.bytes + staging.size + program.step.size
  }

  private unload(): void {
    this.loaded?.ring.destroy()
    this.loaded?.program.destroy()
    this.loaded?.staging.destroy()
    this.loaded = null
  }

  async dispose(): Promise<void> {
    await this.queue
    this.closed = true
    this.unload()
    this.device.destroy()
  }
}

function momentNames(train: TrainPlan, named: NetworkPlan['named']): [Tensor, string][] {
  if (train.optimizer === 'sgd') return [[named.first, 'momentum_buffer.']]
  return [
    [named.first, 'exp_avg.'],
    [named.second!, 'exp_avg_sq.'],
  ]
}

/** Names in the order of the network's layers. */
function inModelOrder(spec: ModelSpec, found: ParamMap): ParamMap {
  const ids = new Map(spec.layers.map((layer, i) => [layer.id, i]))
  const rank = (name: string) => ids.get(name.slice(0, name.lastIndexOf('.'))) ?? 0
  return new Map([...found].sort(([a], [b]) => rank(a) - rank(b)))
}

/** WebGPU writes whole words only: the last bytes go in a word of their own. */
function writeBytes(queue: GPUQueue, buffer: GPUBuffer, bytes: Uint8Array): void {
  const whole = bytes.byteLength & ~3
  queue.writeBuffer(buffer, 0, bytes as Uint8Array<ArrayBuffer>, 0, whole)
  if (whole === bytes.byteLength) return
  const rest = new Uint8Array(4)
  rest.set(bytes.subarray(whole))
  queue.writeBuffer(buffer, whole, rest)
}
