/** The way in for pictures as they are: uploads their bytes and records the kernels that make a batch of them. */
import type { ViewedPicture } from '../../model/picture'
import { USAGE } from './device'
import type { KernelSpec } from './kernel'
import { pictureAcross, pictureDown, pictureFinish, pictureGrey, VIEW_WORDS } from './kernels/pictures'
import { bindGroupLayout, pipelineDescriptor } from './program'
import { type PackedViews, packViews } from './views'

/** Buffers by the names that the kernels give them. */
type Held = Record<'source' | 'views' | 'tables' | 'middle' | 'rgb' | 'sums' | 'x', GPUBuffer>

const STORAGE = USAGE.STORAGE | USAGE.COPY_DST

/**
 * Made at the first batch of pictures. Pictures have any size, so the buffers that their bytes lie in grow by doubling: after the largest
 * batch has been seen a step makes nothing.
 */
export class PictureInput {
  private readonly held: Partial<Held>
  private readonly kernels: { readonly spec: KernelSpec; readonly layout: GPUBindGroupLayout; readonly pipeline: GPUComputePipeline }[]
  private bindGroups: GPUBindGroup[] = []
  private rows = 0

  /**
   * @param step the per-step uniform
   * @param x the batch, `[batch, size, size, 4]`
   */
  constructor(
    private readonly device: GPUDevice,
    private readonly step: GPUBuffer,
    x: GPUBuffer,
    private readonly batch: number,
    private readonly size: number,
  ) {
    this.held = { x }
    const specs: KernelSpec[] = [pictureAcross(size, () => this.rows), pictureDown(size), pictureGrey(size), pictureFinish(size)]
    this.kernels = specs.map((spec) => {
      const layout = bindGroupLayout(device, spec)
      return { spec, layout, pipeline: device.createComputePipeline(pipelineDescriptor(device, spec, layout, null)) }
    })
    this.reserve('views', batch * VIEW_WORDS * 4)
    this.reserve('sums', batch * 4)
    this.reserve('rgb', batch * size * size * 4)
  }

  /**
   * Uploads a batch; the submit that follows must hold what `encode` records.
   * @throws RangeError where a crop reaches outside its picture
   * @throws Error where the pictures are more than the device takes in one buffer
   */
  upload(pictures: readonly ViewedPicture[]): void {
    const packed = packViews(pictures, this.size)
    this.checkLimits(packed)
    const grown = [
      this.reserve('source', packed.uploadBytes),
      this.reserve('tables', packed.tables.byteLength),
      this.reserve('middle', packed.middleWords * 4),
    ]
    if (grown.includes(true)) this.bind()
    this.rows = packed.rows
    const { queue } = this.device
    const { source, views, tables, sums } = this.held as Held
    queue.writeBuffer(views, 0, packed.views)
    queue.writeBuffer(tables, 0, packed.tables)
    queue.writeBuffer(sums, 0, new Uint32Array(this.batch))
    for (const { bytes, offset } of packed.parts) writeBytes(queue, source, offset, bytes)
  }

  /** Records the kernels for the n pictures of the last `upload`. */
  encode(pass: GPUComputePassEncoder, n: number): void {
    this.kernels.forEach(({ spec, pipeline }, k) => {
      pass.setPipeline(pipeline)
      pass.setBindGroup(0, this.bindGroups[k]!)
      pass.dispatchWorkgroups(...spec.grid(n))
    })
  }

  /** Bytes held on the device, without the step uniform and the batch. */
  get bytes(): number {
    return this.own().reduce((sum, buffer) => sum + buffer.size, 0)
  }

  destroy(): void {
    for (const buffer of this.own()) buffer.destroy()
  }

  private own(): GPUBuffer[] {
    return Object.entries(this.held).flatMap(([name, buffer]) => (name === 'x' ? [] : [buffer]))
  }

  private checkLimits({ uploadBytes, middleWords }: PackedViews): void {
    const most = Math.min(this.device.limits.maxBufferSize, this.device.limits.maxStorageBufferBindingSize)
    const needed = Math.max(uploadBytes, middleWords * 4)
    if (needed <= most) return
    const mb = (bytes: number) => Math.ceil(bytes / 1e6)
    throw new Error(
      `This batch's pictures need ${mb(needed)} MB in one buffer, this GPU gives ${mb(most)} MB: use a smaller batch, or smaller pictures.`,
    )
  }

  /** @returns whether the buffer is another one now */
  private reserve(name: keyof Held, bytes: number): boolean {
    const there = this.held[name]
    if (there && there.size >= bytes) return false
    there?.destroy()
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits
    const size = Math.min(2 ** Math.ceil(Math.log2(Math.max(bytes, 256))), maxBufferSize, maxStorageBufferBindingSize)
    this.held[name] = this.device.createBuffer({ label: `pictures: ${name}`, size: Math.max(size, bytes), usage: STORAGE })
    return true
  }

  private bind(): void {
    this.bindGroups = this.kernels.map(({ spec, layout }) => {
      const buffers = [this.step, ...Object.keys(spec.bindings).map((name) => this.held[name as keyof Held]!)]
      return this.device.createBindGroup({
        label: spec.name,
        layout,
        entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
      })
    })
  }
}

/** WebGPU writes whole words only: the last bytes go in a word of their own. */
export function writeBytes(queue: GPUQueue, buffer: GPUBuffer, offset: number, bytes: Uint8Array | Uint8ClampedArray): void {
  const whole = bytes.byteLength & ~3
  queue.writeBuffer(buffer, offset, bytes as Uint8Array<ArrayBuffer>, 0, whole)
  if (whole === bytes.byteLength) return
  const rest = new Uint8Array(4)
  rest.set(bytes.subarray(whole))
  queue.writeBuffer(buffer, offset + whole, rest)
}
