/**
 * The memory of the page and its workers over ten epochs in which every picture is decoded afresh:
 *
 *     npx tsx tools/verify/memory.ts [--epochs 10] [--size 64] [--pictures ../shared/data/dogs-vs-cats/train]
 *
 * Page, trainer, decoders and their WebAssembly live in one renderer process; its PSS and RSS are sampled every half second from /proc (Linux). Ends with
 * exit code 1 where the peak is not below 700 MB, or the later half of the epochs from the third on takes more than a tenth more than the earlier half
 * (medians: when the browser collects its garbage moves single epochs by some 10%). The slope is reported too.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import type { AutomationWindow } from '../../src/app/automation'
import { openStudio } from '../studio'
import { setRecipe } from '../train/page'
import { openPictures } from '../train/session'

declare const window: Window & AutomationWindow

const { values } = parseArgs({
  options: {
    epochs: { type: 'string', default: '10' },
    size: { type: 'string', default: '64' },
    pictures: { type: 'string', default: '../shared/data/dogs-vs-cats/train' },
  },
})
const PEAK_MB = 700
const GROWTH = 0.1
/** The first epochs compile code and fill pools. */
const SETTLED = 3
const EVERY_MS = 500

interface Sampled {
  readonly epoch: number
  readonly pss: number
  readonly rss: number
}

/** Ids of the browser's renderer processes; one holds the page, another may be a spare. */
async function renderers(page: Page): Promise<number[]> {
  const browser = page.context().browser()
  if (!browser) throw new Error('no browser behind the page')
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
}

/** Megabytes (2^20 bytes) of a process by the names that /proc gives them. */
function megabytes(pid: number): { pss: number; rss: number } {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? Number.NaN) / 1024
  return { pss: of('Pss'), rss: of('Rss') }
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN

/** Least-squares slope of y over x. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  return points.reduce((sum, p) => sum + (p[0] - x) * (p[1] - y), 0) / points.reduce((sum, p) => sum + (p[0] - x) ** 2, 0)
}

const studio = await openStudio({ gpu: 'none' })
const samples: Sampled[] = []
try {
  const { page } = studio
  const dataset = await openPictures(page, 'folder', resolve(values.pictures))
  await setRecipe(page, {
    strategy: 'feature-extraction',
    cachedViews: 0,
    keepDecoded: false,
    backend: 'wasm',
    epochs: Number(values.epochs),
    imageSize: Number(values.size),
    patience: 0,
  })
  const own = (await renderers(page)).reduce((a, b) => (megabytes(a).pss > megabytes(b).pss ? a : b))
  const before = megabytes(own)
  console.log(
    `${dataset.counts.train + dataset.counts.val} pictures open: PSS ${before.pss.toFixed(0)} MB, RSS ${before.rss.toFixed(0)} MB`,
  )
  await page.evaluate(() => void window.trainyard.train())
  let told = 0
  for (;;) {
    await new Promise((next) => setTimeout(next, EVERY_MS))
    const { status, epoch, waiting } = await page.evaluate(() => {
      const { run } = window.trainyard.getState()
      return { status: run.status, epoch: run.step?.epoch ?? 0, waiting: run.step?.waiting ?? 0 }
    })
    samples.push({ epoch, ...megabytes(own) })
    for (; told < epoch - 1; told++) report(told + 1, waiting)
    if (status === 'finished') break
    if (status === 'failed' || status === 'idle') throw new Error(`the run is ${status}`)
  }
  report(told + 1, Number.NaN)
} finally {
  await studio.close()
}

function report(epoch: number, waiting: number): void {
  const of = samples.filter((sample) => sample.epoch === epoch)
  const line = (name: 'pss' | 'rss') =>
    `${name.toUpperCase()} median ${median(of.map((s) => s[name])).toFixed(0)}, peak ${Math.max(...of.map((s) => s[name])).toFixed(0)} MB`
  console.log(
    `epoch ${epoch}: ${line('pss')}; ${line('rss')}; ${of.length} samples${waiting >= 0 ? `, waited ${(waiting * 100).toFixed(1)}%` : ''}`,
  )
}

const peak = Math.max(...samples.map(({ pss }) => pss))
const epochs = [...new Set(samples.map(({ epoch }) => epoch))].filter((epoch) => epoch >= SETTLED)
const medianOf = (some: readonly number[]) => median(samples.flatMap((s) => (some.includes(s.epoch) ? [s.pss] : [])))
const steps = slope(epochs.map((epoch) => [epoch, medianOf([epoch])]))
const [early, late] = [medianOf(epochs.slice(0, epochs.length >> 1)), medianOf(epochs.slice(epochs.length >> 1))]
const growth = late / early - 1
console.log(`peak PSS ${peak.toFixed(0)} MB (below ${PEAK_MB}), RSS ${Math.max(...samples.map(({ rss }) => rss)).toFixed(0)} MB`)
console.log(
  `from epoch ${SETTLED} on: ${early.toFixed(0)} MB, then ${late.toFixed(0)} MB (${(growth * 100).toFixed(1)}%, at most ${GROWTH * 100}%); slope ${steps.toFixed(1)} MB an epoch`,
)
process.exit(peak < PEAK_MB && growth <= GROWTH ? 0 : 1)
