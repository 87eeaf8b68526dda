/** The training engine on WebAssembly: one memory a network, a plan made once, and threads that share its work. */
import { drawFactors } from '../../model/dropout'
import { seenOf } from '../../model/seen'
import { freezesBackbone, type ModelSpec, type ParamMap, paramInfos } from '../../model/spec'
import {
  assertLabelled,
  type Batch,
  type EngineInfo,
  EngineLostError,
  type StepHandle,
  type StepHyper,
  type StepResult,
  type TrainingEngine,
  type TrainPlan,
} from '../engine'
import { classActivation } from './cam'
import { AVERAGE, CONTROL_BYTES, FIRST, GROUP_SCALARS, PICTURES, SCALARS } from './control'
import { type Helper, type StartHelper, startHelpers } from './helpers'
import { groupScalars } from './hyper'
import { FLOAT } from './kinds/kind'
import { crossEntropy, oneHot } from './loss'
import { type Place, read, write } from './plan/layout'
import type { Segment, Tensor } from './plan/memory'
import { type NetworkPlan, planNetwork } from './plan/network'
import { allocate, checkPlan } from './room'
import { Hand, type Patience, type Work } from './threads'

export interface EngineParts {
  readonly info: EngineInfo
  readonly module: WebAssembly.Module
  /** Threads in all, the engine's own among them. */
  readonly threads: number
  readonly shared: boolean
  readonly start: StartHelper
  readonly patience: Patience
}

interface Loaded {
  readonly spec: ModelSpec
  readonly train: TrainPlan
  readonly plan: NetworkPlan
  readonly memory: WebAssembly.Memory
  readonly hand: Hand
  readonly helpers: readonly Helper[]
  /** Whether scale and shift of BatchNorms, and turned weights, are of the parameters as they are. */
  folded: boolean
  turned: boolean
}

export class WasmEngine implements TrainingEngine {
  readonly lost: Promise<EngineLostError>
  info: EngineInfo
  private loaded: Loaded | null = null
  private failure: EngineLostError | null = null
  private lose!: (error: EngineLostError) => void
  private tail: Promise<void> = Promise.resolve()

  constructor(private readonly parts: EngineParts) {
    this.info = parts.info
    this.lost = new Promise((resolve) => {
      this.lose = resolve
    })
  }

  load(spec: ModelSpec, params: ParamMap, train: TrainPlan, optimizerState?: ParamMap): Promise<void> {
    return this.enqueue(async () => {
      for (const { name, shape } of paramInfos(spec)) {
        const given = params.get(name)
        if (!given) throw new Error(`The weights lack "${name}".`)
        if (given.shape.join() !== shape.join()) {
          throw new Error(`"${name}" has shape [${given.shape.join(', ')}] where the network needs [${shape.join(', ')}].`)
        }
      }
      const { threads, shared, module } = this.parts
      const plan = planNetwork(spec, train, threads)
      // Before anything is given up: a plan that is refused leaves the network held so far.
      checkPlan(spec, train, threads, plan)
      const memory = allocate(spec, train, threads, plan, shared, () => this.release())
      this.release()
      const { buffer } = memory
      for (const [{ initial }, address] of plan.addresses) {
        if (initial instanceof Float32Array) new Float32Array(buffer, address, initial.length).set(initial)
        else if (initial) new Int32Array(buffer, address, initial.length).set(initial)
      }
      const work = (thread: number): Work => ({ module, memory, ops: plan.ops, scratch: CONTROL_BYTES + thread * plan.scratchBytes })
      const hand = new Hand(work(0))
      hand.rest()
      const others = Array.from({ length: threads - 1 }, (_, i) => work(i + 1))
      const helpers = await this.helpers(others)
      this.loaded = { spec, train, plan, memory, hand, helpers, folded: false, turned: false }
      this.fill(this.loaded, params, optimizerState)
      this.run(this.loaded, 'points')
    })
  }

  step(batch: Batch, hyper: StepHyper): StepHandle {
    return { result: this.enqueue(() => this.runStep(this.need(), batch, hyper)) }
  }

  evaluate(batch: Batch, weights: 'live' | 'ema' = 'live'): Promise<Float32Array> {
    return this.enqueue(() => {
      const state = this.need(weights)
      const ema = weights === 'ema'
      if (this.input(state, batch)) this.run(state, ema ? 'backbone-ema' : 'backbone')
      this.run(state, ema ? 'head-ema' : 'head')
      return this.floats(state, state.plan.named.logits).slice(0, batch.n * state.spec.classes)
    })
  }

  features(batch: Batch): Promise<Float32Array> {
    return this.enqueue(() => {
      const state = this.need()
      if (this.input(state, batch)) this.run(state, 'backbone')
      return this.floats(state, state.plan.named.features).slice(0, batch.n * state.spec.featureWidth)
    })
  }

  gradCam(batch: Batch, classes: Int32Array): Promise<{ height: number; width: number; maps: Float32Array }> {
    return this.enqueue(() => {
      const state = this.need()
      if (!this.input(state, batch)) throw new Error('Grad-CAM looks at pictures, not at features.')
      this.run(state, 'backbone')
      const { named, seen, layout } = state.plan
      const { attention, height, width } = seenOf(state.spec, state.train.imageSize)
      if (attention) return { height, width, maps: this.floats(state, seen).slice(0, classes.length * height * width) }
      const param = (name: string) => {
        const { offset, floats } = layout.params.get(name)!
        return this.floats(state, named.live.params).subarray(offset, offset + floats)
      }
      return classActivation(state.spec, state.train.imageSize, classes, {
        activation: this.floats(state, seen),
        features: this.floats(state, named.features),
        param,
      })
    })
  }

  gradients(): Promise<ParamMap> {
    return this.enqueue(() => {
      const { plan } = this.need()
      const { layout, named } = plan
      return new Map(read(this.floats(this.need(), named.grads), layout.params.values(), '', layout.trainFrom))
    })
  }

  params(weights: 'live' | 'ema' = 'live', which: 'all' | 'learning' = 'all'): Promise<ParamMap> {
    return this.enqueue(() => {
      const state = this.need(weights)
      const { layout, named } = state.plan
      const arenas = named[weights]!
      const learns = ({ offset, info }: Place) =>
        which === 'all' || offset >= (info.role === 'buffer' ? layout.bufferFrom : layout.trainFrom)
      const held = new Map([
        ...read(this.floats(state, arenas.params), [...layout.params.values()].filter(learns)),
        ...read(this.floats(state, arenas.buffers), [...layout.buffers.values()].filter(learns)),
      ])
      // In the network's own order.
      return new Map(paramInfos(state.spec).flatMap(({ name }) => (held.has(name) ? [[name, held.get(name)!] as const] : [])))
    })
  }

  optimizerState(): Promise<ParamMap> {
    return this.enqueue(() => {
      const state = this.need()
      const { layout, named } = state.plan
      const prefix = state.train.optimizer === 'sgd' ? 'momentum_buffer.' : 'exp_avg.'
      const trained = (tensor: Tensor, name: string) => read(this.floats(state, tensor), layout.params.values(), name, layout.trainFrom)
      return new Map([
        ...trained(named.first, prefix),
        ...(named.second ? trained(named.second, 'exp_avg_sq.') : []),
        ...(named.ema ? read(this.floats(state, named.ema.params), layout.params.values(), 'ema.') : []),
        ...(named.ema ? read(this.floats(state, named.ema.buffers), layout.buffers.values(), 'ema.') : []),
      ])
    })
  }

  bytes(): number {
    return this.loaded?.memory.buffer.byteLength ?? 0
  }

  async dispose(): Promise<void> {
    await this.tail
    this.release()
  }

  /** The other threads; none from the first time on that one of them does not start: the engine's own then does all of the work, with the same results. */
  private async helpers(works: readonly Work[]): Promise<readonly Helper[]> {
    if (this.info.alone) return []
    try {
      return await startHelpers(works, this.parts.start, this.parts.patience)
    } catch (error) {
      if (!(error instanceof EngineLostError)) throw error
      this.info = { ...this.info, device: 'wasm, 1 thread', alone: true }
      return []
    }
  }

  /** Runs calls one after another; what stopped the code, or a thread that is gone, fails this call and all later ones. */
  private enqueue<R>(run: () => R | Promise<R>): Promise<R> {
    const result = this.tail.then(async () => {
      if (this.failure) throw this.failure
      try {
        return await run()
      } catch (error) {
        if (error instanceof EngineLostError) this.failure = error
        else if (error instanceof WebAssembly.RuntimeError)
          this.failure = new EngineLostError(`WebAssembly stopped: ${error.message}`, 'lost')
        else throw error
        this.lose(this.failure)
        throw this.failure
      }
    })
    // The caller gets the error from `result`; the queue only needs to know that the call is over.
    this.tail = result.then(
      () => undefined,
      () => undefined,
    )
    return result
  }

  private need(weights: 'live' | 'ema' = 'live'): Loaded {
    if (!this.loaded) throw new Error('No network is loaded.')
    if (weights === 'ema' && !this.loaded.train.ema) throw new Error('No moving average is kept in this plan.')
    return this.loaded
  }

  private floats({ memory, plan }: Loaded, tensor: Tensor): Float32Array {
    return new Float32Array(memory.buffer, plan.addresses.get(tensor)!, tensor.bytes / FLOAT)
  }

  private fill(state: Loaded, params: ParamMap, optimizerState: ParamMap | undefined): void {
    const { layout, named } = state.plan
    const [places, buffers] = [[...layout.params.values()], [...layout.buffers.values()]]
    write(this.floats(state, named.live.params), places, params)
    write(this.floats(state, named.live.buffers), buffers, params)
    if (named.ema) {
      const averages = new Map([...params].map(([name, param]) => [name, optimizerState?.get(`ema.${name}`) ?? param]))
      write(this.floats(state, named.ema.params), places, averages)
      write(this.floats(state, named.ema.buffers), buffers, averages)
    }
    if (!optimizerState) return
    const moments = (tensor: Tensor, prefix: string) =>
      write(this.floats(state, tensor), places, optimizerState, prefix, layout.trainFrom, true)
    moments(named.first, named.second ? 'exp_avg.' : 'momentum_buffer.')
    if (named.second) moments(named.second, 'exp_avg_sq.')
  }

  private run(state: Loaded, segment: Segment): void {
    if (!state.folded && segment !== 'pixels' && segment !== 'points' && segment !== 'fold') {
      state.folded = true
      this.run(state, 'fold')
    }
    const [from, to] = state.plan.segments[segment] ?? [0, 0]
    for (let op = from; op < to; op++) state.hand.lead(op, state.helpers.length > 0, this.parts.patience)
  }

  /** Puts a batch into the memory; true where it is pictures, false where features are there already. */
  private input(state: Loaded, { n, input }: Batch): boolean {
    const { spec, train, plan, memory, hand } = state
    if (n < 1 || n > train.batch) throw new Error(`A batch holds 1 to ${train.batch} pictures; this one has ${n}.`)
    hand.i32[PICTURES] = n
    if (input.kind === 'pixels') {
      const expected = n * train.imageSize ** 2 * 3
      if (input.pixels.length < expected) throw new Error(`The batch has ${input.pixels.length} bytes where ${expected} are needed.`)
      new Uint8Array(memory.buffer, plan.addresses.get(plan.named.bytes)!).set(input.pixels.subarray(0, expected))
      this.run(state, 'pixels')
      return true
    }
    const expected = n * spec.featureWidth
    if (input.features.length < expected) throw new Error(`The batch has ${input.features.length} features where ${expected} are needed.`)
    this.floats(state, plan.named.features).set(input.features.subarray(0, expected))
    return false
  }

  private runStep(state: Loaded, batch: Batch, hyper: StepHyper): StepResult {
    const { spec, train, plan, hand } = state
    assertLabelled(batch, train, spec.classes)
    const { named } = plan
    const headOnly = freezesBackbone(spec, train.frozenBlocks)
    if (batch.input.kind === 'features' && !headOnly) throw new Error('A batch of features trains the head only; freeze every other block.')
    if (this.input(state, batch) && headOnly) this.run(state, 'backbone')
    hand.i32[FIRST] = hyper.firstMicroBatch ? 1 : 0
    const draw = { seed: train.seed, counter: batch.counter }
    for (const { layer, factors, size } of named.dropout.values())
      drawFactors(layer, draw, size, this.floats(state, factors).subarray(0, batch.n * size))
    this.run(state, 'forward')
    const targets = batch.targets ?? oneHot(batch.labels, spec.classes)
    const logits = this.floats(state, named.trained)
    const result = crossEntropy(logits, targets, spec.classes, train, this.floats(state, named.dlogits), {
      scale: hyper.gradientScale,
      soft: train.softLabels,
    })
    if (train.frozenBlocks >= spec.blocks.length) return result
    if (!state.turned) {
      state.turned = true
      this.run(state, 'turn')
    }
    this.run(state, 'backward')
    if (hyper.update) this.update(state, hyper)
    // The running statistics moved even where no update followed.
    state.folded = false
    return result
  }

  private update(state: Loaded, hyper: StepHyper): void {
    const { plan, spec, train, memory } = state
    let scale = 1
    if (hyper.clipNorm > 0) {
      // torch.nn.utils.clip_grad_norm_: the 1e-6 is its own.
      this.run(state, 'norm')
      const squares = new Float64Array(memory.buffer, plan.addresses.get(plan.named.squares)!, plan.named.pieces)
      const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0))
      scale = Math.min(1, hyper.clipNorm / (norm + 1e-6))
    }
    const f64 = new Float64Array(memory.buffer)
    spec.blocks.forEach((block, index) => {
      for (const [other, weights] of [true, false].entries()) {
        f64.set(groupScalars(train.optimizer, hyper, block, weights, scale), SCALARS + (2 * index + other) * GROUP_SCALARS)
      }
    })
    f64[AVERAGE] = hyper.emaDecay
    this.run(state, 'update')
    state.turned = false
  }

  private release(): void {
    if (!this.loaded) return
    const { hand, helpers } = this.loaded
    hand.dismiss()
    for (const helper of helpers) helper.end()
    this.loaded = null
  }
}
