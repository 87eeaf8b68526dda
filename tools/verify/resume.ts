/**
 * Breaks off a run, goes on, and compares its last checkpoint, and its model, with those of a run that was never broken off:
 *
 *     npx tsx tools/verify/resume.ts [--kills 20] [--how kill|write|lost] [--backend wasm|webgpu] [--seed 1]
 *
 * `kill` sends SIGKILL to the browser in each phase in turn: while features are made, between steps, while validating, on the way out after an early
 * stop, and while it stands still. `write` reloads the page while the checkpoint between the second and the third epoch is being written; `lost`
 * crashes the browser's GPU process in the second epoch, which the run itself must get over (webgpu). Early stopping is on. On a software adapter
 * WebGPU is slow: its runs have fewer pictures and epochs.
 *
 * Ends with exit code 1 where one checkpoint does not load, the runs end differently, or a number differs by more than 0 (wasm) or 1e-6 (webgpu).
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page } from '@playwright/test'
import type { AutomationWindow } from '../../src/app/automation'
import { askForAutomation } from '../../src/app/automationFlag'
import { readSafetensors } from '../../workers/model/safetensors'
import { uniform } from '../../workers/random'
import { chromiumFlags, requireChromium } from '../chromium'
import { buildIfChanged } from '../site/build'
import { serve } from '../site/serve'

declare const window: Window & AutomationWindow

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    how: { type: 'string', default: 'kill' },
    backend: { type: 'string', default: 'wasm' },
    seed: { type: 'string', default: '1' },
  },
})
const [kills, seed] = [Number(values.kills), Number(values.seed)]
const backend = values.backend === 'webgpu' ? 'webgpu' : 'wasm'
const how = values.how
if (how !== 'kill' && how !== 'write' && how !== 'lost') throw new Error(`--how kill, write or lost, not ${how}`)
if (how === 'lost' && backend !== 'webgpu') throw new Error('--how lost needs --backend webgpu')
const tolerance = backend === 'wasm' ? 0 : 1e-6
const SIZES = { wasm: { epochs: 12, patience: 2, limit: 40 }, webgpu: { epochs: 6, patience: 1, limit: 20 } } as const
const SHARED = { ...SIZES[backend], batchSize: 4, imageSize: 32, seed, backend } as const
/** The whole network at a rate at which it soon learns no more: it ends by early stop. */
const FULL = { ...SHARED, strategy: 'full', learningRate: 3e-3, schedule: 'constant' } as const
/** The head alone, on features made first. */
const HEAD = { ...SHARED, strategy: 'feature-extraction', cachedViews: 4, learningRate: 1e-2, schedule: 'constant' } as const
type Config = typeof FULL | typeof HEAD
/** A fifth of the pictures is held out, and four are learnt from at a time. */
const STEPS = (SHARED.limit * 0.8) / 4
/** The epoch in which a run is broken off: it has saved those before. */
const BROKEN = how === 'lost' ? 2 : 3
/** A run that takes longer than this does not end. */
const LIMIT_MS = 20 * 60_000

/** Where a run is broken off: in that epoch, or in what comes before the first and after the last. */
type Where = 'features' | 'training' | 'validating' | 'finishing' | 'paused'
const WHERE: readonly Where[] = ['training', 'validating', 'finishing', 'paused', 'features']
const configFor = (where: Where): Config => (where === 'features' ? HEAD : FULL)

interface Tab {
  readonly page: Page
  readonly browser: Browser
  readonly child: ChildProcess
}

/** A Chromium of its own process group, so that all of it can be killed at once. */
async function open(profile: string, url: string): Promise<Tab> {
  const child = spawn(
    requireChromium(),
    [...chromiumFlags('software'), '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const endpoint = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stderr!.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = /DevTools listening on (ws:\S+)/.exec(text)
      if (found) resolve(found[1]!)
    })
    child.once('exit', () => reject(new Error(`Chromium ended: ${text.slice(-500)}`)))
  })
  const browser = await chromium.connectOverCDP(endpoint)
  const context = browser.contexts()[0]!
  const page = context.pages()[0] ?? (await context.newPage())
  await page.addInitScript(askForAutomation)
  await page.goto(url)
  await page.waitForFunction(() => 'trainyard' in window)
  return { page, browser, child }
}

/** SIGKILL to the browser and all its processes; resolves when it is gone. */
async function kill({ child }: Tab): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-child.pid!, 'SIGKILL')
  await gone
}

async function openPets(page: Page): Promise<void> {
  const ok = await page.evaluate((s) => window.trainyard.openDataset({ kind: 'drawn', count: 60, seed: s }), seed)
  if (!ok) throw new Error('the drawn pets did not open')
}

type Tensors = ReturnType<typeof readSafetensors>['tensors']

/** What a run leaves: the model, the last checkpoint's tensors, how it ended and the losses of its epochs. */
interface Left {
  readonly model: Tensors
  readonly last: Tensors
  readonly ending: string
}

const bytesOf = (text: string) => readSafetensors(new Uint8Array(Buffer.from(text, 'base64'))).tensors

async function leftBy(page: Page): Promise<Left> {
  const { files, ending } = await page.evaluate(async () => {
    const { trainer } = window.trainyard
    const [run] = await trainer.runs.list()
    const file = run?.checkpoints.at(-1)?.file
    if (!run || !file) throw new Error('the run or its checkpoint is gone')
    const root = await navigator.storage.getDirectory()
    const folder = await (await root.getDirectoryHandle('runs')).getDirectoryHandle(run.id)
    const { blob } = await trainer.downloads.make('safetensors')
    const files: string[] = []
    for (const each of [blob, await (await folder.getFileHandle(file)).getFile()]) {
      const bytes = new Uint8Array(await each.arrayBuffer())
      let out = ''
      for (let at = 0; at < bytes.length; at += 32768) out += String.fromCharCode(...bytes.subarray(at, at + 32768))
      files.push(btoa(out))
    }
    const losses = run.epochs.map(({ train, val }) => [train.loss, val.loss])
    return { files, ending: JSON.stringify([run.status, run.reason, run.bestEpoch, file, losses]) }
  })
  const [model, last] = files
  return { model: bytesOf(model!), last: bytesOf(last!), ending }
}

interface Progress {
  epoch: number
  step: number
  phase: string
  standing: string
  features: number
  validated: number
  restored: boolean
}
type WithProgress = Window & { progress: Progress; run: Promise<void> }

/** Starts the run and leaves how far it is in `window.progress`. */
async function begin(page: Page, config: Config): Promise<void> {
  await openPets(page)
  await page.evaluate((chosen) => {
    const progress: Progress = { epoch: 0, step: 0, phase: '', standing: 'going', features: 0, validated: 0, restored: false }
    const run = window.trainyard.trainer.training
      .train({ ...window.trainyard.getState().config, ...chosen }, (event) => {
        if (event.type === 'step') Object.assign(progress, { epoch: event.epoch, step: event.step })
        if (event.type === 'phase') progress.phase = event.phase
        if (event.type === 'standing') progress.standing = event.standing
        if (event.type === 'feature-progress') progress.features = event.done
        if (event.type === 'validation-progress') progress.validated = event.done
        if (event.type === 'note' && event.note.code === 'device-restored') progress.restored = true
      })
      .then(() => {})
    run.catch(() => {})
    Object.assign(window, { progress, run })
  }, config)
}

/** @throws Error where the run fails, or does not end */
async function untilOver(page: Page): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the run has not ended after ${LIMIT_MS / 60_000} minutes`)), LIMIT_MS)
  })
  try {
    await Promise.race([page.evaluate(() => (window as unknown as WithProgress).run), late])
  } finally {
    clearTimeout(timer)
  }
}

async function wholeRun(url: string, config: Config): Promise<Left> {
  const profile = mkdtempSync(join(tmpdir(), 'trainyard-'))
  const tab = await open(profile, url)
  try {
    await begin(tab.page, config)
    await untilOver(tab.page)
    return await leftBy(tab.page)
  } finally {
    await kill(tab)
    rmSync(profile, { recursive: true, force: true })
  }
}

/** Waits for a moment of the phase; `step` says which. */
async function untilAt(page: Page, where: Where, step: number): Promise<void> {
  if (where === 'paused') {
    await untilAt(page, 'training', step)
    await page.evaluate(() => window.trainyard.trainer.training.pause())
  }
  await page.waitForFunction(
    ([at, moment, broken]) => {
      const now = (window as unknown as WithProgress).progress
      if (at === 'features') return now.phase === 'training' || now.features >= 8 * moment
      if (at === 'finishing') return now.phase === 'finishing'
      if (at === 'paused') return now.standing === 'paused' || now.phase === 'finishing'
      if (now.epoch > broken || now.phase === 'finishing') return true
      return now.epoch === broken && (at === 'training' ? now.step >= moment : now.phase === 'validating')
    },
    [where, step, BROKEN] as const,
    { polling: 5, timeout: LIMIT_MS },
  )
}

/** Waits until the checkpoint that begins the third epoch is there by name: from then on it is being written. */
async function untilWriting(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory()
    for (;;) {
      const runs = await root.getDirectoryHandle('runs', { create: true })
      for await (const run of runs.values())
        if (run.kind === 'directory')
          for await (const name of (run as FileSystemDirectoryHandle).keys()) if (name === 'checkpoint-3-0.safetensors') return
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  })
}

interface Outcome {
  readonly left: Left
  /** What became of the run, in words. */
  readonly story: string
  readonly ok: boolean
}

/** Opens the pictures again, goes on with the run that was broken off, and tells where from. One that left no checkpoint yet is begun anew, as a person would. */
async function goOn(page: Page, where: Where): Promise<Outcome> {
  await openPets(page)
  const { status, from, kept } = await page.evaluate(async () => {
    const { trainer } = window.trainyard
    const [run] = await trainer.runs.list()
    if (!run) throw new Error('the run is gone')
    const kept = run.checkpoints.map(({ file }) => file)
    const starts: { epoch: number; step: number }[] = []
    // One that is finished ended before the signal came: it left all it had.
    if (run.status !== 'finished' && kept.length > 0)
      await trainer.training.resumeRun(run.id, (event) => {
        if (event.type === 'note' && event.note.code === 'resumed') starts.push({ epoch: event.note.epoch, step: event.note.step })
      })
    else if (run.status !== 'finished') await trainer.training.train(run.config, () => {})
    const [ended] = await trainer.runs.list()
    await trainer.answers.useRun(ended!.id)
    return { status: run.status, from: starts[0] ?? null, kept }
  })
  // No more than the work since the last checkpoint may be lost: the end of the epoch before, or of the one before that where it was still being written.
  const first = where === 'features' ? 0 : how === 'write' ? BROKEN - 1 : BROKEN
  return {
    left: await leftBy(page),
    story: `${status}, had ${kept.join(' and ') || 'nothing yet'}, ${from ? `went on at epoch ${from.epoch}.${from.step}` : 'went on as it was'}`,
    ok: status === 'finished' || first === 0 || (from !== null && from.epoch >= first),
  }
}

/** Runs, is broken off and goes on. */
async function brokenRun(url: string, where: Where, step: number, delayMs: number): Promise<Outcome> {
  const profile = mkdtempSync(join(tmpdir(), 'trainyard-'))
  let tab = await open(profile, url)
  try {
    await begin(tab.page, configFor(where))
    if (how === 'write') await untilWriting(tab.page)
    else await untilAt(tab.page, where, step)
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    if (how === 'kill') {
      await kill(tab)
      tab = await open(profile, url)
      return await goOn(tab.page, where)
    }
    if (how === 'write') {
      await tab.page.reload()
      await tab.page.waitForFunction(() => 'trainyard' in window)
      return await goOn(tab.page, where)
    }
    const session = await tab.browser.newBrowserCDPSession()
    await session.send('Browser.crashGpuProcess')
    await untilOver(tab.page)
    const { restored } = await tab.page.evaluate(() => (window as unknown as WithProgress).progress)
    return {
      left: await leftBy(tab.page),
      story: restored ? 'the device was lost and made again' : 'the device was never lost',
      ok: restored,
    }
  } finally {
    await kill(tab)
    rmSync(profile, { recursive: true, force: true })
  }
}

function difference(a: Tensors, b: Tensors): number {
  if (a.size !== b.size) return Number.POSITIVE_INFINITY
  let worst = 0
  for (const [name, { data }] of a) {
    const other = b.get(name)
    if (!other) return Number.POSITIVE_INFINITY
    data.forEach((value, i) => {
      worst = Math.max(worst, Math.abs(value - other.data[i]!))
    })
  }
  return worst
}

/** Largest difference in the last checkpoint and in the model; infinite where the runs ended differently. */
const apart = (a: Left, b: Left): number =>
  backend === 'wasm' && a.ending !== b.ending
    ? Number.POSITIVE_INFINITY
    : Math.max(difference(a.last, b.last), difference(a.model, b.model))

await buildIfChanged()
const site = await serve()
let failed = 0
let checks = 0
try {
  const wholes = new Map<Config, Left>()
  const places = how === 'kill' ? WHERE : (['training'] as const)
  for (const config of new Set(places.map(configFor))) {
    const whole = await wholeRun(site.url, config)
    wholes.set(config, whole)
    const again = apart(whole, await wholeRun(site.url, config))
    checks++
    const early = whole.ending.includes('"early-stop"')
    if (!early || !(again <= tolerance)) failed++
    if (!early) console.log(`${config.strategy} did not end by early stop: nothing is shown of what a kill leaves of it`)
    console.log(`${config.strategy}, never broken off, twice: ${whole.ending.slice(0, 60)}..., largest difference ${again}`)
  }
  for (let i = 0; i < kills; i++) {
    const where = places[i % places.length]!
    const step = 1 + Math.floor(uniform(seed, 77, i) * STEPS)
    const delay = Math.floor(uniform(seed, 78, i) * (how === 'write' ? 150 : where === 'training' ? 400 : 60))
    const { left, story, ok: went } = await brokenRun(site.url, where, step, delay)
    const worst = apart(wholes.get(configFor(where))!, left)
    const ok = went && worst <= tolerance
    checks++
    if (!ok) failed++
    const at = how === 'write' ? 'the checkpoint' : `${where}, moment ${step}`
    console.log(`${how} ${i + 1} at ${at} + ${delay} ms: ${story}, largest difference ${worst}: ${ok ? 'ok' : 'WRONG'}`)
    if (!ok) console.log(`  ended as ${left.ending.slice(0, 200)}`)
  }
} finally {
  await site.close()
}
console.log(`${checks - failed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
