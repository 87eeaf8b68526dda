/**
 * Files with bytes changed, cut, put in, repeated and made huge, 10,000 of each kind: what reads them answers or refuses in its own words, never with another
 * error, and takes neither long nor much memory. TRAINYARD_SEED repeats a run, or tries another; TRAINYARD_FILES sets how many.
 */
import { BlobReader, BlobWriter, configure, TextReader, ZipWriter } from '@zip.js/zip.js'
import fc from 'fast-check'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { exportModel, formulaParams } from '../../export/fixtures/formula'
import { toOnnx } from '../../export/onnx'
import { readOnnx, readSafetensorsModel } from '../../export/readback'
import { toSafetensors } from '../../export/safetensors'
import { resnet } from '../../model/resnet'
import { readSafetensors, SafetensorsError, writeSafetensors } from '../../model/safetensors'
import { parseConfig, problemOf } from '../../protocol'
import { CLOCK_START } from '../fit/clock'
import { toyParams } from '../testing/network'
import { toyEpoch, toyRecord } from '../testing/records'
import { encodeCheckpoint } from './checkpoint'
import { DamagedRunFile } from './damage'
import { readRecord } from './recordSchema'
import { decodeSnapshot, encodeParams } from './runTensors'

const SEED = Number(process.env.TRAINYARD_SEED ?? 19)
const FILES = Number(process.env.TRAINYARD_FILES ?? 10_000)
/** Processor time and memory that one file, of some kilobytes, may take. */
const MOST_MS = 2000
const MOST_BYTES = 200e6

configure({ useWebWorkers: false })
vi.mock(import('../fit/plan'), async (original) => ({ ...(await original()), specFor: (await import('../testing/network')).toySpec }))
vi.mock('./files', () => ({ writeRunFile: async () => 1, readRunFile: async () => null, sweepRunFiles: async () => {} }))
vi.mock(import('./records'), async (original) => ({
  ...(await original()),
  runRecords: { get: async () => undefined, add: async (make: (all: never[]) => unknown) => make([]) } as never,
}))
// Other files of tests have their own stand-ins for the disk, and modules are shared between them: these here are loaded anew, and forgotten.
beforeEach(() => {
  vi.resetModules()
})
afterAll(() => {
  vi.resetModules()
})

type Bytes = Uint8Array<ArrayBuffer>

const joined = (...parts: Uint8Array[]): Bytes => {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

const KINDS = ['flip', 'flip', 'cut', 'insert', 'repeat', 'remove', 'huge', 'digits'] as const
interface Mutation {
  readonly kind: (typeof KINDS)[number]
  /** Within the first bytes: headers come first, so that half of all changes are made there. */
  readonly head: boolean
  /** Where, as a share of the file's length. */
  readonly share: number
  readonly length: number
  readonly value: number
  readonly huge: number
}
const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(...KINDS),
  head: fc.boolean(),
  share: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  length: fc.integer({ min: 1, max: 64 }),
  value: fc.nat(255),
  huge: fc.constantFrom(2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 24, 0),
})

function mutated(bytes: Bytes, { kind, head, share, length, value, huge }: Mutation): Bytes {
  const at = Math.floor(share * (head ? Math.min(bytes.length, 600) : bytes.length))
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
  switch (kind) {
    case 'flip':
      return joined(before, Uint8Array.of((after[0] ?? 0) ^ (1 << (value % 8))), after.subarray(1))
    case 'cut':
      return joined(before)
    case 'insert':
      return joined(before, new Uint8Array(length).fill(value), after)
    case 'repeat':
      return joined(before, after.subarray(0, length), after)
    case 'remove':
      return joined(before, after.subarray(length))
    case 'huge': {
      const out = joined(before, after, new Uint8Array(Math.max(0, 4 - after.length)))
      new DataView(out.buffer).setUint32(at, huge, true)
      return out
    }
    case 'digits': {
      // A number written in the text of a header.
      const digit = bytes.findIndex((byte, i) => i >= at && byte >= 0x30 && byte <= 0x39)
      if (digit < 0) return bytes
      return joined(bytes.subarray(0, digit), new TextEncoder().encode('9'.repeat(1 + (length % 18))), bytes.subarray(digit + 1))
    }
    default:
      return kind satisfies never
  }
}

/** @param allowed whether the reader may end with this error */
async function attack(name: string, base: Bytes, read: (bytes: Bytes) => unknown, allowed: (error: unknown) => boolean): Promise<void> {
  console.log(`${name}: ${FILES} files of about ${base.length} bytes, seed ${SEED}`)
  let [refused, taken] = [0, 0]
  const peak = process.resourceUsage().maxRSS * 1024
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
      const bytes = mutations.reduce(mutated, base)
      const before = process.cpuUsage()
      try {
        await read(bytes)
        taken++
      } catch (error) {
        refused++
        if (!allowed(error)) throw error
      }
      const { user, system } = process.cpuUsage(before)
      if ((user + system) / 1000 > MOST_MS) throw new Error(`it took ${(user + system) / 1000} ms of a core`)
    }),
    { numRuns: FILES, seed: SEED, endOnFailure: true },
  )
  expect(process.resourceUsage().maxRSS * 1024 - peak).toBeLessThan(MOST_BYTES)
  // Neither everything nor nothing gets through: the mutations reach what is behind the first check.
  expect(refused).toBeGreaterThan(FILES / 4)
  expect(refused + taken).toBe(FILES)
}

const isDamage = (error: unknown) => error instanceof SafetensorsError || error instanceof DamagedRunFile
/** What a reader of our own exports refuses with: an Error that says so, not one of the language's own. */
const isRefusal = (error: unknown) => error instanceof Error && !(error instanceof TypeError || error instanceof RangeError)

const record = toyRecord({
  epochs: [toyEpoch(1, 0.5, true)],
  checkpoints: [{ file: 'checkpoint-2-0.safetensors', epoch: 2, batch: 0, bytes: 4, best: 'best-1.safetensors' }],
  bestFile: 'best-1.safetensors',
  bestEpoch: 1,
})
const clock = { ...CLOCK_START, epoch: 2, history: record.epochs, stopping: { bestEpoch: 1, bestValue: -0.5, sinceBest: 0 } }
const optimizer = new Map([['exp_avg.fc.bias', { shape: [1], data: Float32Array.of(0.5) }]])
const checkpoint = async () => joined(...(await encodeCheckpoint({ clock, params: toyParams(1), optimizer })))

test('safetensors', { timeout: 300_000 }, async () => {
  const base = writeSafetensors(toyParams(1), { licence: 'MIT' })
  await attack('safetensors', base, readSafetensors, (error) => error instanceof SafetensorsError)
})

test('checkpoints', { timeout: 300_000 }, async () => {
  await attack('checkpoints', await checkpoint(), (bytes) => decodeSnapshot(bytes.buffer, record, new Map()), isDamage)
})

test('checkpoints without a checksum, as version 0.1.0 wrote them', { timeout: 300_000 }, async () => {
  const { tensors, metadata } = readSafetensors(await checkpoint())
  const { sha256: _, ...rest } = metadata
  await attack('old checkpoints', writeSafetensors(tensors, rest), (bytes) => decodeSnapshot(bytes.buffer, record, new Map()), isDamage)
})

test('records', { timeout: 300_000 }, async () => {
  const read = (bytes: Bytes) => {
    const found = readRecord(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
    if ('fault' in found) throw new DamagedRunFile(found.fault)
    parseConfig(found.record.config)
  }
  // What is no JSON, or no UTF-8, is told as such by `importRun`.
  const allowed = (error: unknown) =>
    isDamage(error) || error instanceof SyntaxError || (error instanceof TypeError && /encoded data/.test(error.message))
  await attack('records', new TextEncoder().encode(JSON.stringify(record)), read, allowed)
})

test('run files', { timeout: 600_000 }, async () => {
  const { importRun } = await import('./bundle')
  const zip = new ZipWriter(new BlobWriter(), { level: 0 })
  await zip.add('run.json', new TextReader(JSON.stringify(record)))
  await zip.add('checkpoint-2-0.safetensors', new BlobReader(new Blob([await checkpoint()])))
  await zip.add('best-1.safetensors', new BlobReader(new Blob([joined(...(await encodeParams(toyParams(1))))])))
  const base = new Uint8Array(await (await zip.close()).arrayBuffer())
  await attack(
    'run files',
    base,
    (bytes) => importRun(new File([bytes], 'run.zip')),
    (error) => problemOf(error).code === 'run-file-malformed',
  )
})

// The narrowest network keeps these files small.
const spec = resnet(18, { classes: 2, width: 1, head: 'linear' })
const model = exportModel(spec, formulaParams(spec), 32)

test('ONNX files of ours', { timeout: 600_000 }, async () => {
  await attack('ONNX', toOnnx(model), readOnnx, isRefusal)
})

test('safetensors files of ours', { timeout: 600_000 }, async () => {
  await attack('safetensors models', toSafetensors(model), readSafetensorsModel, isRefusal)
})
