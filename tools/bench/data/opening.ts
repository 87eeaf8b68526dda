/** How long the built studio takes from a drop, or a choice, of 25,000 pictures to their summary on the page, and what memory a zip of them costs. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { BlobWriter, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js'
import { dropOn } from '../../../e2e/support/drop'
import type { AutomationWindow } from '../../../src/app/automation'
import { openStudio } from '../../studio'
import { type Row, rowAlone } from '../row'

declare const window: Window & AutomationWindow & { opened: Promise<Opened> }

interface Opened {
  readonly seconds: number
  readonly pictures: number
}

const FILES = 25_000
const SAMPLE_EVERY_MS = 25
const fixture = JSON.parse(readFileSync('workers/data/decode/fixtures/decode.json', 'utf8')) as { name: string; file: string }[]
const SMALL = new Uint8Array(Buffer.from(fixture.find((f) => f.name === 'grey.jpg')!.file, 'base64'))
const nameOf = (i: number): string => `${i % 2 ? 'dog' : 'cat'}.${i >> 1}.jpg`

/** Resident memory of the page's process, MB (Linux). */
async function residentMb(page: Page): Promise<() => number> {
  const browser = page.context().browser()
  if (!browser) throw new Error('no browser behind the page')
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const renderers = processInfo.filter(({ type }) => type === 'renderer')
  const mb = (id: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) / 1024
  const { id } = renderers.reduce((a, b) => (mb(a.id) > mb(b.id) ? a : b))
  return () => mb(id)
}

/** Opens by `act` in a page of its own; the seconds are from the event that the act makes to the frame that shows the summary. */
async function opening(event: 'drop' | 'change', act: (page: Page) => Promise<void>): Promise<Opened & { readonly megabytes: number }> {
  const studio = await openStudio({ gpu: 'none' })
  try {
    const { page } = studio
    // The page at rest, as whoever drops something finds it: with its worker up.
    await page.evaluate(() => window.trainyard.trainer.devices.offer(window.trainyard.getState().config))
    await page.evaluate((name) => {
      window.opened = new Promise((resolve) => {
        document.addEventListener(name, () => performance.mark('given'), { capture: true, once: true })
        window.trainyard.subscribe(({ dataset }) => {
          if (!dataset) return
          const pictures = dataset.counts.train + dataset.counts.val
          requestAnimationFrame(() =>
            setTimeout(() => resolve({ seconds: performance.measure('opening', 'given').duration / 1000, pictures })),
          )
        })
      })
    }, event)
    const resident = await residentMb(page)
    const before = resident()
    let peak = before
    const sampling = setInterval(() => {
      peak = Math.max(peak, resident())
    }, SAMPLE_EVERY_MS)
    try {
      await act(page)
      const opened = await page.evaluate(() => window.opened)
      if (opened.pictures !== FILES) throw new Error(`not every picture was listed: ${opened.pictures}`)
      return { ...opened, megabytes: Math.max(peak, resident()) - before }
    } finally {
      clearInterval(sampling)
    }
  } finally {
    await studio.close()
  }
}

/** Rows for a folder that is dropped, one that is chosen, and a zip. */
export async function openingRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-bench-'))
  try {
    const train = join(folder, 'train')
    mkdirSync(train)
    for (let i = 0; i < FILES; i++) writeFileSync(join(train, nameOf(i)), SMALL)
    const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false })
    for (let i = 0; i < FILES; i++) await writer.add(`train/${nameOf(i)}`, new Uint8ArrayReader(SMALL), { level: 0 })
    const zip = join(folder, 'train.zip')
    writeFileSync(zip, Buffer.from(await (await writer.close()).arrayBuffer()))

    const dropped = await opening('drop', (page) => dropOn(page.getByRole('main'), [train]))
    const chosen = await opening('change', (page) => page.getByTestId('folder-input').first().setInputFiles(train))
    const zipped = await opening('change', (page) => page.getByTestId('zip-input').first().setInputFiles([zip]))
    return [
      rowAlone(`${FILES} files, dropped to summary`, 's', dropped.seconds),
      rowAlone(`${FILES} files, chosen to summary`, 's', chosen.seconds),
      rowAlone(`${FILES}-entry zip, chosen to summary`, 's', zipped.seconds),
      rowAlone(`${FILES}-entry zip, memory at most`, 'MB', zipped.megabytes),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
