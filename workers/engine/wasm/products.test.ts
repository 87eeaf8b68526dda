/** Convolutions and their gradients, as plans make them, in groups and bundles of groups, depthwise and by Winograd's tiles too, against float64. */
import { describe, expect, test } from 'vitest'
import type { ModelSpec } from '../../model/spec'
import { outputSize } from '../../model/window'
import type { ConvLayer } from '../../operations/conv/facts'
import { plan as planOf, relative } from '../fixtures/narrow'
import { convReference, pick, random } from '../webgpu/testing/float64'
import { compileKernels, hasRelaxedSimd } from './code/module'
import { PANEL } from './code/products'
import { CONTROL_BYTES, FIRST, PICTURES } from './control'
import { kindOf } from './kinds'
import { PlanContext } from './plan/context'
import { Evaluation } from './plan/evaluation'
import { read, write } from './plan/layout'
import type { MemoryPlan, Segment, Tensor } from './plan/memory'
import type { paysByTiles } from './plan/tiles'
import { Training } from './plan/training'
import { Hand } from './threads'

const SCRATCH = 1 << 20
const BASE = CONTROL_BYTES + SCRATCH

/** Kernels 1 and 3, strides 1 and 2, sizes of both orders of positions, channels of one and of several runs, batches that fill no tile. */
function shapeOf(i: number) {
  const kernel = [3, 1][i % 2]!
  const stride = 1 + ((i >> 1) % 2)
  const side = i === 0 ? 1 : i % 5 === 4 ? pick(9, 13, i, 1) : pick(2, 8, i, 1)
  const [inC, outC] = [PANEL * (i === 7 ? 66 : pick(1, 5, i, 2)), PANEL * (i === 11 ? 66 : pick(1, 5, i, 3))]
  const layer = { padding: kernel >> 1, kernel, stride, inChannels: inC, outChannels: outC, groups: 1 }
  return { layer, side, out: outputSize(side, layer), n: pick(1, 7, i, 4) }
}

type Grouped = 'depthwise' | 'in panels' | 'in bundles'
/** Kernels 1, 3 and 5 over two or three groups, over several of fewer channels than a panel, or over as many as there are channels. */
function groupedShapeOf(i: number, grouped: Grouped) {
  const kernel = [3, 5, 1][i % 3]!
  const side = pick(1, 9, i, 5)
  const groups = grouped === 'depthwise' ? PANEL * pick(1, 5, i, 6) : grouped === 'in bundles' ? 8 * pick(1, 2, i, 6) : pick(2, 3, i, 6)
  const each = {
    depthwise: () => 1,
    'in panels': (key: number) => PANEL * pick(1, 2, i, key),
    'in bundles': (key: number) => pick(1, 6, i, key),
  }
  const of = (key: number) => groups * each[grouped](key)
  // Equal channels in and out that are each alone are depthwise.
  const [inChannels, outChannels] = [of(8), of(9) * (grouped === 'in bundles' && of(8) === groups ? 2 : 1)]
  const layer = { padding: kernel >> 1, kernel, stride: pick(1, 2, i, 7), inChannels, outChannels, groups }
  return { layer, side, out: outputSize(side, layer), n: pick(1, 4, i, 10) }
}

/** 3 x 3, stride 1: sides of no, one and several whole tiles, channels up to those of ResNet18's widest layers. */
function tiledShapeOf(i: number) {
  const side = pick(1, 11, i, 11)
  const of = (key: number, widest: number) => PANEL * (i === widest ? 66 : pick(1, 6, i, key))
  const layer = { padding: 1, kernel: 3, stride: 1, inChannels: of(12, 7), outChannels: of(13, 17), groups: 1 }
  return { layer, side, out: side, n: pick(1, 5, i, 14) }
}

/** Weights as torch has them, `[outs, ins of a group, taps]`, as `[taps, ins, outs]` with zeros between groups, and back. */
function spread(w: Float32Array, taps: number, { inChannels, outChannels, groups }: ReturnType<typeof shapeOf>['layer']) {
  const [ins, outs] = [inChannels / groups, outChannels / groups]
  const wide = new Float32Array(taps * inChannels * outChannels)
  const at = (index: number) => {
    const [tap, i, o] = [index % taps, Math.floor(index / taps) % ins, Math.floor(index / taps / ins)]
    return (tap * inChannels + Math.floor(o / outs) * ins + i) * outChannels + o
  }
  w.forEach((value, index) => {
    wide[at(index)] = value
  })
  return { wide, gather: (from: ArrayLike<number>) => w.map((_, index) => from[at(index)]!) }
}

class Runner {
  private readonly hand: Hand
  private readonly memory: WebAssembly.Memory
  constructor(
    private readonly plan: MemoryPlan,
    pictures: number,
  ) {
    const pages = Math.ceil(plan.bytes / 65536) + 1
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
    for (const [{ initial }, address] of plan.addresses)
      if (initial) new Int32Array(this.memory.buffer, address).set(new Int32Array(initial.buffer))
    this.hand = new Hand({ module: compileKernels(false, hasRelaxedSimd()), memory: this.memory, ops: plan.ops, scratch: CONTROL_BYTES })
    this.hand.i32[PICTURES] = pictures
    this.hand.i32[FIRST] = 1
    for (const { kind, args } of plan.ops) expect(kindOf(kind).scratch?.(args, pictures) ?? 0).toBeLessThan(SCRATCH)
  }
  floats(tensor: Tensor, floats: number, offset = 0): Float32Array {
    return new Float32Array(this.memory.buffer, this.plan.addresses.get(tensor)! + offset, floats)
  }
  run(segment: Segment): void {
    const [from, to] = this.plan.segments[segment]!
    for (let op = from; op < to; op++) this.hand.lead(op, false)
  }
}

const direct = () => false
const FORMS: Readonly<Record<string, readonly [typeof shapeOf, typeof paysByTiles]>> = {
  'of all channels': [shapeOf, direct],
  'in groups': [(i) => groupedShapeOf(i, 'in panels'), direct],
  'in bundles of groups': [(i) => groupedShapeOf(i, 'in bundles'), direct],
  depthwise: [(i) => groupedShapeOf(i, 'depthwise'), direct],
  'by tiles': [tiledShapeOf, () => true],
}

describe.each(Object.entries(FORMS))('a convolution %s and its gradients equal float64', (_, [form, byTiles]) => {
  test.each(Array.from({ length: 20 }, (_, i) => i))('shape %i', (i) => {
    const { layer, side, out, n } = form(i)
    const { kernel, inChannels, outChannels } = layer
    const before: ConvLayer = {
      op: 'conv',
      id: 'a',
      inputs: ['input'],
      block: 'stem',
      inChannels: 3,
      outChannels: inChannels,
      kernel: 1,
      stride: 1,
      padding: 0,
    }
    const under: ConvLayer = { op: 'conv', id: 'b', inputs: ['a'], block: 'stem', ...layer }
    const spec: ModelSpec = {
      arch: 'one',
      layers: [before, under],
      classes: 2,
      featureWidth: PANEL,
      blocks: ['stem'],
      features: 'b',
      cam: 'b',
    }
    const context = new PlanContext(spec, planOf({ batch: n, imageSize: side }), byTiles)
    const { builder } = context
    const ins = inChannels / layer.groups
    const [xs, ys, ws] = [n * side * side * inChannels, n * out * out * outChannels, kernel ** 2 * ins * outChannels]
    const [x, dy] = [builder.tensor('x', xs * 4, true), builder.tensor('dy', ys * 4, true)]
    builder.begin('turn')
    builder.begin('forward')
    context.values.set('a', x)
    const training = new Training(context, new Evaluation(context, context.named.live))
    training.plan(under)
    builder.begin('backward')
    training.grads.set('b', dy)
    training.tape[0]!()
    const runner = new Runner(builder.finish(BASE), n)

    const data = { x: random(xs, i, 1), w: random(ws, i, 2), dy: random(ys, i, 3) }
    runner.floats(x, xs).set(data.x)
    runner.floats(dy, ys).set(data.dy)
    const { layout, named } = context
    const place = layout.params.get('b.weight')!
    const weights = { shape: place.info.shape, data: data.w }
    write(runner.floats(named.live.params, layout.paramFloats), [place], new Map([['b.weight', weights]]))
    const shape = {
      groups: 1,
      inH: side,
      inW: side,
      inC: inChannels,
      outH: out,
      outW: out,
      outC: outChannels,
      kernel,
      stride: layer.stride,
      padding: layer.padding,
    }
    const { wide, gather } = spread(data.w, kernel ** 2, layer)
    const expected = convReference(shape, n, { ...data, w: wide })
    runner.run('turn')
    runner.run('forward')
    const y = runner.floats(context.values.get('b')!, ys).slice()
    expect(relative(y, expected.y)).toBeLessThan(1e-5)
    runner.run('backward')
    expect(relative(runner.floats(training.grads.get('a')!, xs), expected.dx)).toBeLessThan(1e-5)
    const grads = runner.floats(named.grads, layout.paramFloats)
    expect(relative(read(grads, [place])[0]![1].data, gather(expected.dw))).toBeLessThan(1e-5)
    // Nothing but the weights learns: zeros between groups stay zeros.
    expect(grads.subarray(place.offset, place.offset + place.floats).filter(Boolean).length).toBeLessThanOrEqual(ws)
  })
})
