/** Weights by name: downloaded once, checked as the page checks them, and kept. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cacheFolder, imagenetWeights } from './weights'

const FILE = readFileSync('public/models/resnet18-starter.safetensors')
const SHA = createHash('sha256').update(FILE).digest('hex')
const signal = new AbortController().signal

let folder: string
let asked: string[]
/** What the hub has, and states of it; no statement where null. */
let hub: { file: Buffer; states: string | null }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trainyard-weights-'))
  asked = []
  hub = { file: FILE, states: SHA }
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(address)
    if (!address.includes('/api/')) return new Response(new Uint8Array(hub.file), { headers: { 'content-length': `${hub.file.length}` } })
    return hub.states ? Response.json([{ path: 'model.safetensors', lfs: { oid: hub.states } }]) : new Response('', { status: 503 })
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  rmSync(folder, { recursive: true })
})

test('ImageNet’s weights are downloaded once and kept; a kept file that was damaged since is downloaded again', async () => {
  const seen: number[] = []
  const first = await imagenetWeights(signal, ({ bytes }) => seen.push(bytes), folder)
  expect(first.from).toBe('checked')
  expect(seen.at(-1)).toBe(FILE.length)
  expect(readFileSync(first.path).equals(FILE)).toBe(true)
  expect(asked.every((address) => address.startsWith('https://huggingface.co/'))).toBe(true)
  const requests = asked.length
  expect(await imagenetWeights(signal, () => {}, folder)).toEqual({ path: first.path, from: 'kept' })
  expect(asked).toHaveLength(requests)
  writeFileSync(first.path, FILE.subarray(1))
  expect((await imagenetWeights(signal, () => {}, folder)).from).toBe('checked')
  expect(readFileSync(first.path).equals(FILE)).toBe(true)
})

test('what arrives damaged, or is no network, is refused and not kept; what cannot be checked is not looked for again', async () => {
  hub.states = 'f'.repeat(64)
  await expect(imagenetWeights(signal, () => {}, folder)).rejects.toMatchObject({ code: 'download-damaged' })
  hub = { file: Buffer.from('no weights at all'), states: null }
  await expect(imagenetWeights(signal, () => {}, folder)).rejects.toMatchObject({ code: 'weights-malformed' })
  expect(readdirSync(folder)).toEqual([])
  hub = { file: FILE, states: null }
  expect((await imagenetWeights(signal, () => {}, folder)).from).toBe('unchecked')
  hub.states = SHA
  expect((await imagenetWeights(signal, () => {}, folder)).from).toBe('checked')
})

test('the cache is where the system has its own', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/x' }, 'linux', '/home/a')).toBe('/x/trainyard/weights')
  expect(cacheFolder({ XDG_CACHE_HOME: 'x' }, 'linux', '/home/a'), 'a relative one is none').toBe('/home/a/.cache/trainyard/weights')
  expect(cacheFolder({}, 'darwin', '/Users/a')).toBe('/Users/a/Library/Caches/trainyard/weights')
  expect(cacheFolder({ LOCALAPPDATA: '/l' }, 'win32', '/home/a')).toBe('/l/trainyard/weights')
})
