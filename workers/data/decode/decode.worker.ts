/** The entry of a decode worker: one job after another, pixels transferred back. */

import { problemOf } from '../../protocol/problem'
import { fillCrypto } from '../../secureOnly'
import { sayHere } from '../../starting'
import { KIND_BYTES, kindOf } from '../files/header'
import { DecodeError } from '../files/refusal'
import type { PortableSource } from '../files/source'
import { openSource } from '../files/source'
import { apply, draw } from '../pixels/augment'
import { GREY_SIDE, smallCopies } from '../pixels/perceptual'
import type { Room } from '../pixels/raster'
import { resize } from '../pixels/resample'
import { sharpnessOf } from '../pixels/sharpness'
import { seenThrough } from '../pixels/transparency'
import { evaluationViews } from '../pixels/views'
import { DecodedCache } from './cache-in-worker'
import { decode, decodeToBitmap } from './decode'
import type { CachedPicture, Inspected, Job, JobMessage, JobReply, JobResult, PixelRequest } from './decode.messages'

fillCrypto()
const scope = self as unknown as DedicatedWorkerGlobalScope

async function read(source: PortableSource): Promise<Blob> {
  try {
    return await openSource(source)
  } catch (error) {
    throw error instanceof DecodeError ? error : new DecodeError('cannot-decode', String(error))
  }
}

let cache: DecodedCache | null = null

/** From the cache where it has the picture; null where it has not. */
async function cachedPixels(cached: CachedPicture, request: PixelRequest): Promise<Uint8Array | null> {
  const { width, height, transparency } = cached
  if (transparency !== request.transparency) return null
  if (request.kind === 'eval') {
    const whole = await cache?.rows(cached, 0, height)
    return whole ? evaluationViews(whole, request.size, request.views) : null
  }
  const drawn = draw(request.augmentation, request, width, height, request.size)
  const rows = await cache?.rows(cached, drawn.crop.y, drawn.crop.height)
  return rows ? apply(rows, drawn, request.size, { x: 0, y: drawn.crop.y }) : null
}

/** One picture at a time: its pixels take the place of the last one's, instead of half a megabyte of garbage each. A huge picture's are not kept. */
let kept = new Uint8Array(0)
const KEPT_BYTES = 16 << 20
const room: Room = (bytes) => {
  if (bytes > KEPT_BYTES) return new Uint8Array(bytes)
  if (kept.length < bytes) kept = new Uint8Array(bytes)
  return kept.subarray(0, bytes)
}

async function pixels({ source, request, cached }: Extract<Job, { kind: 'pixels' }>): Promise<JobResult['pixels']> {
  const known = cached ? await cachedPixels(cached, request) : null
  if (known) return { rgb: known as Uint8Array<ArrayBuffer>, stored: null }
  const picture = await decode(await read(source))
  try {
    const drawn = request.kind === 'train' ? draw(request.augmentation, request, picture.width, picture.height, request.size) : null
    // With a cache all of the picture is read, to be kept; without, a crop is enough.
    const box = drawn && !cache ? drawn.crop : { x: 0, y: 0, width: picture.width, height: picture.height }
    const raster = await picture.pixels(request.transparency, box, room)
    const stored = (await cache?.store(raster, request.transparency)) ?? null
    const rgb = request.kind === 'eval' ? evaluationViews(raster, request.size, request.views) : apply(raster, drawn!, request.size, box)
    return { rgb: rgb as Uint8Array<ArrayBuffer>, stored }
  } finally {
    picture.close()
  }
}

async function thumbnail(source: PortableSource, size: number): Promise<Blob> {
  const bitmap = await decodeToBitmap(await read(source))
  try {
    const scale = Math.min(1, size / Math.max(bitmap.width, bitmap.height))
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)))
    const context = canvas.getContext('2d')
    if (!context) throw new Error('this browser has no 2D canvas in workers')
    context.fillStyle = 'white'
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.imageSmoothingQuality = 'medium'
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    return await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 })
  } finally {
    bitmap.close()
  }
}

/** The brightest level of 12 bits in 16. */
const DARK = 16

async function inspect(source: PortableSource): Promise<Inspected> {
  const blob = await read(source)
  const digest = blob.arrayBuffer().then((bytes) => crypto.subtle.digest('SHA-256', bytes))
  digest.catch(() => undefined) // where decoding fails first
  const picture = await decode(blob)
  try {
    const { width, height } = picture
    const raster = await picture.pixels('ignored', undefined, room)
    const through = seenThrough(raster)
    const { hash, grey, colours } = smallCopies(resize(raster, { x: 0, y: 0, width, height }, GREY_SIDE, GREY_SIDE))
    const nearlyBlack = picture.deep && grey.every((level) => level <= DARK)
    const sharpness = sharpnessOf(raster)
    const kind = kindOf(new Uint8Array(await blob.slice(0, KIND_BYTES).arrayBuffer())) ?? undefined
    const sha256 = Array.from(new Uint8Array(await digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
    return { ok: true, sha256, width, height, hash, grey, colours, sharpness, bytes: blob.size, kind, through, nearlyBlack }
  } finally {
    picture.close()
  }
}

function run(job: Job): Promise<JobResult[keyof JobResult]> {
  switch (job.kind) {
    case 'pixels':
      return pixels(job)
    case 'thumbnail':
      return thumbnail(job.source, job.size)
    case 'inspect':
      return inspect(job.source)
    default:
      return job satisfies never
  }
}

async function answer(id: number, job: Job): Promise<void> {
  try {
    const result = await run(job)
    scope.postMessage({ id, ok: true, result } satisfies JobReply, 'rgb' in result ? [result.rgb.buffer] : [])
  } catch (error) {
    const isFetched = problemOf(error).code !== 'part-not-fetched'
    const fault = error instanceof DecodeError ? error.fault : isFetched ? 'cannot-decode' : 'not-fetched'
    scope.postMessage({ id, ok: false, fault, detail: String(error) } satisfies JobReply)
  }
}

/** One at a time: two large pictures at once would take twice the memory, and the decoder keeps the core busy anyway. */
let last = Promise.resolve()
scope.addEventListener('message', ({ data }: MessageEvent<JobMessage>) => {
  if ('cache' in data) cache = new DecodedCache(data.cache)
  else last = last.then(() => answer(data.id, data.job))
})
sayHere()
