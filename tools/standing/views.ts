/** What there is to see of the page: every place and tab, by name, with what opens it; and when it has come to rest. */
import type { Page } from '@playwright/test'

export interface View {
  readonly name: string
  /** The hash of its address. */
  readonly hash: string
}

const RESULTS = ['overview', 'test', 'confusion', 'curves', 'pictures', 'explain', 'epochs'] as const
const USE = ['webcam', 'pictures', 'submission', 'better', 'download'] as const

export const VIEWS: readonly View[] = [
  { name: 'data', hash: '#/data' },
  { name: 'train', hash: '#/train' },
  ...RESULTS.map((tab) => ({ name: `results-${tab}`, hash: `#/results/${tab}` })),
  ...USE.map((tab) => ({ name: `use-${tab}`, hash: `#/use/${tab}` })),
  { name: 'runs', hash: '#/runs' },
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

/** Shows a view, from its top, and waits until it has come to rest. */
export async function show(page: Page, { hash }: View): Promise<void> {
  await page.evaluate((wanted) => {
    location.hash = wanted
    scrollTo(0, 0)
  }, hash)
  await settled(page)
}
