/** The decode pool: a few workers that turn sources into pixels, restarted when they crash, with every job abortable. */

import { augmentationIn } from '../../protocol/options'
import { Problem } from '../../protocol/problem'
import { here } from '../../starting'
import { DecodeError, type DecodeFault } from '../files/refusal'
import { changed, type PortableSource, portable, type SampleSource } from '../files/source'
import { imageOf } from '../pixels/image'
import { type CacheSpace, makeSpace } from './cache-space'
import type { CachedPicture, Inspected, Job, JobMessage, JobReply, JobResult, PixelRequest } from './decode.messages'

export type { PixelRequest } from './decode.messages'

/** What the health check learns of one file. */
export type Inspection = Inspected | { readonly ok: false; readonly fault: DecodeFault }

/** What a pool needs of a worker; the real one by default, another in tests. */
export type DecodeWorker = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>

const spawnWorker = (): DecodeWorker => new Worker(new URL('./decode.worker.ts', import.meta.url), { type: 'module', name: 'decode' })

/** Jobs that a worker has at once. The trainer deals nothing while the processor's engine is in a step, a second or so: enough to be busy all that time. */
const DEPTH = 24
/** A job that takes longer hangs: its worker is replaced. */
const PATIENCE_MS = 60_000

interface Task {
  readonly id: number
  readonly job: Job
  readonly resolve: (result: never) => void
  readonly reject: (error: unknown) => void
  readonly signal: AbortSignal | undefined
  /** How many workers died while they had it. */
  deaths: number
  sent: number
}

interface Seat {
  worker: DecodeWorker
  /** Whether the worker has begun to work. */
  isHere: boolean
  readonly tasks: Task[]
}

/** A job whose picture may still be with the page. */
type Wanted<J = Job> = J extends { source: PortableSource } ? Omit<J, 'source'> & { readonly source: SampleSource } : never

/** Callers pass a whole run configuration as `augmentation`: only what is drawn from crosses to the worker, picture after picture. */
function slim(request: PixelRequest): PixelRequest {
  const { size, transparency } = request
  if (request.kind === 'eval') return { kind: 'eval', size, transparency, views: request.views }
  return { ...request, augmentation: augmentationIn(request.augmentation) }
}

export class DecodePool {
  private readonly seats: Seat[]
  private readonly queue: Task[] = []
  private nextId = 0
  /** Jobs that wait for the page to hand their file over. */
  private waiting = 0
  private disposed = false
  private retiring = false
  private space: CacheSpace | null = null
  /** By the source object itself: splits and edits pass it on. */
  private cached = new WeakMap<SampleSource, CachedPicture>()
  private readonly watch: ReturnType<typeof setInterval>

  /** @param workers how many; a core each is a good number */
  constructor(
    readonly workers: number,
    private readonly spawn: () => DecodeWorker = spawnWorker,
  ) {
    this.seats = Array.from({ length: workers }, () => this.seat())
    this.watch = setInterval(() => this.replaceHanging(), 5000)
  }

  /**
   * The picture as the network sees it.
   *
   * @returns RGB bytes, [size, size, 3]; of several views [views, size, size, 3]
   * @throws DecodeError; Problem `part-not-fetched` where what reads its kind did not come; the signal's reason
   */
  pixels(source: SampleSource, request: PixelRequest, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    return this.askPixels(source, request, signal, false)
  }

  /**
   * Keeps decoded pictures in the browser's private files, up to `bytes`, so that later epochs skip decoding; 0 drops what was kept.
   *
   * @returns how many bytes may be used; 0 where this browser gives none, and everything works as before
   */
  async keepDecoded(bytes: number): Promise<number> {
    const before = this.space
    this.space = bytes > 0 && !this.disposed ? await makeSpace(bytes) : null
    this.cached = new WeakMap()
    // Workers that had the old files are ended with them.
    if (before) for (const seat of this.seats) this.replace(seat)
    else for (const seat of this.seats) this.tellCache(seat)
    await before?.remove()
    return this.space?.bytes ?? 0
  }

  /** A small upright JPEG, longest side at most `size`; goes before waiting batches. */
  thumbnail(source: SampleSource, size: number, signal?: AbortSignal): Promise<Blob> {
    return this.ask<'thumbnail'>({ kind: 'thumbnail', source, size }, signal, true)
  }

  /** Reads and decodes the file once for the health check. Rejects when aborted, and where what reads its kind did not come. */
  async inspect(source: SampleSource, signal?: AbortSignal): Promise<Inspection> {
    try {
      return await this.ask<'inspect'>({ kind: 'inspect', source }, signal, false)
    } catch (error) {
      if (error instanceof DecodeError) return { ok: false, fault: error.fault }
      throw error
    }
  }

  /** `count` augmented views of one picture exactly as the network gets them in epochs 1 to `count`. */
  async views(
    source: SampleSource,
    {
      index,
      seed,
      sizeIn,
      transparency,
      augmentation,
      count = 9,
    }: Pick<Extract<PixelRequest, { kind: 'train' }>, 'index' | 'seed' | 'transparency' | 'augmentation'> & {
      /** Side of the pictures of an epoch (1-based). */
      sizeIn: (epoch: number) => number
      count?: number
    },
  ): Promise<ImageData[]> {
    const requests = Array.from(
      { length: count },
      (_, i): PixelRequest => ({ kind: 'train', seed, epoch: i + 1, index, size: sizeIn(i + 1), transparency, augmentation }),
    )
    const views = await Promise.all(requests.map((request) => this.askPixels(source, request, undefined, true)))
    return views.map((rgb, i) => imageOf(rgb, sizeIn(i + 1)))
  }

  /** Ends the workers once everything that was asked for is answered: thumbnails may be on their way when a run ends. */
  retire(): void {
    this.retiring = true
    this.endWhenDone()
  }

  private endWhenDone(): void {
    if (this.retiring && this.waiting === 0 && this.queue.length === 0 && this.seats.every((seat) => seat.tasks.length === 0))
      this.dispose()
  }

  /** Ends the workers; what is under way is rejected. */
  dispose(): void {
    if (this.disposed) return
    this.disposed = true
    clearInterval(this.watch)
    const error = new DOMException('the decode pool was closed', 'AbortError')
    for (const seat of this.seats) {
      seat.worker.terminate()
      for (const task of seat.tasks) task.reject(error)
    }
    for (const task of this.queue) task.reject(error)
    this.queue.length = 0
    void this.space?.remove()
  }

  private async askPixels(source: SampleSource, request: PixelRequest, signal: AbortSignal | undefined, first: boolean) {
    const { cached } = this
    const job = { kind: 'pixels', source, request: slim(request), cached: cached.get(source) } as const
    const { rgb, stored } = await this.ask<'pixels'>(job, signal, first)
    if (stored) cached.set(source, stored)
    return rgb
  }

  private tellCache({ worker }: Seat): void {
    if (!this.space) return
    const { directory, bytes } = this.space
    worker.postMessage({ cache: { directory, own: `${this.nextId++}`, bytes: Math.floor(bytes / this.workers) } } satisfies JobMessage)
  }

  private ask<K extends keyof JobResult>(wanted: Wanted, signal: AbortSignal | undefined, first: boolean): Promise<JobResult[K]> {
    const { source } = wanted
    return source.kind === 'listed' ? this.askOpened(wanted, signal, first) : this.askNow({ ...wanted, source }, signal, first)
  }

  private async askOpened<K extends keyof JobResult>(
    wanted: Wanted,
    signal: AbortSignal | undefined,
    first: boolean,
  ): Promise<JobResult[K]> {
    this.waiting++
    try {
      const source = await portable(wanted.source).catch((error: unknown) => {
        throw new DecodeError('cannot-decode', String(error))
      })
      try {
        return await this.askNow<K>({ ...wanted, source }, signal, first)
      } catch (error) {
        // The file may have been saved anew since: the browser then refuses to read it as it was.
        const now = error instanceof DecodeError ? await changed(wanted.source, source).catch(() => null) : null
        if (!now) throw error
        return await this.askNow<K>({ ...wanted, source: now }, signal, first)
      }
    } finally {
      this.waiting--
      this.endWhenDone()
    }
  }

  private askNow<K extends keyof JobResult>(job: Job, signal: AbortSignal | undefined, first: boolean): Promise<JobResult[K]> {
    return new Promise((resolve, reject) => {
      if (this.disposed) throw new DOMException('the decode pool was closed', 'AbortError')
      signal?.throwIfAborted()
      const task: Task = { id: this.nextId++, job, resolve, reject, signal, deaths: 0, sent: 0 }
      if (first) this.queue.unshift(task)
      else this.queue.push(task)
      this.deal()
    })
  }

  /** Gives waiting jobs to the worker with the fewest, of those that have come once one has. */
  private deal(): void {
    while (this.queue.length > 0) {
      const come = this.seats.filter(({ isHere }) => isHere)
      const seat = (come.length > 0 ? come : this.seats).reduce((least, s) => (s.tasks.length < least.tasks.length ? s : least))
      if (seat.tasks.length >= DEPTH) return
      const task = this.queue.shift()!
      if (task.signal?.aborted) {
        task.reject(task.signal.reason)
        continue
      }
      task.sent = performance.now()
      seat.tasks.push(task)
      seat.worker.postMessage({ id: task.id, job: task.job } satisfies JobMessage)
    }
  }

  private seat(): Seat {
    const seat: Seat = { worker: this.spawn(), isHere: false, tasks: [] }
    this.listen(seat)
    return seat
  }

  private listen(seat: Seat): void {
    const { worker } = seat
    seat.isHere = false
    here('decoder', worker).then(
      () => {
        if (seat.worker !== worker) return
        seat.isHere = true
        // Until now it was the worker that was waited for, and not the picture.
        if (seat.tasks[0]) seat.tasks[0].sent = performance.now()
      },
      (problem: unknown) => this.giveUp(seat, worker, problem),
    )
    worker.addEventListener('message', (event) => {
      const reply = (event as MessageEvent<JobReply>).data
      const at = seat.tasks.findIndex((t) => t.id === reply.id)
      if (seat.worker !== worker || at < 0) return
      const [task] = seat.tasks.splice(at, 1)
      if (seat.tasks[0]) seat.tasks[0].sent = performance.now()
      if (reply.ok) task!.resolve(reply.result as never)
      else if (reply.fault === 'not-fetched') task!.reject(new Problem('part-not-fetched', {}))
      else task!.reject(new DecodeError(reply.fault, reply.detail))
      this.deal()
      this.endWhenDone()
    })
    const crashed = (): void => {
      if (seat.worker === worker) this.replace(seat, true)
    }
    worker.addEventListener('error', crashed)
    worker.addEventListener('messageerror', crashed)
  }

  /** A new worker takes the old one's jobs; the job that it was at is given up after its second death. */
  private replace(seat: Seat, crashed = false): void {
    if (this.disposed) return
    seat.worker.terminate()
    const tasks = seat.tasks.splice(0)
    if (crashed && tasks[0]) tasks[0].deaths++
    seat.worker = this.spawn()
    this.listen(seat)
    this.tellCache(seat)
    for (const task of tasks.reverse()) {
      if (task.deaths > 1) task.reject(new DecodeError('cannot-decode', 'the decoder crashed on this picture'))
      else this.queue.unshift(task)
    }
    this.deal()
    this.endWhenDone()
  }

  /** A worker that never came: the others do its work. Where none has come, whoever waits is told, and the next that is asked has another to wait for. */
  private giveUp(seat: Seat, worker: DecodeWorker, problem: unknown): void {
    if (this.disposed || seat.worker !== worker) return
    if (!this.seats.some(({ isHere }) => isHere)) for (const task of seat.tasks.splice(0)) task.reject(problem)
    this.replace(seat)
  }

  private replaceHanging(): void {
    for (const seat of this.seats) {
      if (!seat.isHere) continue
      const first = seat.tasks[0]
      if (first && performance.now() - first.sent > PATIENCE_MS) {
        first.deaths = 1 // no second minute for it
        this.replace(seat, true)
      }
    }
  }
}
