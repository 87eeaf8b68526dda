/** Frames a second that the webcam is answered at on wasm, as the page itself shows them: a 640 x 480 film stands in front of Chromium's fake camera. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import sharp from 'sharp'
import { en } from '../../src/app/words'
import { launchOptions } from '../chromium'
import { buildIfChanged } from '../site/build'
import { serve } from '../site/serve'
import { setRecipe } from '../train/page'
import { train } from '../train/session'
import type { BenchOptions, Row } from './row'

/** A film is its JPEGs one after the other. Chromium's fake camera dies of odd widths. */
async function film(path: string): Promise<string> {
  const [width, height] = [640, 480]
  const frames = await Promise.all(
    Array.from({ length: 30 }, (_, frame) => {
      const rgb = Uint8Array.from({ length: width * height * 3 }, (_value, i) => {
        const x = Math.floor(i / 3) % width
        const y = Math.floor(i / 3 / width)
        return 128 + 110 * Math.sin((x + 9 * frame) / (20 + 9 * (i % 3))) * Math.cos(y / 31)
      })
      return sharp(rgb, { raw: { width, height, channels: 3 } })
        .jpeg({ quality: 85 })
        .toBuffer()
    }),
  )
  writeFileSync(path, Buffer.concat(frames))
  return path
}

/** CPU seconds that a process and all below it have used, from Linux's /proc; NaN elsewhere. */
function cpuSeconds(root: number | undefined): number {
  if (process.platform !== 'linux' || root === undefined) return Number.NaN
  const all = readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return []
    try {
      // The name, in brackets, may hold anything.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
      return [{ pid: Number(pid), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }]
    } catch {
      return [] // It ended meanwhile.
    }
  })
  const below = (pid: number): number =>
    all.filter(({ parent }) => parent === pid).reduce((sum, child) => sum + child.ticks + below(child.pid), 0)
  return ((all.find(({ pid }) => pid === root)?.ticks ?? 0) + below(root)) / 100
}

/** Options: `--size` (64), `--seconds` (12). */
export async function run(options: BenchOptions): Promise<Row[]> {
  const size = Number(options.size ?? 64)
  const seconds = Number(options.seconds ?? 12)
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-webcam-'))
  await buildIfChanged()
  const site = await serve()
  const camera = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream']
  const args = [...camera, `--use-file-for-fake-video-capture=${await film(join(folder, 'film.mjpeg'))}`]
  const server = await chromium.launchServer(launchOptions('none', args))
  const browser = await chromium.connect(server.wsEndpoint())
  try {
    const page = await browser.newPage({ viewport: { width: 1360, height: 900 }, locale: 'en-GB' })
    page.setDefaultTimeout(120_000)
    await page.goto(site.url)
    await setRecipe(page, { strategy: 'feature-extraction', epochs: 1, imageSize: size, limit: 60, backend: 'wasm' })
    await page.getByRole('button', { name: en.data.drawn }).click()
    await page.getByText(en.data.summary(240, 2)).waitFor()
    await train(page, { onMoment: () => {} })
    await page.goto(`${site.url}#/use`)
    await page.getByRole('button', { name: en.webcam.start }).click()
    const figure = page.getByText(/frames a second/)
    await figure.waitFor()
    // The first answers load the network.
    await page.waitForTimeout(3000)
    await figure.evaluate((element) => {
      const counted = { frames: 0 }
      new MutationObserver(() => counted.frames++).observe(element, { characterData: true, childList: true, subtree: true })
      Object.assign(globalThis, { counted })
    })
    const cpuBefore = cpuSeconds(server.process().pid)
    const rates: number[] = []
    const times: number[] = []
    for (let i = 0; i < 2 * seconds; i++) {
      await page.waitForTimeout(500)
      const text = (await figure.textContent()) ?? ''
      rates.push(Number(/([\d.]+) frames/.exec(text)?.[1]))
      times.push(Number(/([\d.]+) ms/.exec(text)?.[1]))
    }
    const cpu = cpuSeconds(server.process().pid) - cpuBefore
    const frames = await page.evaluate(() => (globalThis as unknown as { counted: { frames: number } }).counted.frames)
    const middle = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
    const row = (name: string, unit: string, ours: number): Row => ({ name, unit, ours, peer: null, theirs: null, ratio: null })
    return [
      row(`webcam, ${size} px, wasm: median over ${seconds} s`, 'frames/s', middle(rates)),
      row(`webcam, ${size} px, wasm: best`, 'frames/s', Math.max(...rates)),
      row(`webcam, ${size} px, wasm: one answer, median`, 'ms', middle(times)),
      // What other work on the machine falsifies least: two idle cores have 2,000 ms of it a second.
      row(`webcam, ${size} px, wasm: CPU of the whole browser, camera included`, 'ms/frame', (1000 * cpu) / frames),
    ]
  } finally {
    await browser.close()
    await server.close()
    await site.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
