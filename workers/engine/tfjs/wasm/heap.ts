/**
 * The wasm backend's heap, without TensorFlow.js's tensors: buffers from a pool, and its XNNPACK kernels called on them.
 *
 * Every buffer gets a fresh tensor id whenever it is handed out, because the backend caches packed weights by that id alone.
 */
import { EngineLostError } from '../../engine'
import { instantiate, type Kernels } from './kernels'

/** What is used of the Emscripten module inside BackendWasm. */
interface WasmModule {
  readonly HEAPU8: Uint8Array
  readonly HEAPF32: Float32Array
  /** The memory: the threaded module names it itself, the other exports it. */
  readonly wasmMemory?: WebAssembly.Memory
  readonly asm: { readonly memory: WebAssembly.Memory }
  _malloc(bytes: number): number
  _free(pointer: number): void
  cwrap(name: string, result: null, args: readonly string[]): (...args: (number | boolean | Uint8Array)[]) => void
  readonly tfjs: { registerTensor(id: number, size: number, pointer: number): void; disposeData(id: number): void }
}
export interface WasmBackend {
  readonly wasm: WasmModule
  /** The backend's own counter of tensor ids. */
  dataIdNextNumber: number
}

/** A buffer of f32 on the wasm heap. `refs` counts its owners; in-place kernels ask for exactly one. */
export interface Buf {
  shape: readonly number[]
  readonly size: number
  pointer: number
  id: number
  refs: number
}

export interface ConvArgs {
  readonly n: number
  readonly h: number
  readonly w: number
  readonly c: number
  readonly kh: number
  readonly kw: number
  readonly k: number
  /** top, right, bottom, left */
  readonly pad: readonly [number, number, number, number]
  readonly stride: number
  readonly dilation: number
}

/** XNNPACK's packed copies and indirection tables live beside our buffers: an allocation keeps this much free for them. */
const HEADROOM = 32 << 20
/** What a buffer takes: whole vectors of four floats, and one behind them for kernels that read and write ahead. */
const bytesOf = (size: number): number => 16 * Math.ceil(size / 4 + 1)
const numbers = (count: number): string[] => Array.from({ length: count }, () => 'number')
const shapeBytes = (...shape: number[]): Uint8Array => new Uint8Array(Int32Array.from(shape).buffer)

export class Heap {
  /** Bytes handed out or kept in the pool. */
  bytes = 0
  private readonly pool = new Map<number, number[]>()
  /** Handed out and not freed yet. */
  private readonly out = new Set<Buf>()
  private readonly module: WasmModule
  private compiled: Kernels | null = null
  private readonly conv2d: (...args: (number | boolean | Uint8Array)[]) => void
  private readonly fusedConv2d: (...args: (number | boolean | Uint8Array)[]) => void
  private readonly batchMatMul: (...args: (number | boolean | Uint8Array)[]) => void

  constructor(private readonly backend: WasmBackend) {
    this.module = backend.wasm
    this.conv2d = this.module.cwrap('Conv2D', null, numbers(19))
    this.fusedConv2d = this.module.cwrap('FusedConv2D', null, numbers(23))
    this.batchMatMul = this.module.cwrap('BatchMatMul', null, [
      ...['number', 'array', 'number', 'number', 'array', 'number'],
      ...['number', 'number', 'number'],
    ])
  }

  /** Compiled loops over this heap. */
  get kernels(): Kernels {
    this.compiled ??= instantiate(this.module.wasmMemory ?? this.module.asm.memory)
    return this.compiled
  }

  /** A buffer with undefined contents. @throws EngineLostError out-of-memory */
  alloc(shape: readonly number[]): Buf {
    const size = shape.reduce((a, b) => a * b, 1)
    const pointer = this.pool.get(size)?.pop() ?? this.malloc(bytesOf(size))
    const buf: Buf = { shape, size, pointer, id: 0, refs: 1 }
    this.register(buf)
    this.out.add(buf)
    return buf
  }

  free(buf: Buf): void {
    // What `reset` has taken back is nobody's any more.
    if (--buf.refs > 0 || !this.out.delete(buf)) return
    this.module.tfjs.disposeData(buf.id)
    const list = this.pool.get(buf.size)
    if (list) list.push(buf.pointer)
    else this.pool.set(buf.size, [buf.pointer])
  }

  /** Tells the backend that the contents changed: drops the packed copies that were made of this buffer. */
  changed(buf: Buf): void {
    this.module.tfjs.disposeData(buf.id)
    this.register(buf)
  }

  /** The buffer's floats; any allocation or kernel may grow the heap, after which the view must be taken anew. */
  view(buf: Buf): Float32Array<ArrayBuffer> {
    return new Float32Array(this.module.HEAPF32.buffer as ArrayBuffer, buf.pointer, buf.size)
  }

  /** The same memory as float64. The buffer must have an even size. */
  view64(buf: Buf): Float64Array<ArrayBuffer> {
    return new Float64Array(this.module.HEAPF32.buffer as ArrayBuffer, buf.pointer, buf.size / 2)
  }

  /** Takes back whatever is still handed out, as what a step had built that failed half-way, and gives all of it to the allocator. */
  reset(): void {
    for (const buf of this.out) {
      buf.refs = 1
      this.free(buf)
    }
    this.trim()
  }

  /** Gives the pool back to the allocator. */
  trim(): void {
    for (const [size, pointers] of this.pool) {
      for (const pointer of pointers) this.module._free(pointer)
      this.bytes -= bytesOf(size) * pointers.length
    }
    this.pool.clear()
  }

  /** `out = x (*) filter` (+ bias, ReLU), NHWC and HWIO. The packed filter is cached until the filter is freed or `changed`. */
  conv(x: Buf, filter: Buf, out: Buf, a: ConvArgs, bias: Buf | null = null, relu = false): void {
    this.reserve(HEADROOM + filter.size * 8)
    const geometry = [...a.pad, 0, a.dilation, a.dilation, a.stride, a.stride, a.c, a.k]
    this.run(() => {
      if (bias) this.fusedConv2d(x.id, a.n, a.h, a.w, filter.id, a.kh, a.kw, bias.id, ...geometry, relu ? 1 : 0, 0, 0, out.id)
      else this.conv2d(x.id, a.n, a.h, a.w, filter.id, a.kh, a.kw, ...geometry, out.id)
    })
  }

  /** `out[m, n] = a[m, k] b[k, n]`, all row-major; b is packed and cached until freed or `changed`. */
  matmul(a: Buf, b: Buf, out: Buf, m: number, k: number, n: number): void {
    this.reserve(HEADROOM + b.size * 4)
    this.run(() => this.batchMatMul(a.id, shapeBytes(1, m, k), 3, b.id, shapeBytes(1, k, n), 3, 0, 0, out.id))
  }

  private register(buf: Buf): void {
    buf.id = this.backend.dataIdNextNumber++
    this.module.tfjs.registerTensor(buf.id, buf.size, buf.pointer)
  }

  private malloc(bytes: number): number {
    let pointer = this.module._malloc(bytes) >>> 0
    if (pointer === 0) {
      this.trim()
      pointer = this.module._malloc(bytes) >>> 0
    }
    if (pointer === 0) throw this.exhausted(bytes)
    this.bytes += bytes
    return pointer
  }

  /** The kernels do not check their own allocations, so whether there is room is asked first. */
  private reserve(bytes: number): void {
    let pointer = this.module._malloc(bytes) >>> 0
    if (pointer === 0) {
      this.trim()
      pointer = this.module._malloc(bytes) >>> 0
    }
    if (pointer === 0) throw this.exhausted(bytes)
    this.module._free(pointer)
  }

  private run(kernel: () => void): void {
    try {
      kernel()
    } catch (error) {
      throw new EngineLostError(`WebAssembly stopped: ${error instanceof Error ? error.message : String(error)}`, 'lost')
    }
  }

  private exhausted(bytes: number): EngineLostError {
    const mib = (value: number) => `${Math.ceil(value / 2 ** 20)} MiB`
    return new EngineLostError(
      `WebAssembly's memory is full: ${mib(bytes)} more were needed beside ${mib(this.bytes)}. Use a smaller batch or picture size.`,
      'out-of-memory',
    )
  }
}
