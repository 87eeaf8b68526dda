/** What there is to see of the page: every place and tab, by name, with what opens it; and when it has come to rest. */
import type { Locator, Page } from '@playwright/test'
import type { AutomationWindow } from '../../src/app/automation'
import { words } from '../../src/app/words'
import { words as push } from '../../src/predict/downloads/words'
import { standingFiles } from './files'

declare const window: Window & AutomationWindow

export interface View {
  readonly name: string
  /** The hash of its address. */
  readonly hash: string
  /** Opens what no address names; it closes by Escape. Resolves with whether there is anything to open. */
  readonly open?: (page: Page) => Promise<boolean>
}

const RESULTS = ['overview', 'test', 'confusion', 'curves', 'pictures', 'explain', 'epochs'] as const
const USE = ['webcam', 'pictures', 'submission', 'better', 'none', 'download'] as const

export const VIEWS: readonly View[] = [
  { name: 'data', hash: '#/data' },
  { name: 'data-map', hash: '#/data/map' },
  { name: 'train', hash: '#/train' },
  ...RESULTS.map((tab) => ({ name: `results-${tab}`, hash: `#/results/${tab}` })),
  ...USE.map((tab) => ({ name: `use-${tab}`, hash: `#/use/${tab}` })),
  { name: 'runs', hash: '#/runs' },
]

const hasPictures = (page: Page) => page.evaluate(() => window.trainyard.getState().dataset !== null)
const press = async (button: Locator): Promise<boolean> => {
  await button.click()
  return true
}
/** The buttons are found in whatever language the page has. */
const named = (page: Page, of: (text: typeof words.en) => string) =>
  page.getByRole('button', { name: of(words.en) }).or(page.getByRole('button', { name: of(words.zh) }))

/** What opens over a place. */
export const DIALOGS: readonly View[] = [
  { name: 'capture', hash: '#/data/capture' },
  { name: 'device', hash: '#/data', open: (page) => press(named(page, ({ device }) => device.label)) },
  { name: 'keys', hash: '#/data', open: async (page) => (await hasPictures(page)) && press(named(page, ({ keys }) => keys.open)) },
  {
    name: 'start',
    hash: '#/train',
    open: async (page) => {
      if (!(await hasPictures(page))) return false
      await page.evaluate(async () => {
        const { start, rememberStart } = window.trainyard.getState()
        // Chosen already: it is asked for again as after a visit in which it was a file.
        if (start !== null) rememberStart('own')
        await window.trainyard.getState().pressTrain()
      })
      return true
    },
  },
  {
    name: 'push',
    hash: '#/use/download',
    open: async (page) => {
      const hasModel = await page.evaluate(() => window.trainyard.getState().model !== null)
      if (!hasModel) return false
      const button = page.getByRole('button', { name: push.en.push.open }).or(page.getByRole('button', { name: push.zh.push.open }))
      const isOpen = (await button.getAttribute('aria-expanded')) === 'true' || (await press(button))
      // The form lies below it, further down than a window is high.
      await button.evaluate((element) => element.scrollIntoView({ block: 'start' }))
      return isOpen
    },
  },
  {
    name: 'add',
    hash: '#/data',
    open: async (page) => {
      if (!(await hasPictures(page))) return false
      const files = Object.entries(standingFiles('long')).map(([path, bytes]) => ({ path, bytes: [...bytes] }))
      await page.evaluate(async (given) => {
        const items = given.map(({ path, bytes }) => ({
          kind: 'file' as const,
          path,
          file: new File([new Uint8Array(bytes)], path.slice(path.lastIndexOf('/') + 1)),
        }))
        await window.trainyard.getState().offerPictures({ kind: 'items', items })
      }, files)
      return true
    },
  },
]

/** CSS pixels: a phone, a tablet held upright, a laptop, a large screen. */
export const WIDTHS = [390, 820, 1440, 2560] as const

/** So long what is asked of the network may take on a busy machine. */
const PATIENCE_MS = 60_000

/** Whether nothing loads, fonts are there, charts have the size of their panels, and nothing has changed for a moment. Runs in the page. */
async function isAtRest(): Promise<boolean> {
  const main = document.querySelector('main')
  const before = main?.innerHTML
  await document.fonts.ready
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  // What is asked for by an effect comes a moment after the view.
  await new Promise((resolve) => setTimeout(resolve, 50))
  const waiting = main?.querySelector('.mantine-Loader-root, [aria-busy="true"]')
  const charts = Array.from(document.querySelectorAll('.recharts-responsive-container')).every((room) => {
    const chart = room.querySelector('.recharts-wrapper > .recharts-surface')
    return chart && Math.abs(chart.getBoundingClientRect().width - room.getBoundingClientRect().width) < 2
  })
  return !waiting && charts && main?.innerHTML === before
}

/** Waits until the page has come to rest. */
export async function settled(page: Page): Promise<void> {
  const end = Date.now() + PATIENCE_MS
  while (!(await page.evaluate(isAtRest))) if (Date.now() > end) throw new Error(`the page does not come to rest: ${page.url()}`)
}

/** Shows a view, from its top, and waits until it has come to rest. Resolves with whether there is anything to see. */
export async function show(page: Page, { hash, open }: View): Promise<boolean> {
  await page.keyboard.press('Escape')
  await page.evaluate((wanted) => {
    location.hash = wanted
    scrollTo(0, 0)
  }, hash)
  await settled(page)
  if (!open) return true
  if (!(await open(page))) return false
  await settled(page)
  return true
}
