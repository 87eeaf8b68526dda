/** The training engine over an op set: state of parameters, optimizer and moving average, and one queue that keeps calls in order. */
import { type Draw, drawFactors } from '../../model/dropout'
import { sizeOf } from '../../model/layer'
import { type Seen, seenOf } from '../../model/seen'
import { blocksFrom, type ModelSpec, namesFrom, type ParamInfo, type ParamMap, paramInfos } from '../../model/spec'
import type { DropoutLayer } from '../../operations/dropout/facts'
import { opsForm } from '../../operations/tfjs'
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
import { paddedNetwork, resized } from '../padding'
import { Evaluator } from './evaluate'
import type { Shaped } from './form'
import { innerShape, inward, outward } from './layout'
import { crossEntropy, softCrossEntropy } from './loss'
import type { Ops } from './ops'
import { Pass } from './training'

/** Channels that BatchNorm's kernels take at once. */
const QUAD = 4

interface Loaded<T extends Shaped> {
  /** With channels in fours. */
  readonly spec: ModelSpec
  readonly plan: TrainPlan
  readonly infos: readonly ParamInfo[]
  /** Of each parameter as it lies on the device: more channels than it has where they are filled up. */
  readonly stored: ReadonlyMap<string, readonly number[]>
  /** Infos of the parameters that train. */
  readonly trained: readonly ParamInfo[]
  /** Index of the first layer that trains, of the one whose output the head reads, and of the one whose output is looked at (`seenOf`). */
  readonly firstTrained: number
  readonly pool: number
  readonly cam: number
  readonly seen: Seen
  readonly live: Map<string, T>
  readonly ema: Map<string, T>
  readonly first: Map<string, T>
  readonly second: Map<string, T>
  readonly grads: Map<string, T>
  readonly evaluators: { readonly live: Evaluator<T>; readonly ema: Evaluator<T> }
}

export interface EngineHooks {
  /** Throws EngineLimitError when the device cannot hold the plan. */
  check(spec: ModelSpec, plan: TrainPlan): void
  /** Called once everything is freed: after `dispose` and before a new `load`. */
  released(): void
  /** Called once, when the engine fails for good. */
  failed(error: EngineLostError): void
  /** Fires when the device is lost on its own. */
  readonly lost: Promise<EngineLostError>
}

export class OpsEngine<T extends Shaped> implements TrainingEngine {
  readonly lost: Promise<EngineLostError>
  private loaded: Loaded<T> | null = null
  private failure: EngineLostError | null = null
  private fail!: (error: EngineLostError) => void
  private tail: Promise<void> = Promise.resolve()

  constructor(
    readonly info: EngineInfo,
    private readonly ops: Ops<T>,
    private readonly hooks: EngineHooks,
  ) {
    this.lost = new Promise((resolve) => {
      this.fail = (error) => {
        if (this.failure) return
        this.failure = error
        hooks.failed(error)
        resolve(error)
      }
    })
    void hooks.lost.then((error) => this.fail(error))
  }

  load(given: ModelSpec, params: ParamMap, plan: TrainPlan, optimizerState?: ParamMap): Promise<void> {
    return this.enqueue(() => {
      const spec = paddedNetwork(given, QUAD)
      const infos = paramInfos(given)
      for (const { name, shape } of infos) {
        const param = params.get(name)
        if (!param) throw new Error(`The weights lack "${name}".`)
        if (param.shape.join() !== shape.join()) {
          throw new Error(`"${name}" has shape [${param.shape.join(', ')}] where the network needs [${shape.join(', ')}].`)
        }
      }
      // Before anything is given up: a plan that is refused leaves the network held so far.
      this.hooks.check(spec, plan)
      this.release()
      const blocks = blocksFrom(spec, plan.frozenBlocks)
      const trained = infos.filter((info) => info.role !== 'buffer' && blocks.has(info.block))
      const first = spec.layers.findIndex((layer) => blocks.has(layer.block))
      const seen = seenOf(spec, plan.imageSize)
      const live = new Map<string, T>()
      const ema = new Map<string, T>()
      this.loaded = {
        spec,
        plan,
        infos,
        stored: new Map(paramInfos(spec).map(({ name, shape }) => [name, shape])),
        trained,
        firstTrained: first < 0 ? spec.layers.length : first,
        pool: spec.layers.findIndex(({ id }) => id === spec.features),
        cam: spec.layers.findIndex(({ id }) => id === seen.id),
        seen,
        live,
        ema,
        first: new Map(),
        second: new Map(),
        grads: new Map(),
        evaluators: { live: new Evaluator(spec, this.ops, live), ema: new Evaluator(spec, this.ops, ema) },
      }
      for (const info of infos) {
        live.set(info.name, this.put(info, params.get(info.name)!.data))
        const average = optimizerState?.get(`ema.${info.name}`) ?? params.get(info.name)!
        if (plan.ema) ema.set(info.name, this.put(info, average.data))
      }
      const adam = plan.optimizer !== 'sgd'
      for (const info of trained) {
        const state = (prefix: string) => optimizerState?.get(`${prefix}.${info.name}`)?.data ?? null
        this.loaded.first.set(info.name, this.put(info, state(adam ? 'exp_avg' : 'momentum_buffer')))
        if (adam) this.loaded.second.set(info.name, this.put(info, state('exp_avg_sq')))
      }
    })
  }

  step(batch: Batch, hyper: StepHyper): StepHandle {
    return { result: this.enqueue(() => this.runStep(this.need(), batch, hyper)) }
  }

  evaluate(batch: Batch, weights: 'live' | 'ema' = 'live'): Promise<Float32Array> {
    return this.enqueue(async () => {
      const state = this.need()
      return this.take(await this.evaluateTo(state, batch, this.evaluatorOf(state, weights), state.spec.layers.length))
    })
  }

  through(batch: Batch, places: ReadonlySet<string>, at: (id: string, values: Float32Array) => void): Promise<Float32Array> {
    return this.enqueue(async () => {
      const state = this.need()
      const change = async (id: string, value: T) => {
        const values = await this.take(value)
        at(id, values)
        return this.ops.upload(values, value.shape)
      }
      const { value, id } = this.input(state, batch, Infinity)
      if (id !== 'input') throw new Error('What lies between layers is told of pictures, not of their features.')
      return this.take(await state.evaluators.live.changing(value, places, change))
    })
  }

  features(batch: Batch): Promise<Float32Array> {
    return this.enqueue(async () => {
      const state = this.need()
      return this.take(await this.evaluateTo(state, batch, state.evaluators.live, state.pool + 1))
    })
  }

  gradCam(batch: Batch, classes: Int32Array): Promise<{ height: number; width: number; maps: Float32Array }> {
    return this.enqueue(async () => {
      const state = this.need()
      const { spec, pool, cam, live, seen } = state
      const activations = await this.evaluateTo(state, batch, state.evaluators.live, cam + 1)
      const [n, height, width, channels] = activations.shape as [number, number, number, number]
      if (seen.attention) {
        const { looks } = opsForm(seen.attention)
        if (!looks) throw new Error(`This engine cannot tell where ${seen.attention.id} looks.`)
        const { shape } = activations
        return { height: seen.height, width: seen.width, maps: looks(seen.attention, { data: await this.take(activations), shape }) }
      }
      const head = new Pass(spec, this.ops, live, pool + 1)
      const pooled = state.evaluators.live.run(this.ops.retain(activations), spec.cam, cam + 1, pool + 1)
      this.ops.free(head.forward(pooled, spec.features, () => null))
      const chosen = new Float32Array(n * spec.classes)
      for (let i = 0; i < n; i++) chosen[i * spec.classes + classes[i]!] = 1
      const { grads, input } = head.backward(this.ops.upload(chosen, [n, spec.classes]), true)
      for (const grad of grads.values()) this.ops.free(grad)
      const slopes = await this.take(input!)
      const values = await this.take(activations)
      const maps = new Float32Array(n * height * width)
      for (let at = 0; at < maps.length; at++) {
        const slope = Math.floor(at / (height * width)) * channels
        let sum = 0
        for (let c = 0; c < channels; c++) sum += slopes[slope + c]! * values[at * channels + c]!
        // The pooling's own 1 / (h w), once.
        maps[at] = Math.max(0, sum / (height * width))
      }
      return { height, width, maps }
    })
  }

  gradients(): Promise<ParamMap> {
    return this.enqueue(() => this.export(this.need().grads))
  }

  params(weights: 'live' | 'ema' = 'live', which: 'all' | 'learning' = 'all'): Promise<ParamMap> {
    return this.enqueue(() => {
      const state = this.need()
      this.evaluatorOf(state, weights)
      if (which === 'all') return this.export(state[weights])
      const learning = namesFrom(state.spec, state.plan.frozenBlocks)
      return this.export(new Map([...state[weights]].filter(([name]) => learning.has(name))))
    })
  }

  optimizerState(): Promise<ParamMap> {
    return this.enqueue(async () => {
      const { first, second, ema, plan } = this.need()
      const prefix = plan.optimizer === 'sgd' ? 'momentum_buffer.' : 'exp_avg.'
      return new Map([
        ...(await this.export(first, prefix)),
        ...(await this.export(second, 'exp_avg_sq.')),
        ...(await this.export(ema, 'ema.')),
      ])
    })
  }

  bytes(): number {
    return this.ops.bytes()
  }

  async dispose(): Promise<void> {
    await this.tail
    this.release()
  }

  /** Runs calls one after another; a lost device fails this call and all later ones. */
  private enqueue<R>(run: () => R | Promise<R>): Promise<R> {
    const result = this.tail.then(async () => {
      if (this.failure) throw this.failure
      try {
        return await run()
      } catch (error) {
        if (error instanceof EngineLostError) this.fail(error)
        throw error
      }
    })
    // The caller gets the error from `result`; the queue only needs to know that the call is over.
    this.tail = result.then(
      () => undefined,
      () => undefined,
    )
    return result
  }

  private need(): Loaded<T> {
    if (!this.loaded) throw new Error('No network is loaded.')
    return this.loaded
  }

  private evaluatorOf(state: Loaded<T>, weights: 'live' | 'ema'): Evaluator<T> {
    if (weights === 'ema' && !state.plan.ema) throw new Error('No moving average is kept in this plan.')
    return state.evaluators[weights]
  }

  private async runStep(state: Loaded<T>, batch: Batch, hyper: StepHyper): Promise<StepResult> {
    const { ops } = this
    const { spec, plan, live, grads, firstTrained } = state
    assertLabelled(batch, plan, spec.classes)
    if (hyper.firstMicroBatch) {
      for (const grad of grads.values()) ops.free(grad)
      grads.clear()
    }
    const { value, id, next } = this.input(state, batch, firstTrained)
    const input = state.evaluators.live.run(value, id, next, firstTrained)
    const inputId = firstTrained > next ? spec.layers[firstTrained - 1]!.id : id
    const pass = new Pass(spec, ops, live, firstTrained)
    const logits = await this.take(
      pass.forward(input, inputId, (layer, shape) => this.dropoutMask(layer, shape, { seed: plan.seed, counter: batch.counter })),
    )
    const { loss, correct, gradient } = batch.targets
      ? softCrossEntropy(logits, batch.targets, spec.classes, plan)
      : crossEntropy(logits, batch.labels, spec.classes, plan)
    if (firstTrained === spec.layers.length) {
      pass.discard()
      return { loss, correct }
    }
    const scaled = hyper.gradientScale === 1 ? gradient : gradient.map((v) => v * hyper.gradientScale)
    for (const [name, grad] of pass.backward(ops.upload(scaled, [batch.n, spec.classes])).grads) {
      const held = grads.get(name)
      if (held) {
        ops.accumulate(held, grad, 1)
        ops.free(grad)
      } else grads.set(name, grad)
    }
    if (hyper.update) await this.update(state, hyper)
    // The running statistics moved even where no update followed.
    state.evaluators.live.forget(firstTrained)
    return { loss, correct }
  }

  private async update(state: Loaded<T>, hyper: StepHyper): Promise<void> {
    const { plan, live, ema, first, second, grads, trained } = state
    let scale = 1
    if (hyper.clipNorm > 0) {
      // torch.nn.utils.clip_grad_norm_: the 1e-6 is its own.
      const norm = Math.sqrt(await this.ops.sumSquares(trained.map(({ name }) => grads.get(name)!)))
      scale = Math.min(1, hyper.clipNorm / (norm + 1e-6))
    }
    for (const { name, block, role } of trained) {
      const step = hyper.blockSteps?.[block] ?? hyper.step
      this.ops.update(live.get(name)!, grads.get(name)!, first.get(name)!, second.get(name) ?? null, {
        kind: plan.optimizer,
        learningRate: hyper.blockLearningRates?.[block] ?? hyper.learningRate,
        weightDecay: role === 'weight' || hyper.decayNormAndBias ? hyper.weightDecay : 0,
        momentum: hyper.momentum,
        nesterov: hyper.nesterov,
        beta1: hyper.beta1,
        beta2: hyper.beta2,
        eps: hyper.eps,
        correction1: 1 - hyper.beta1 ** step,
        correction2: 1 - hyper.beta2 ** step,
        gradientScale: scale,
      })
    }
    if (!plan.ema) return
    const blocks = blocksFrom(state.spec, plan.frozenBlocks)
    for (const { name, block } of state.infos) {
      if (blocks.has(block)) this.ops.average(ema.get(name)!, live.get(name)!, hyper.emaDecay)
    }
    state.evaluators.ema.forget(state.firstTrained)
  }

  /** The batch on the device: its value, the id of the layer it stands for, and the index of the first layer that reads it. */
  private input(state: Loaded<T>, { n, input }: Batch, firstTrained: number): { value: T; id: string; next: number } {
    const { spec, plan, pool } = state
    if (n < 1 || n > plan.batch) throw new Error(`A batch holds 1 to ${plan.batch} pictures; this one has ${n}.`)
    if (input.kind === 'pixels') {
      const expected = n * plan.imageSize ** 2 * 3
      if (input.pixels.length < expected) throw new Error(`The batch has ${input.pixels.length} bytes where ${expected} are needed.`)
      return { value: this.ops.pixels(input.pixels, n, plan.imageSize), id: 'input', next: 0 }
    }
    if (firstTrained <= pool) throw new Error('A batch of features trains the head only; freeze every other block.')
    const expected = n * spec.featureWidth
    if (input.features.length < expected) throw new Error(`The batch has ${input.features.length} features where ${expected} are needed.`)
    return {
      value: this.ops.upload(input.features.subarray(0, expected), [n, spec.featureWidth]),
      id: spec.layers[pool]!.id,
      next: pool + 1,
    }
  }

  private async evaluateTo(state: Loaded<T>, batch: Batch, evaluator: Evaluator<T>, to: number): Promise<T> {
    const { value, id, next } = this.input(state, batch, Infinity)
    return evaluator.run(value, id, next, to)
  }

  private dropoutMask(layer: DropoutLayer, shape: readonly number[], draw: Draw): T | null {
    if (layer.p === 0) return null
    const mask = new Float32Array(sizeOf(shape))
    drawFactors(layer, draw, mask.length / shape[0]!, mask)
    return this.ops.upload(mask, [mask.length])
  }

  /** A parameter on the device, zeros for null. */
  private put({ name, shape }: ParamInfo, data: Float32Array | null): T {
    const stored = this.need().stored.get(name)!
    return this.ops.make(innerShape(stored), (memory) => (data ? inward(resized(data, shape, stored), stored, memory) : memory.fill(0)))
  }

  private async take(t: T): Promise<Float32Array> {
    const data = await this.ops.read(t, (memory) => memory.slice())
    this.ops.free(t)
    return data
  }

  private async export(values: ReadonlyMap<string, T>, prefix = ''): Promise<ParamMap> {
    const out: ParamMap = new Map()
    const { infos, stored } = this.need()
    for (const { name, shape } of infos) {
      const [value, wide] = [values.get(name), stored.get(name)!]
      if (value)
        out.set(prefix + name, { shape, data: resized(await this.ops.read(value, (memory) => outward(memory, wide)), wide, shape) })
    }
    return out
  }

  private release(): void {
    const state = this.loaded
    if (!state) return
    this.loaded = null
    state.evaluators.live.forget()
    state.evaluators.ema.forget()
    for (const map of [state.live, state.ema, state.first, state.second, state.grads]) {
      for (const value of map.values()) this.ops.free(value)
    }
    this.hooks.released()
  }
}
