/**
 * Breaks off a run, goes on, and compares the final parameters with those of a run that was never broken off:
 *
 *     npx tsx tools/verify/resume.ts [--kills 20] [--how kill|write|lost] [--backend wasm|webgpu] [--seed 1]
 *
 * `kill` sends SIGKILL to the browser at random steps of the third epoch; `write` reloads the page while the checkpoint between the second and
 * the third epoch is being written; `lost` crashes the browser's GPU process in the third epoch, which the run itself must get over (webgpu).
 *
 * Ends with exit code 1 where one checkpoint does not load, or a parameter differs by more than 0 (wasm) or 1e-6 (webgpu).
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
const CONFIG = {
  epochs: 4,
  batchSize: 4,
  imageSize: 32,
  strategy: 'full',
  patience: 0,
  limit: 40,
  seed,
  backend,
} as const
/** 40 pictures, a fifth held out, four at a time. */
const STEPS = 8

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

async function finalParameters(page: Page): Promise<ReturnType<typeof readSafetensors>['tensors']> {
  const text = await page.evaluate(async () => {
    const { blob } = await window.trainyard.trainer.downloads.make('safetensors')
    const bytes = new Uint8Array(await blob.arrayBuffer())
    let out = ''
    for (let at = 0; at < bytes.length; at += 32768) out += String.fromCharCode(...bytes.subarray(at, at + 32768))
    return btoa(out)
  })
  return readSafetensors(new Uint8Array(Buffer.from(text, 'base64'))).tensors
}

async function wholeRun(url: string): Promise<Awaited<ReturnType<typeof finalParameters>>> {
  const profile = mkdtempSync(join(tmpdir(), 'trainyard-'))
  const tab = await open(profile, url)
  try {
    await openPets(tab.page)
    await tab.page.evaluate(
      (config) => window.trainyard.trainer.training.train({ ...window.trainyard.getState().config, ...config }, () => {}),
      CONFIG,
    )
    return await finalParameters(tab.page)
  } finally {
    await kill(tab)
    rmSync(profile, { recursive: true, force: true })
  }
}

interface Progress {
  epoch: number
  step: number
  restored: boolean
  ended: boolean
}
type WithProgress = Window & { progress: Progress; run: Promise<void> }

/** Starts the run and leaves how far it is in `window.progress`. */
async function begin(page: Page): Promise<void> {
  await openPets(page)
  await page.evaluate((config) => {
    const progress: Progress = { epoch: 0, step: 0, restored: false, ended: false }
    const run = window.trainyard.trainer.training
      .train({ ...window.trainyard.getState().config, ...config }, (event) => {
        if (event.type === 'step') Object.assign(progress, { epoch: event.epoch, step: event.step })
        if (event.type === 'note' && event.note.code === 'device-restored') progress.restored = true
      })
      .then(() => {
        progress.ended = true
      })
    run.catch(() => {})
    Object.assign(window, { progress, run })
  }, CONFIG)
}

async function untilStep(page: Page, step: number): Promise<void> {
  await page.waitForFunction(
    (at) => {
      const { epoch, step: done } = (window as unknown as WithProgress).progress
      return epoch > 3 || (epoch === 3 && done >= at)
    },
    step,
    { polling: 5, timeout: 600_000 },
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
  readonly params: Awaited<ReturnType<typeof finalParameters>>
  /** What became of the run, in words. */
  readonly story: string
  readonly ok: boolean
}

/** Opens the pictures again, goes on with the run that was broken off, and tells where from. */
async function goOn(page: Page): Promise<Outcome> {
  await openPets(page)
  const { status, from, kept } = await page.evaluate(async () => {
    const { trainer } = window.trainyard
    const [run] = await trainer.runs.list()
    if (!run) throw new Error('the run is gone')
    const starts: { epoch: number; step: number }[] = []
    await trainer.training.resumeRun(run.id, (event) => {
      if (event.type === 'note' && event.note.code === 'resumed') starts.push({ epoch: event.note.epoch, step: event.note.step })
    })
    return { status: run.status, from: starts[0] ?? null, kept: run.checkpoints.map(({ file }) => file) }
  })
  // No more than the work since the last checkpoint may be lost: the end of epoch 2, or of epoch 1 where that was still being written.
  const first = how === 'write' ? 2 : 3
  return {
    params: await finalParameters(page),
    story: `${status}, had ${kept.join(' and ')}, went on at epoch ${from?.epoch}.${from?.step}`,
    ok: from !== null && from.epoch >= first,
  }
}

/** Runs, is broken off after `step` steps of epoch 3 (or in the writing of its first checkpoint) and `delayMs`, and goes on. */
async function brokenRun(url: string, step: number, delayMs: number): Promise<Outcome> {
  const profile = mkdtempSync(join(tmpdir(), 'trainyard-'))
  let tab = await open(profile, url)
  try {
    await begin(tab.page)
    if (how === 'write') await untilWriting(tab.page)
    else await untilStep(tab.page, step)
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    if (how === 'kill') {
      await kill(tab)
      tab = await open(profile, url)
      return await goOn(tab.page)
    }
    if (how === 'write') {
      await tab.page.reload()
      await tab.page.waitForFunction(() => 'trainyard' in window)
      return await goOn(tab.page)
    }
    const session = await tab.browser.newBrowserCDPSession()
    await session.send('Browser.crashGpuProcess')
    await tab.page.evaluate(() => (window as unknown as WithProgress).run)
    const { restored } = await tab.page.evaluate(() => (window as unknown as WithProgress).progress)
    return {
      params: await finalParameters(tab.page),
      story: restored ? 'the device was lost and made again' : 'the device was never lost',
      ok: restored,
    }
  } finally {
    await kill(tab)
    rmSync(profile, { recursive: true, force: true })
  }
}

const difference = (a: Awaited<ReturnType<typeof finalParameters>>, b: typeof a): number => {
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

await buildIfChanged()
const site = await serve()
let failed = 0
try {
  const whole = await wholeRun(site.url)
  const again = difference(whole, await wholeRun(site.url))
  console.log(`never broken off, twice: largest difference ${again}`)
  if (!(again <= tolerance)) failed++
  for (let i = 0; i < kills; i++) {
    const step = 1 + Math.floor(uniform(seed, 77, i) * STEPS)
    const delay = Math.floor(uniform(seed, 78, i) * (how === 'write' ? 150 : 400))
    const { params, story, ok: went } = await brokenRun(site.url, step, delay)
    const apart = difference(whole, params)
    const ok = went && apart <= tolerance
    if (!ok) failed++
    console.log(
      `${how} ${i + 1} at ${how === 'write' ? 'the checkpoint' : `step ${step}`} + ${delay} ms: ${story}, largest difference ${apart}: ${ok ? 'ok' : 'WRONG'}`,
    )
  }
} finally {
  await site.close()
}
console.log(`${kills + 1 - failed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
