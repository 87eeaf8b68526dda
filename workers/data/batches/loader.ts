/** Batches in a fixed order from a decode pool, a few ahead of the consumer: bounded, abortable, the same content whatever the timing. */
import { Problem } from '../../protocol/problem'
import { hash, STREAM } from '../../random'
import type { Sample } from '../dataset/dataset'
import type { DecodePool, PixelRequest } from '../decode/pool'

export interface Batch {
  /** RGB, [n, size, size, 3]. */
  readonly pixels: Uint8Array<ArrayBuffer>
  /** Class indices, -1 without one. */
  readonly labels: Int32Array<ArrayBuffer>
  /** The ids that are in it, after replacement. */
  readonly ids: Uint32Array<ArrayBuffer>
  /** Ids of pictures that could not be read and were replaced or left out. */
  readonly failed: readonly number[]
}

export interface LoaderOptions {
  readonly pool: Pick<DecodePool, 'pixels'>
  /** By id. */
  readonly samples: readonly Sample[]
  /** Ids, in the order of the epoch. */
  readonly order: Uint32Array | readonly number[]
  /** How the picture of this id is wanted. */
  readonly request: (id: number) => PixelRequest
  readonly batchSize: number
  /** Batches that may be ready or under way beyond the consumer's; 3 by default. */
  readonly ahead?: number
  /** Training replaces a bad picture by another of its class and split; evaluation leaves it out, and may so give a batch of none. */
  readonly onBad?: 'replace' | 'leave-out'
  /** Keys the choice of replacements. */
  readonly seed?: number
  readonly signal?: AbortSignal
}

/** How many other pictures are tried in a bad one's place. */
const TRIES = 8

/**
 * Yields the batches of one pass.
 *
 * @throws Problem `decode-failures` where no picture of a training batch, nor any in its place, can be read, or none of the whole pass; the signal's reason when aborted
 */
export async function* loadBatches(options: LoaderOptions): AsyncGenerator<Batch, void, undefined> {
  const { order, batchSize, ahead = 3 } = options
  const end = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, end.signal]) : end.signal
  const ready: Promise<Batch>[] = []
  let next = 0
  const start = (): void => {
    while (ready.length <= ahead && next < order.length) {
      const ids = Array.from(order.slice(next, next + batchSize))
      next += batchSize
      const batch = loadBatch(options, ids, signal)
      batch.catch(() => undefined) // reported where it is awaited
      ready.push(batch)
    }
  }
  let good = 0
  try {
    start()
    for (let batch = ready.shift(); batch; batch = ready.shift()) {
      start()
      const loaded = await batch
      good += loaded.ids.length
      yield loaded
    }
    if (good === 0 && next > 0) throw new Problem('decode-failures', { failed: order.length, of: order.length })
  } finally {
    end.abort(new DOMException('the pass was ended', 'AbortError'))
  }
}

async function loadBatch(options: LoaderOptions, ids: readonly number[], signal: AbortSignal): Promise<Batch> {
  const { samples, onBad = 'replace' } = options
  const loaded = await Promise.all(ids.map((id) => loadOne(options, id, signal)))
  const good = loaded.flatMap(({ pixels, id }) => (pixels ? [{ pixels, id }] : []))
  const failed = loaded.flatMap((one, i) => (one.pixels && one.id === ids[i] ? [] : [ids[i]!]))
  if (good.length === 0 && onBad === 'replace') throw new Problem('decode-failures', { failed: ids.length, of: ids.length })
  const bytes = good[0]?.pixels.length ?? 0
  const pixels = new Uint8Array(bytes * good.length)
  good.forEach((one, i) => {
    pixels.set(one.pixels, i * bytes)
  })
  const labels = Int32Array.from(good, ({ id }) => samples[id]!.label)
  return { pixels, labels, ids: Uint32Array.from(good, ({ id }) => id), failed }
}

interface Loaded {
  readonly id: number
  readonly pixels: Uint8Array | null
}

async function loadOne(
  { pool, samples, request, onBad = 'replace', seed = 0 }: LoaderOptions,
  id: number,
  signal: AbortSignal,
): Promise<Loaded> {
  const read = async (at: number): Promise<Uint8Array | null> => {
    try {
      return await pool.pixels(samples[at]!.source, request(at), signal)
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof Error && error.name === 'DecodeError') return null
      throw error
    }
  }
  const own = await read(id)
  if (own || onBad === 'leave-out') return { id, pixels: own }
  const { label, split } = samples[id]!
  const others = samples.filter((s) => s.used && s.label === label && s.split === split && s.id !== id)
  for (let attempt = 0; attempt < TRIES && others.length > 0; attempt++) {
    const other = others[hash(seed, STREAM.sample, id, attempt) % others.length]!
    const pixels = await read(other.id)
    if (pixels) return { id: other.id, pixels }
  }
  return { id, pixels: null }
}
