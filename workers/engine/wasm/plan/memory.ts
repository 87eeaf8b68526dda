/** A plan's arrays, the operations over them, and where in one memory each array lies: those that do not live at the same time share their place. */
import type { KindName, Operands } from '../kinds'

export interface Tensor {
  readonly label: string
  readonly bytes: number
  /** Keeps its content between segments and steps, so it shares its place with nothing. */
  readonly persistent: boolean
  /** What it holds from the start; zeros where a persistent one has none. */
  readonly initial: Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer> | null
}
export interface View {
  readonly tensor: Tensor
  /** In bytes. */
  readonly offset: number
}
export type Operand = number | Tensor | View

/** What an engine runs at a time. */
export type Segment =
  | 'pixels'
  | 'fold'
  | 'turn'
  | 'points'
  | 'backbone'
  | 'head'
  | 'backbone-ema'
  | 'head-ema'
  | 'forward'
  | 'backward'
  | 'norm'
  | 'update'

/** An operation with every array replaced by its address: plain data, which every thread gets. */
export interface Bound {
  readonly kind: KindName
  readonly args: Readonly<Record<string, number>>
}

export interface MemoryPlan {
  readonly ops: readonly Bound[]
  /** First and end of each segment's operations. */
  readonly segments: Readonly<Partial<Record<Segment, readonly [number, number]>>>
  readonly addresses: ReadonlyMap<Tensor, number>
  /** Bytes from 0, control and scratch included. */
  readonly bytes: number
}

/** So that no array begins in the middle of a cache line, and kernels may read a vector behind an array's end. */
const ALIGN = 64
const aligned = (bytes: number): number => Math.ceil((bytes + 16) / ALIGN) * ALIGN

export class PlanBuilder {
  private readonly segments = new Map<Segment, { kind: KindName; args: Readonly<Record<string, Operand>> }[]>()
  private readonly tensors: Tensor[] = []
  private segment: Segment = 'forward'

  /** What is emitted from here on is of this segment; segments run in the order in which they first began. */
  begin(segment: Segment): void {
    this.segment = segment
    if (!this.segments.has(segment)) this.segments.set(segment, [])
  }

  /** What `emit` emits is of another segment. */
  within(segment: Segment, emit: () => void): void {
    const here = this.segment
    this.begin(segment)
    emit()
    this.segment = here
  }

  tensor(label: string, bytes: number, persistent = false): Tensor {
    const tensor = { label, bytes, persistent, initial: null }
    this.tensors.push(tensor)
    return tensor
  }

  constant(label: string, initial: Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>): Tensor {
    const tensor = { label, bytes: initial.byteLength, persistent: true, initial }
    this.tensors.push(tensor)
    return tensor
  }

  emit<Kind extends KindName>(kind: Kind, args: Record<Operands<Kind>, Operand>): void {
    this.segments.get(this.segment)!.push({ kind, args })
  }

  /** @param base bytes at the start of the memory that are somebody else's */
  finish(base: number): MemoryPlan {
    const all = [...this.segments.values()].flat()
    const life = new Map<Tensor, [number, number]>()
    all.forEach(({ args }, time) => {
      for (const operand of Object.values(args)) {
        if (typeof operand === 'number') continue
        const tensor = 'tensor' in operand ? operand.tensor : operand
        const span = life.get(tensor)
        if (span) span[1] = time
        else life.set(tensor, [time, time])
      }
    })
    for (const tensor of this.tensors) if (tensor.persistent) life.set(tensor, [-1, all.length])
    const { addresses, bytes } = place([...life], base)
    const at = (operand: Operand): number => {
      if (typeof operand === 'number') return operand
      return 'tensor' in operand ? addresses.get(operand.tensor)! + operand.offset : addresses.get(operand)!
    }
    const segments: Partial<Record<Segment, readonly [number, number]>> = {}
    let from = 0
    for (const [segment, { length }] of this.segments) {
      segments[segment] = [from, from + length]
      from += length
    }
    const ops = all.map(
      ({ kind, args }): Bound => ({ kind, args: Object.fromEntries(Object.entries(args).map(([name, each]) => [name, at(each)])) }),
    )
    return { ops, segments, addresses, bytes }
  }
}

/**
 * Greedy by size (Pisarchyk and Lee 2020, "Efficient memory management for deep neural net inference", offsets): the largest first, each at the lowest
 * address at which it meets nothing that lives when it does.
 */
function place(tensors: readonly (readonly [Tensor, readonly [number, number]])[], base: number): Pick<MemoryPlan, 'addresses' | 'bytes'> {
  const addresses = new Map<Tensor, number>()
  const placed: { from: number; to: number; life: readonly [number, number] }[] = []
  let bytes = aligned(base)
  for (const [tensor, life] of [...tensors].sort(([a], [b]) => Number(b.persistent) - Number(a.persistent) || b.bytes - a.bytes)) {
    const size = aligned(tensor.bytes)
    let address = aligned(base)
    // In the order of addresses: the first gap that is wide enough.
    for (const other of placed) {
      if (other.life[1] < life[0] || life[1] < other.life[0]) continue
      if (address + size <= other.from) break
      address = Math.max(address, other.to)
    }
    addresses.set(tensor, address)
    const index = placed.findIndex(({ from }) => from > address)
    placed.splice(index < 0 ? placed.length : index, 0, { from: address, to: address + size, life })
    bytes = Math.max(bytes, address + size)
  }
  return { addresses, bytes }
}
