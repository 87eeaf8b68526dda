/** Draws, orders, batches and the pool: what is shown in which order, whatever the timing and whatever fails. */
import { describe, expect, test, vi } from 'vitest'
import type { Augmentation } from '../../protocol/options'
import { problemOf } from '../../protocol/problem'
import { START_SECONDS } from '../../starting'
import { idsOf } from '../dataset/dataset'
import { index, item } from '../dataset/testing'
import type { JobMessage } from '../decode/decode.messages'
import { DecodePool, type DecodeWorker } from '../decode/pool'
import { DecodeError } from '../files/refusal'
import { apply, draw } from '../pixels/augment'
import { type Batch, type LoaderOptions, loadBatches } from './loader'
import { balancedOrder, epochOrder } from './sampler'

const augmentation: Augmentation = {
  cropScaleMin: 0.08,
  cropRatio: 4 / 3,
  flip: 0.5,
  rotation: 15,
  jitter: 0.3,
  erasing: 0.25,
  policy: 'rand',
  policyOps: 2,
  policyMagnitude: 9,
}

describe('draws', () => {
  const draws = Array.from({ length: 4000 }, (_, i) => draw(augmentation, { seed: 1, epoch: 1 + (i % 2), index: i >> 1 }, 500, 375, 224))

  test('are the same for the same keys and others for others', () => {
    expect(draw(augmentation, { seed: 1, epoch: 1, index: 5 }, 500, 375, 224)).toEqual(draws[10])
    expect(new Set(draws.map((d) => JSON.stringify(d.crop))).size).toBeGreaterThan(3900)
  })

  test('have torchvision’s distribution', () => {
    const share = (of: (d: (typeof draws)[number]) => number): number => draws.reduce((sum, d) => sum + of(d), 0) / draws.length
    // torchvision's RandomResizedCrop.get_params(500 x 375, scale (0.08, 1), ratio (3/4, 4/3)), 20,000 draws: mean share of the area 0.4348, width 282.5, height 270.7.
    expect(Math.abs(share((d) => (d.crop.width * d.crop.height) / 187_500) - 0.4348)).toBeLessThan(0.015)
    expect(Math.abs(share((d) => d.crop.width) - 282.5)).toBeLessThan(6)
    expect(Math.abs(share((d) => d.crop.height) - 270.7)).toBeLessThan(6)
    expect(share((d) => Number(d.flip))).toBeCloseTo(0.5, 1)
    expect(share((d) => Number(d.erase !== null))).toBeCloseTo(0.25, 1)
    expect(share((d) => d.angle / 15)).toBeCloseTo(0, 1)
    expect(Math.max(...draws.map((d) => Math.abs(d.angle)))).toBeLessThanOrEqual(15)
    for (const { crop } of draws) expect(crop.x >= 0 && crop.y >= 0 && crop.x + crop.width <= 500 && crop.y + crop.height <= 375).toBe(true)
  })

  test('switching one augmentation off leaves the others’ draws alone', () => {
    const keys = { seed: 3, epoch: 2, index: 9 }
    const without = draw({ ...augmentation, rotation: 0, jitter: 0 }, keys, 300, 200, 64)
    const all = draw(augmentation, keys, 300, 200, 64)
    expect([without.crop, without.flip, without.erase]).toEqual([all.crop, all.flip, all.erase])
    expect([without.angle, without.colour]).toEqual([0, []])
  })

  test('a picture too long for any crop gets the centred one', () => {
    expect(draw({ ...augmentation, cropScaleMin: 1 }, { seed: 1, epoch: 1, index: 1 }, 1000, 10, 64).crop).toEqual({
      x: 493,
      y: 0,
      width: 13,
      height: 10,
    })
  })

  test('a part of the picture that contains the crop gives the same as the whole', () => {
    const data = Uint8Array.from({ length: 60 * 40 * 3 }, (_, i) => (i * 37) % 251)
    const drawn = draw(augmentation, { seed: 1, epoch: 1, index: 3 }, 60, 40, 32)
    const { x, y, width, height } = drawn.crop
    const part = new Uint8Array(width * height * 3)
    for (let row = 0; row < height; row++)
      part.set(data.subarray(((y + row) * 60 + x) * 3, ((y + row) * 60 + x + width) * 3), row * width * 3)
    expect(apply({ data: part, width, height, channels: 3 }, drawn, 32, drawn.crop)).toEqual(
      apply({ data, width: 60, height: 40, channels: 3 }, drawn, 32),
    )
  })
})

describe('orders', () => {
  const ids = Uint32Array.from({ length: 100 }, (_, i) => i * 3)
  test('an epoch shows every picture once, each epoch in another order', () => {
    expect(epochOrder(ids, 1, 1).toSorted()).toEqual(ids)
    expect(epochOrder(ids, 1, 1)).toEqual(epochOrder(ids, 1, 1))
    expect(epochOrder(ids, 1, 2)).not.toEqual(epochOrder(ids, 1, 1))
  })
  test('balanced, a class of ten is shown as often as one of ninety', () => {
    const many = Uint32Array.from({ length: 2000 }, (_, i) => i)
    const rare = balancedOrder(many, (id) => Number(id < 200), 1, 1).filter((id) => id < 200).length
    expect(rare / 2000).toBeCloseTo(0.5, 1)
  })
})

describe('batches', () => {
  const dataset = index(['cat', 'dog'].flatMap((pet) => Array.from({ length: 30 }, (_, i) => item(`${pet}/${i}.jpg`))))
  /** A pool whose picture is its own path's checksum, after a random while; `bad` paths fail. */
  const poolOf = (bad: (name: string) => boolean = () => false): LoaderOptions['pool'] => ({
    async pixels(source, _request, signal) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 4))
      signal?.throwIfAborted()
      if (source.kind !== 'file' || bad(source.file.name)) throw new DecodeError('cannot-decode', 'planted')
      return new Uint8Array(12).fill(Number.parseInt(source.file.name, 10))
    },
  })
  const run = async (options: Partial<LoaderOptions>): Promise<Batch[]> => {
    const { samples } = await dataset
    const order = idsOf(await dataset, 'train')
    const batches: Batch[] = []
    const request = () => ({ kind: 'eval', size: 2, transparency: 'white' }) as const
    for await (const batch of loadBatches({ pool: poolOf(), samples, order, request, batchSize: 16, ...options })) batches.push(batch)
    return batches
  }

  test('come in order, the same whatever the timing', async () => {
    const [one, two] = [await run({ ahead: 1 }), await run({ ahead: 5 })]
    expect(one).toEqual(two)
    expect(one.map((b) => b.ids.length)).toEqual([16, 16, 16])
    expect(one.flatMap((b) => Array.from(b.ids))).toEqual(Array.from(idsOf(await dataset, 'train')))
  })

  test('a bad picture is replaced by one of its class, and named', async () => {
    const { samples } = await dataset
    const pool = poolOf((name) => name === '3.jpg' || name === '4.jpg')
    const batches = await run({ pool, seed: 7 })
    expect(batches).toEqual(await run({ pool, seed: 7 }))
    const planted = Array.from(idsOf(await dataset, 'train')).filter((id) => /\/[34]\.jpg/.test(samples[id]!.path))
    expect(batches.flatMap((b) => b.failed).sort()).toEqual(planted.sort())
    const labels = batches.flatMap((b) => Array.from(b.labels))
    expect(labels).toEqual(Array.from(idsOf(await dataset, 'train')).map((id) => samples[id]!.label))
    const left = await run({ pool, onBad: 'leave-out' })
    expect(left.reduce((n, b) => n + b.ids.length, 0)).toBe(48 - planted.length)
  })

  test.each(['replace', 'leave-out'] as const)('all bad is a problem (%s)', async (onBad) => {
    const error = await run({ pool: poolOf(() => true), onBad }).catch((e: unknown) => e)
    expect(problemOf(error).code).toBe('decode-failures')
  })

  test('never more ahead than asked for, and none after the consumer leaves', async () => {
    const { samples } = await dataset
    const pixels = vi.fn(poolOf().pixels)
    const order = idsOf(await dataset, 'train')
    for await (const _ of loadBatches({
      pool: { pixels },
      samples,
      order,
      request: () => ({ kind: 'eval', size: 2, transparency: 'white' }),
      batchSize: 4,
      ahead: 2,
    })) {
      expect(pixels.mock.calls.length).toBeLessThanOrEqual(16)
      break
    }
    const asked = pixels.mock.calls.length
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(pixels.mock.calls.length).toBe(asked)
  })

  test('can be aborted', async () => {
    await expect(run({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('pool', () => {
  /** A worker that answers, crashes or hangs as the picture's name says. */
  class FakeWorker extends EventTarget {
    static alive = 0
    private dead = false
    constructor() {
      super()
      FakeWorker.alive++
    }
    postMessage(message: JobMessage): void {
      if ('cache' in message) return
      const { id, job } = message
      const name = job.source.kind === 'file' ? job.source.file.name : ''
      setTimeout(() => {
        if (this.dead) return
        if (name === 'crash') this.dispatchEvent(new Event('error'))
        else if (name === 'bad') this.answer({ id, ok: false, fault: 'empty', detail: '' })
        else if (name === 'late.tif') this.answer({ id, ok: false, fault: 'not-fetched', detail: '' })
        else this.answer({ id, ok: true, result: { rgb: new Uint8Array([name.length]), stored: null } })
      }, 1)
    }
    private answer(data: object): void {
      this.dispatchEvent(new MessageEvent('message', { data }))
    }
    terminate(): void {
      if (!this.dead) FakeWorker.alive--
      this.dead = true
    }
  }
  const ask = (pool: DecodePool, name: string, signal?: AbortSignal) =>
    pool.pixels({ kind: 'file', file: new File(['x'], name) }, { kind: 'eval', size: 1, transparency: 'white' }, signal)

  test('a crash costs only the picture that caused it; closing ends every worker', async () => {
    const pool = new DecodePool(2, () => new FakeWorker() as unknown as DecodeWorker)
    const names = ['a', 'bb', 'crash', 'ccc', 'bad', 'dddd', 'crash', 'eeeee']
    const results = await Promise.allSettled(names.map((name) => ask(pool, name)))
    expect(results.map((r) => (r.status === 'fulfilled' ? r.value[0] : (r.reason as DecodeError).fault))).toEqual([
      1,
      2,
      'cannot-decode',
      3,
      'empty',
      4,
      'cannot-decode',
      5,
    ])
    expect(FakeWorker.alive).toBe(2)
    const late = ask(pool, 'late')
    pool.dispose()
    await expect(late).rejects.toMatchObject({ name: 'AbortError' })
    await expect(ask(pool, 'later')).rejects.toMatchObject({ name: 'AbortError' })
    expect(FakeWorker.alive).toBe(0)
  })

  test('a pool that retires answers what was asked before, crashes included, and then ends every worker', async () => {
    const pool = new DecodePool(2, () => new FakeWorker() as unknown as DecodeWorker)
    const jobs = ['a', 'crash', ...Array.from({ length: 60 }, () => 'bb')].map((name) => ask(pool, name))
    pool.retire()
    const results = await Promise.allSettled(jobs)
    expect(results.filter((r) => r.status === 'fulfilled').length).toBe(61)
    expect(FakeWorker.alive).toBe(0)
    await expect(ask(pool, 'later')).rejects.toMatchObject({ name: 'AbortError' })
    const idle = new DecodePool(1, () => new FakeWorker() as unknown as DecodeWorker)
    idle.retire()
    expect(FakeWorker.alive).toBe(0)
  })

  test("a picture that the page has is asked for first; one that it cannot open is that picture's fault alone", async () => {
    const pool = new DecodePool(1, () => new FakeWorker() as unknown as DecodeWorker)
    const file = async (index: number) => {
      if (index === 1) throw new DOMException('gone', 'NotFoundError')
      return new File(['x'], 'ccc')
    }
    const files = { paths: ['0.jpg', '1.jpg', '2.jpg'], file }
    const jobs = files.paths.map((_, index) =>
      pool.pixels({ kind: 'listed', files, index }, { kind: 'eval', size: 1, transparency: 'white' }),
    )
    // They are still with the page: a pool that retires waits for them.
    pool.retire()
    const results = await Promise.allSettled(jobs)
    expect(results.map((r) => (r.status === 'fulfilled' ? r.value[0] : (r.reason as DecodeError).fault))).toEqual([3, 'cannot-decode', 3])
    expect(FakeWorker.alive).toBe(0)
  })

  test('a picture that was saved anew since the page was asked for it is asked for again, once', async () => {
    const pool = new DecodePool(1, () => new FakeWorker() as unknown as DecodeWorker)
    const asked: boolean[] = []
    const files = (now: File) => ({
      paths: ['0.jpg'],
      file: async (_: number, anew = false) => {
        asked.push(anew)
        return anew ? now : new File(['x'], 'bad', { lastModified: 1 })
      },
    })
    const ask = (now: File) =>
      pool.pixels({ kind: 'listed', files: files(now), index: 0 }, { kind: 'eval', size: 1, transparency: 'white' })
    expect((await ask(new File(['xy'], 'ccc')))[0]).toBe(3)
    await expect(ask(new File(['x'], 'bad', { lastModified: 1 }))).rejects.toMatchObject({ fault: 'empty' })
    expect(asked).toEqual([false, true, false, true])
    pool.dispose()
  })

  test('a worker that never starts is said after a while, and is not the fault of a picture', async () => {
    vi.useFakeTimers()
    try {
      const silent = () => Object.assign(new EventTarget(), { postMessage: () => {}, terminate: () => {} }) as unknown as DecodeWorker
      const pool = new DecodePool(1, silent)
      const jobs = Promise.allSettled([ask(pool, 'a'), ask(pool, 'b')])
      await vi.advanceTimersByTimeAsync(START_SECONDS * 1000)
      for (const job of await jobs) expect(job).toMatchObject({ reason: { code: 'not-started', values: { part: 'decoder' } } })
      pool.dispose()
    } finally {
      vi.useRealTimers()
    }
  })

  test('code that reads a kind of picture and did not come is said, and is not the fault of a picture', async () => {
    const pool = new DecodePool(1, () => new FakeWorker() as unknown as DecodeWorker)
    const problem = await ask(pool, 'late.tif').catch(problemOf)
    expect(problem).toEqual({ code: 'part-not-fetched', values: {} })
    await expect(pool.inspect({ kind: 'file', file: new File(['x'], 'late.tif') })).rejects.toMatchObject({ code: 'part-not-fetched' })
    pool.dispose()
  })

  test('waiting jobs are dropped when aborted', async () => {
    const pool = new DecodePool(1, () => new FakeWorker() as unknown as DecodeWorker)
    const abort = new AbortController()
    // A worker has 24 at once.
    const jobs = Array.from({ length: 30 }, () => ask(pool, 'x', abort.signal))
    abort.abort()
    const results = await Promise.allSettled(jobs)
    expect(results.filter((r) => r.status === 'rejected').length).toBe(6)
    pool.dispose()
  })
})
