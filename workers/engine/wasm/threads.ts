/** Threads over one memory: what each of them does, and how the engine's own thread gives them work and waits for it. */
import { EngineLostError } from '../engine'
import { instantiateKernels } from './code/module'
import { DONE, FAILED, FIRST, LEAVE, MOST_ITEMS, PICTURES, WORD } from './control'
import { kindOf } from './kinds'
import type { Kind, Thread } from './kinds/kind'
import type { Bound } from './plan/memory'

/** What a thread is given to work on, until it is told to leave. */
export interface Work {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly ops: readonly Bound[]
  readonly scratch: number
}

/** Turns of looking for work before a thread sleeps: some 20 microseconds, more than most operations apart. */
const SPINS = 2000

/** For how long threads are waited for. */
export interface Patience {
  /** Until all of them have started, in milliseconds. */
  readonly startMs: number
  /** For an item: so many looks of `lookMs` milliseconds without any item's end. Looks are counted so that a machine that slept passes one at most. */
  readonly looks: number
  readonly lookMs: number
}
export const PATIENCE: Patience = { startMs: 60_000, looks: 30, lookMs: 1000 }

interface Operation {
  readonly kind: Kind<string>
  readonly args: Readonly<Record<string, number>>
}

/** One thread's hold on the memory and the operations. */
export class Hand {
  readonly i32: Int32Array
  private readonly thread: Thread
  private readonly ops: readonly Operation[]

  constructor({ module, memory, ops, scratch }: Work) {
    const { buffer } = memory
    this.i32 = new Int32Array(buffer)
    this.thread = {
      kernels: instantiateKernels(module, memory),
      i32: this.i32,
      f32: new Float32Array(buffer),
      f64: new Float64Array(buffer),
      u8: new Uint8Array(buffer),
      scratch,
    }
    this.ops = ops.map(({ kind, args }) => ({ kind: kindOf(kind), args }))
  }

  items(op: number): number {
    const operation = this.ops[op]
    return operation ? operation.kind.items(operation.args, this.i32[PICTURES]!) : 0
  }

  run(op: number, item: number): void {
    const { kind, args } = this.ops[op]!
    kind.run(this.thread, args, item, this.i32[PICTURES]!, this.i32[FIRST] === 1)
  }

  /** Takes items of the operation of the word until there are none; returns the word that says so. */
  takeAll(): number {
    const { i32 } = this
    for (;;) {
      const word = Atomics.load(i32, WORD)
      const op = word >>> 16
      const item = word & 0xffff
      if (item >= this.items(op)) return word
      if (Atomics.compareExchange(i32, WORD, word, word + 1) !== word) continue
      // Only now is it sure that the batch is that of the operation.
      const total = this.items(op)
      if (item >= total) continue
      this.run(op, item)
      if (Atomics.add(i32, DONE, 1) + 1 === total) Atomics.notify(i32, DONE)
    }
  }

  /** Works until it is told to leave; what it throws, the engine's own thread hears of. */
  serve(): void {
    try {
      this.workOn()
    } catch (error) {
      Atomics.store(this.i32, FAILED, 1)
      Atomics.notify(this.i32, DONE)
      throw error
    }
  }

  private workOn(): void {
    const { i32 } = this
    for (;;) {
      const word = this.takeAll()
      if (word >>> 16 === LEAVE) return
      let spins = SPINS
      while (Atomics.load(i32, WORD) === word && spins) spins--
      if (!spins) Atomics.wait(i32, WORD, word)
    }
  }

  /**
   * Runs an operation with whoever helps.
   * @param helped whether there are other threads
   * @throws EngineLostError where one of them failed, or nothing was done for as long as `patience` says
   */
  lead(op: number, helped: boolean, patience: Patience = PATIENCE): void {
    const { i32 } = this
    const total = this.items(op)
    if (total > MOST_ITEMS) throw new Error(`An operation has ${total} items; ${MOST_ITEMS} are the most.`)
    if (!helped || total <= 1) {
      for (let item = 0; item < total; item++) this.run(op, item)
      return
    }
    Atomics.store(i32, DONE, 0)
    Atomics.store(i32, WORD, op << 16)
    Atomics.notify(i32, WORD)
    this.takeAll()
    this.await(total, patience)
    this.rest()
  }

  /** Waits for items that others have in hand. */
  private await(total: number, { looks, lookMs }: Patience): void {
    const { i32 } = this
    let [spins, seen, left] = [SPINS, -1, looks]
    for (;;) {
      const done = Atomics.load(i32, DONE)
      if (done === total) return
      if (Atomics.load(i32, FAILED)) throw new EngineLostError('A thread of the wasm engine failed with work in hand.', 'lost')
      if (done !== seen) [seen, left] = [done, looks]
      if (!left) throw new EngineLostError(`A thread of the wasm engine has not answered for ${(looks * lookMs) / 1000} s.`, 'lost')
      // The last item's thread notifies: what was seen before it finished is what may be waited on.
      if (spins) spins--
      else if (Atomics.wait(i32, DONE, done, lookMs) === 'timed-out') left--
    }
  }

  /** Nothing to do: what the word named last would have more items for a larger batch, and a fresh memory's zeros name the first operation. */
  rest(): void {
    Atomics.store(this.i32, WORD, (LEAVE - 1) << 16)
  }

  /** Sends the others away. */
  dismiss(): void {
    Atomics.store(this.i32, WORD, LEAVE << 16)
    Atomics.notify(this.i32, WORD)
  }
}
