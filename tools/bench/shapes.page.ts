/** The browser's side of shapes.ts: each convolution of a step of ResNet18 by itself on one thread, and what a product reaches that lies in the nearest cache. */
import { compileKernels, hasRelaxedSimd, instantiateKernels } from '../../workers/engine/wasm/code/module'
import { PANEL, TILE } from '../../workers/engine/wasm/code/products'
import { CONTROL_BYTES, FIRST, PICTURES } from '../../workers/engine/wasm/control'
import { planNetwork } from '../../workers/engine/wasm/plan/network'
import { Hand } from '../../workers/engine/wasm/threads'
import { resnet } from '../../workers/model/resnet'

export interface Shape {
  /** "3x3 of 64 to 64, 16x16 places: forward". */
  readonly name: string
  /** Of the multiply-adds that lie inside the picture. */
  readonly gflops: number
}

/** Calls until 20 ms are over, a few times over; milliseconds of the quickest call. */
function time(call: () => void): number {
  call()
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 4; round++) {
    const start = performance.now()
    let calls = 0
    do {
      call()
      calls++
    } while (performance.now() - start < 20)
    best = Math.min(best, (performance.now() - start) / calls)
  }
  return best
}

/** GFLOP/s of `outer` over panels of 2 and 4 KB, each used several times. */
function ceiling(): number {
  const kernels = instantiateKernels(compileKernels(false, hasRelaxedSimd()), new WebAssembly.Memory({ initial: 4 }))
  const [count, quads, panels] = [256, 4, 8]
  const call = () => kernels.outer(0, count * 16, quads, 65536, count * 32, panels, count, 196608, quads * 128, 0)
  return (2 * count * quads * TILE * panels * PANEL) / time(call) / 1e6
}

export function measureShapes(imageSize: number, batch: number): { readonly ceiling: number; readonly shapes: readonly Shape[] } {
  const spec = resnet(18, { classes: 2 })
  const fixed = {
    frozenBlocks: 0,
    optimizer: 'adam',
    labelSmoothing: 0,
    classWeights: null,
    softLabels: false,
    ema: false,
    seed: 1,
  } as const
  const plan = planNetwork(spec, { batch, imageSize, ...fixed }, 1)
  const pages = Math.ceil(plan.bytes / 65536) + 1
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  for (const [{ initial }, at] of plan.addresses) if (initial) new Int32Array(memory.buffer, at).set(new Int32Array(initial.buffer))
  const hand = new Hand({ module: compileKernels(false, hasRelaxedSimd()), memory, ops: plan.ops, scratch: CONTROL_BYTES })
  hand.i32[PICTURES] = batch
  hand.i32[FIRST] = 1
  // Real numbers everywhere: with zeros in some places others are too small for full speed.
  const { params } = plan.named.live
  const weights = new Float32Array(memory.buffer, plan.addresses.get(params)!, plan.layout.paramFloats)
  weights.forEach((_, i) => {
    weights[i] = (((i * 7919) % 1000) / 1000 - 0.4) * 0.02
  })
  const pixels = new Uint8Array(memory.buffer, plan.addresses.get(plan.named.bytes)!, plan.named.bytes.bytes)
  pixels.forEach((_, i) => {
    pixels[i] = (i * 31) % 256
  })
  const found = new Map<string, number>()
  for (const segment of ['pixels', 'turn', 'forward', 'backward'] as const) {
    const [from, to] = plan.segments[segment]!
    for (let op = from; op < to; op++) {
      const { kind, args } = plan.ops[op]!
      hand.lead(op, false)
      const direction = segment === 'forward' ? 'forward' : 'input gradient'
      const add = (what: string, sum: number, channels: number, side: number, multiplications: number, call: () => void) => {
        const name = `${sum} products a sum, ${channels} channels, ${side}x${side} places: ${what}`
        if (!found.has(name)) found.set(name, (2 * batch * multiplications) / time(call) / 1e6)
      }
      if (kind === 'winogradOutput') {
        const { outSide, channels } = args as Record<'outSide' | 'channels', number>
        const ins = (plan.ops[op - 2]!.args as Record<'channels', number>).channels
        const inside = (3 * outSide - 2) ** 2 * ins * channels
        add(`${direction} by tiles`, 9 * ins, channels, outSide, inside, () => {
          for (let at = op - 3; at <= op; at++) hand.lead(at, false)
        })
      }
      if (kind === 'winogradFilter') {
        const { panels, channels: ins } = args as Record<'panels' | 'channels', number>
        const { xBytes } = plan.ops[op - 2]!.args as Record<'xBytes', number>
        const outs = panels * PANEL
        const side = Math.sqrt(xBytes / 4 / outs)
        add('filter gradient by tiles', 9 * ins, outs, side, (3 * side - 2) ** 2 * ins * outs, () => {
          for (let at = op - 3; at <= op; at++) hand.lead(at, false)
        })
      }
      if (kind !== 'convolution' && kind !== 'convFilter') continue
      const { positions, runs, runBytes, panels, offsets } = args as Record<string, number>
      const inside = new Int32Array(memory.buffer, offsets, positions! * runs!).filter((offset) => offset >= 0).length
      const multiplications = inside * (runBytes! / 4) * panels! * PANEL
      const what = kind === 'convFilter' ? 'filter gradient' : direction
      add(what, (runs! * runBytes!) / 4, panels! * PANEL, Math.sqrt(positions!), multiplications, () => hand.lead(op, false))
    }
  }
  return { ceiling: ceiling(), shapes: [...found].map(([name, gflops]) => ({ name, gflops })) }
}
