/** Tensors of a plan, the operations over them, and the buffers that they share by liveness. */
import { inHalf } from './half'
import type { KernelSpec } from './kernel'

export interface Tensor {
  readonly label: string
  readonly bytes: number
  /** Keeps its content between segments and steps, so it shares its buffer with nothing. */
  readonly persistent: boolean
  /** Its values are stored in f16, two bytes each; kernels compute with them in f32 (`inHalf`). */
  readonly half: boolean
}

/** Part of a tensor. */
export interface View {
  readonly tensor: Tensor
  readonly offset: number
  readonly bytes: number
}
export type Bound = Tensor | View
export const viewOf = (bound: Bound): View => ('tensor' in bound ? bound : { tensor: bound, offset: 0, bytes: bound.bytes })

export interface Op {
  readonly kernel: KernelSpec
  readonly bindings: Readonly<Record<string, Bound>>
}

/**
 * What the engine replays: `pixels` makes the input, `backbone` and `head` answer in evaluation mode, `cam`
 * follows both with Grad-CAM, `train` is forward and
 * backward, `unscale` (in mixed precision), `clip` and `update` the optimizer, and `fold` evaluation's BatchNorm.
 */
export type Segment = 'pixels' | 'backbone' | 'head' | 'cam' | 'train' | 'unscale' | 'clip' | 'update' | 'fold'

/** What is dispatched, in which order, over which tensors, and which buffer each of those lies in. */
export interface DispatchPlan {
  readonly segments: ReadonlyMap<Segment, readonly Op[]>
  readonly tensors: readonly Tensor[]
  /** Index into `buffers` of each tensor. */
  readonly placed: ReadonlyMap<Tensor, number>
  /** Bytes of each buffer, and the tensors that live in it in turn. */
  readonly buffers: readonly { readonly bytes: number; readonly tensors: readonly Tensor[] }[]
}

/** Collects a plan's operations; `finish` assigns buffers. */
export class DispatchBuilder {
  private readonly segments = new Map<Segment, Op[]>()
  private readonly tensors: Tensor[] = []
  private segment: Segment = 'train'

  begin(segment: Segment): void {
    this.segment = segment
    if (!this.segments.has(segment)) this.segments.set(segment, [])
  }

  /** Rounded up so that every kernel may see it as vec4. */
  tensor(label: string, bytes: number, persistent = false, half = false): Tensor {
    const tensor = { label, bytes: Math.max(16, Math.ceil(bytes / 16) * 16), persistent, half }
    this.tensors.push(tensor)
    return tensor
  }

  emit<Name extends string>(kernel: KernelSpec<Name>, bindings: Record<Name, Bound>): void {
    // Bound in the kernel's order, whatever order they are given in.
    const ordered = Object.fromEntries((Object.keys(kernel.bindings) as Name[]).map((name) => [name, bindings[name]])) as Record<
      Name,
      Bound
    >
    const halves = (Object.keys(kernel.bindings) as Name[]).filter((name) => viewOf(bindings[name]).tensor.half)
    this.segments.get(this.segment)!.push({ kernel: inHalf(kernel, halves), bindings: ordered })
  }

  finish(): DispatchPlan {
    const life = new Map<Tensor, [number, number]>()
    let time = 0
    for (const ops of this.segments.values()) {
      for (const op of ops) {
        for (const bound of Object.values(op.bindings)) {
          const { tensor } = viewOf(bound)
          const span = life.get(tensor)
          if (span) span[1] = time
          else life.set(tensor, [time, time])
        }
        time++
      }
    }
    for (const tensor of this.tensors) if (tensor.persistent) life.set(tensor, [-1, time])
    return {
      segments: this.segments,
      tensors: this.tensors,
      ...assign(
        this.tensors.filter((tensor) => life.has(tensor)),
        life,
      ),
    }
  }
}

/**
 * Greedy by size (Pisarchyk and Lee 2020, "Efficient memory management for deep neural net inference", shared objects): the largest first, each
 * into the first buffer whose tensors' lives it does not meet. A buffer holds one tensor at a time, since WebGPU forbids a dispatch
 * to read and write one buffer even in different ranges.
 */
function assign(
  tensors: readonly Tensor[],
  life: ReadonlyMap<Tensor, readonly [number, number]>,
): Pick<DispatchPlan, 'placed' | 'buffers'> {
  const placed = new Map<Tensor, number>()
  const buffers: { bytes: number; tensors: Tensor[] }[] = []
  const apart = (a: Tensor, b: Tensor) => {
    const [from, to] = life.get(a)!
    const [otherFrom, otherTo] = life.get(b)!
    return to < otherFrom || otherTo < from
  }
  for (const tensor of [...tensors].sort((a, b) => b.bytes - a.bytes)) {
    // Of those that are free, the one least larger: buffers are sorted by size already.
    let index = tensor.persistent ? -1 : buffers.findLastIndex((buffer) => buffer.tensors.every((other) => apart(tensor, other)))
    if (index < 0) index = buffers.push({ bytes: tensor.bytes, tensors: [] }) - 1
    buffers[index]!.tensors.push(tensor)
    placed.set(tensor, index)
  }
  return { placed, buffers }
}

export const planBytes = (plan: DispatchPlan): number => plan.buffers.reduce((sum, buffer) => sum + buffer.bytes, 0)
