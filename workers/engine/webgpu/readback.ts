/** Late reading of results: a ring of slots on the device, and a few staging buffers that are mapped whenever one is free, so nothing waits. */
import { EngineLostError, type StepResult } from '../engine'
import { USAGE } from './device'
import { RESULT_SLOTS } from './kernels/loss'
import { readMapped } from './mapping'

const STAGINGS = 3

interface Waiting {
  readonly serial: number
  readonly resolve: (result: StepResult) => void
  readonly reject: (error: Error) => void
}

export class ResultRing {
  private readonly free: GPUBuffer[]
  private readonly all: readonly GPUBuffer[]
  private waiting: Waiting[] = []
  private inFlight = 0
  private serial = 0
  private failure: EngineLostError | null = null

  /** @param results the device's ring, which the loss kernel writes */
  constructor(
    private readonly device: GPUDevice,
    private readonly results: GPUBuffer,
  ) {
    this.all = Array.from({ length: STAGINGS }, (_, i) =>
      device.createBuffer({ label: `results ${i}`, size: RESULT_SLOTS * 16, usage: USAGE.MAP_READ | USAGE.COPY_DST }),
    )
    this.free = [...this.all]
  }

  get bytes(): number {
    return STAGINGS * RESULT_SLOTS * 16
  }

  /** The next step's place. @throws Error when the caller has left too many results waiting */
  next(): { serial: number; slot: number } {
    if (this.waiting.length + this.inFlight >= RESULT_SLOTS)
      throw new Error(`More than ${RESULT_SLOTS} steps are waiting for the GPU: await their results.`)
    this.serial++
    return { serial: this.serial, slot: this.serial % RESULT_SLOTS }
  }

  /** The result of the step that was just submitted, when the device gets to it. */
  result(serial: number): Promise<StepResult> {
    if (this.failure) return Promise.reject(this.failure)
    const promise = new Promise<StepResult>((resolve, reject) => this.waiting.push({ serial, resolve, reject }))
    this.pump()
    return promise
  }

  private pump(): void {
    const staging = this.free[0]
    if (!staging || this.waiting.length === 0 || this.failure) return
    this.free.shift()
    const batch = this.waiting
    this.waiting = []
    this.inFlight += batch.length
    const encoder = this.device.createCommandEncoder()
    encoder.copyBufferToBuffer(this.results, 0, staging, 0, RESULT_SLOTS * 16)
    this.device.queue.submit([encoder.finish()])
    readMapped(this.device, staging, staging.size).then(
      (values) => {
        this.inFlight -= batch.length
        this.free.push(staging)
        for (const waiting of batch) this.settle(waiting, values)
        this.pump()
      },
      (cause: unknown) => {
        const error = this.failure ?? new EngineLostError(`The GPU gave no result back: ${String(cause)}`, 'lost')
        for (const { reject } of batch) reject(error)
      },
    )
  }

  private settle({ serial, resolve, reject }: Waiting, values: Float32Array): void {
    const at = (serial % RESULT_SLOTS) * 4
    if (this.failure) reject(this.failure)
    else if (values[at + 2] !== serial % 2 ** 24) reject(new EngineLostError(`The GPU did not run step ${serial}.`, 'validation'))
    else resolve({ loss: values[at]!, correct: values[at + 1]!, ...(values[at + 3] ? { skipped: true as const } : {}) })
  }

  /** Rejects what waits and everything after it. */
  fail(error: EngineLostError): void {
    this.failure ??= error
    for (const { reject } of this.waiting) reject(error)
    this.waiting = []
  }

  destroy(): void {
    this.fail(new EngineLostError('The engine was closed.', 'lost'))
    for (const buffer of this.all) buffer.destroy()
  }
}
