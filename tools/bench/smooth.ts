/** The longest that the page is busy at a time, from Chromium's trace. By the clock it is the machine's neighbours' as well; processor time is the page's own. */
import { readFileSync } from 'node:fs'
import type { AutomationWindow } from '../../src/app/automation'
import { en } from '../../src/app/words'
import { openStudio, type Studio } from '../studio'
import { setRecipe } from '../train/page'
import { train } from '../train/session'
import { type BenchOptions, type Row, rowAlone } from './row'
import { type LongestTask, longestTask } from './smooth/tasks'

declare const window: Window & AutomationWindow

/** Milliseconds of a task whose length is known: what the measurement is tried on. */
const KNOWN_MS = 150
const PICTURES = 25_000
const fixture = JSON.parse(readFileSync('workers/data/decode/fixtures/decode.json', 'utf8')) as { name: string; file: string }[]

const rows = (when: string, { processor, clock, tasks }: LongestTask): Row[] => [
  rowAlone(`longest task of the page ${when}: processor time`, 'ms', processor),
  rowAlone(`longest task of the page ${when}: by the clock`, 'ms', clock),
  rowAlone(`tasks of the page ${when}`, 'tasks', tasks),
]

type Measure = (during: () => Promise<void>) => Promise<LongestTask>

async function ofRun({ page }: Studio, measure: Measure, options: BenchOptions): Promise<Row[]> {
  await page.getByRole('button', { name: en.data.drawn }).click()
  await page.getByText(en.data.summary(240, 2)).waitFor({ timeout: 120_000 })
  const imageSize = Number(options.size ?? 64)
  await setRecipe(page, { strategy: 'feature-extraction', epochs: Number(options.epochs ?? 2), imageSize, backend: 'wasm' })
  return rows('during a run', await measure(async () => void (await train(page, { onMoment: () => {} }))))
}

async function ofScrolling({ page, url }: Studio, measure: Measure): Promise<Row[]> {
  await page.goto(`${url}#/data`)
  const picture = [...Buffer.from(fixture.find(({ name }) => name === 'grey.jpg')!.file, 'base64')]
  await page.evaluate(
    ([bytes, count]) => {
      const content = new Uint8Array(bytes)
      return window.trainyard.openFiles(Array.from({ length: count }, (_, n) => new File([content], `${n % 2 ? 'dog' : 'cat'}.${n}.jpg`)))
    },
    [picture, PICTURES] as const,
  )
  const grid = page.getByRole('grid', { name: en.pictures.title })
  await grid.getByRole('gridcell').first().locator('img').waitFor({ timeout: 120_000 })
  const found = await measure(async () => {
    await grid.hover()
    for (let i = 0; i < 40; i++) await page.mouse.wheel(0, i < 20 ? 600 : 20_000)
    await grid.focus()
    for (const key of ['End', 'Control+A', 'Home']) await page.keyboard.press(key)
    await page.getByText(en.pictures.selected(PICTURES)).waitFor()
  })
  return rows(`while ${PICTURES.toLocaleString('en')} pictures scroll`, found)
}

/** Options: `--size` (64), `--epochs` (2). */
export async function run(options: BenchOptions): Promise<Row[]> {
  const studio = await openStudio({ gpu: 'none' })
  try {
    const { page } = studio
    const browser = page.context().browser()
    if (!browser) throw new Error('no browser behind the page')
    const measure: Measure = (during) => longestTask(browser, page, during)
    const known = await measure(() =>
      page.evaluate((ms) => {
        const end = performance.now() + ms
        while (performance.now() < end);
      }, KNOWN_MS),
    )
    if (known.clock < KNOWN_MS - 5) throw new Error(`A task of ${KNOWN_MS} ms was seen as one of ${known.clock} ms`)
    return [...(await ofRun(studio, measure, options)), ...(await ofScrolling(studio, measure))]
  } finally {
    await studio.close()
  }
}
