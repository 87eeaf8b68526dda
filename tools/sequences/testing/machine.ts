/** What the studio finds around it, faked: storage, locks, decode workers, the engine and the network's size. All else is the real code. */
import { createHash } from 'node:crypto'
import { configure } from '@zip.js/zip.js'
import * as databases from 'fake-indexeddb'
import { openDB } from 'idb'
import { vi } from 'vitest'
import type { JobMessage, JobReply } from '../../../workers/data/decode/decode.messages'
import * as resnets from '../../../workers/model/resnet'
import { paramInfos } from '../../../workers/model/spec'
import { FakeLocks } from '../../../workers/storage/testing/browser'
import { Faults } from '../../../workers/storage/testing/faults'
import { FakeDisk } from '../../../workers/storage/testing/files'
import * as devices from '../../../workers/trainer/devices/devices'
import { runRecords } from '../../../workers/trainer/runs/records'
import * as weights from '../../../workers/trainer/weights/weights'
import { Gate } from './gate'
import { GatedEngine, type Labour } from './gatedEngine'

/** Channels of the first block: the network has all its tensors, each a thousandth of its size. */
const WIDTH = 2

/** One browser on one machine; what it keeps outlives the pages that are opened in it. */
export interface Machine {
  readonly gate: Gate
  readonly labour: Labour
  readonly disk: FakeDisk
  /** Others in their place are free, whoever held these. */
  locks: FakeLocks
  /** The page's local storage. */
  readonly preferences: Map<string, string>
  /** Names of pictures that are being opened, and have not been looked at yet. */
  readonly opening: Set<string>
  /** Given so far. */
  ids: number
}

export const immediately = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Its numbers are its name's and its draw's. */
function pictureOf({ job }: Extract<JobMessage, { id: number }>): unknown {
  const name = job.source.kind === 'file' ? job.source.file.name : ''
  const salt = job.kind === 'pixels' && job.request.kind === 'train' ? job.request.epoch * 31 + job.request.seed : 0
  const size = job.kind === 'pixels' ? job.request.size : 0
  const value = [...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), salt) & 255
  if (job.kind === 'pixels') return { rgb: new Uint8Array(size * size * 3).fill(value), stored: null }
  if (job.kind === 'thumbnail') return new Blob([name])
  const grey = new Uint8Array(32 * 32).map((_, at) => value + at * (value + 1))
  return { ok: true, sha256: name, width: 64, height: 64, hash: [value * 0x01010101, ~value], grey }
}

class DecodeWorker {
  private listener: (event: { data: JobReply }) => void = () => {}
  private ended = false
  constructor(_: URL, options: { name: string }) {
    if (options.name !== 'decode') throw new Error(`nobody fakes the worker ${options.name}`)
  }
  addEventListener(type: string, listener: (event: { data: JobReply }) => void): void {
    if (type === 'message') this.listener = listener
  }
  postMessage(message: JobMessage): void {
    if (!('id' in message)) return
    const { id } = message
    setImmediate(() => {
      if (!this.ended) this.listener({ data: { id, ok: true, result: pictureOf(message) } as JobReply })
    })
  }
  terminate(): void {
    this.ended = true
  }
}

/** Node's channels take a tenth of a millisecond to make, and a run makes one a step. */
class QuickChannel {
  readonly port1 = { onmessage: null as ((event: unknown) => void) | null, close: () => {} }
  readonly port2 = { postMessage: () => void setImmediate(() => this.port1.onmessage?.({})), close: () => {} }
}

let current: Machine | null = null
const machine = (): Machine => {
  if (!current) throw new Error('no machine stands here')
  return current
}

/** Another machine, on which nothing was ever done. */
export async function freshMachine(): Promise<Machine> {
  const gate = new Gate()
  const labour: Labour = { begun: 0, loseNext: false }
  const disk = new FakeDisk(new Faults((call) => (call === 'access' ? gate.pass('disk') : null)))
  const locks = new FakeLocks()
  current = { gate, labour, disk, locks, preferences: new Map(), opening: new Set(), ids: 0 }
  // Databases stay open as long as the modules that opened them.
  for (const { id } of await runRecords.all()) await runRecords.remove(id, () => true)
  const care = await openDB('trainyard-datasets', 1, { upgrade: (db) => void db.createObjectStore('care') })
  await care.clear('care')
  care.close()
  return current
}

/**
 * Puts machines in place of what Node has, and stops the clocks: `Date`, `performance` and timers move with `vi.advanceTimersByTime` alone.
 * @returns puts everything back
 */
export function fakeMachines(): () => void {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    now: Date.parse('2026-01-01T00:00:00Z'),
  })
  configure({ useWebWorkers: false })
  vi.stubGlobal('navigator', {
    userAgent: 'sequences',
    languages: ['en'],
    hardwareConcurrency: 2,
    // Named as the software that it would be: `auto` takes the processor, and a GPU can still be chosen.
    gpu: { requestAdapter: async () => ({ info: { description: 'SwiftShader', isFallbackAdapter: true }, features: new Set() }) },
    get locks() {
      return machine().locks
    },
    storage: {
      getDirectory: () => machine().disk.storage.getDirectory(),
      estimate: () => machine().disk.storage.estimate(),
      persisted: async () => true,
      persist: async () => true,
    },
  })
  for (const [name, value] of Object.entries(databases)) if (/^(IDB|indexedDB)/.test(name)) vi.stubGlobal(name, value)
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => machine().preferences.get(key) ?? null,
    setItem: (key: string, text: string) => void machine().preferences.set(key, text),
  })
  vi.stubGlobal('Worker', DecodeWorker)
  vi.stubGlobal('MessageChannel', QuickChannel)
  // Node hashes on threads of its own: when those answer is nobody's to say.
  vi.spyOn(crypto.subtle, 'digest').mockImplementation(async (_, data) => {
    const bytes = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
    return new Uint8Array(createHash('sha256').update(bytes).digest()).buffer
  })
  vi.spyOn(crypto, 'randomUUID').mockImplementation(() => `00000000-0000-4000-8000-${String(++machine().ids).padStart(12, '0')}`)
  const { resnet } = resnets
  vi.spyOn(resnets, 'resnet').mockImplementation((of, options) => resnet(of, { width: WIDTH, ...options }))
  vi.spyOn(devices, 'makeEngine').mockImplementation(async ({ backend }) => new GatedEngine(backend, machine().gate, machine().labour))
  const params = new Map(
    paramInfos(resnets.resnet(18, { classes: 2 })).map(({ name, shape }, at) => {
      const size = shape.reduce((a, b) => a * b, 1)
      return [name, { shape, data: new Float32Array(size).fill(at / 100) }]
    }),
  )
  vi.spyOn(weights, 'bundledWeights').mockImplementation(async () => {
    await machine().gate.pass('weights')
    return { info: weights.BUNDLED_INFO, params, head: null }
  })
  return () => {
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
    vi.useRealTimers()
  }
}
