/**
 * Pictures of every place of the built page with the standing test data, in every width, both schemes and both languages, and what is wrong with their
 * layout by measures.
 *
 * ```sh
 * npx tsx tools/screenshots.ts                                           # all of it, into a temporary folder
 * npx tsx tools/screenshots.ts --data dogs,many --view results --width 390 --scheme light --language en --out /tmp/seen
 * ```
 */
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import type { AutomationWindow } from '../src/app/automation'
import { LANGUAGES } from '../src/ui/language'
import type { StandingName } from '../workers/protocol/testing/standing'
import { makeScratch } from './scratch'
import { layoutFaults } from './standing/measures'
import { openStanding, openStandingRun } from './standing/page'
import { DIALOGS, settled, show, VIEWS, WIDTHS } from './standing/views'
import { openStudio } from './studio'

declare const window: Window & AutomationWindow

/** What the page holds: the pictures and run of a set, a run that ended otherwise, or nothing at all. */
const STATES: Readonly<Record<string, (page: Page, scratch: string) => Promise<void>>> = {
  nothing: () => Promise.resolve(),
  ...Object.fromEntries(
    (['dogs', 'long', 'many', 'scripts'] as const satisfies readonly StandingName[]).map((name) => [
      name,
      async (page: Page, scratch: string) => {
        await openStanding(page, name, scratch)
        await openStandingRun(page, 'completed', scratch)
      },
    ]),
  ),
  diverged: async (page, scratch) => {
    await openStanding(page, 'pair', scratch)
    await openStandingRun(page, 'diverged', scratch)
  },
  stopped: async (page, scratch) => {
    await openStanding(page, 'pair', scratch)
    await openStandingRun(page, 'stopped', scratch)
  },
}
const SCHEMES = ['light', 'dark'] as const
const ALL_VIEWS = [...VIEWS, ...DIALOGS]
const HELP = `Pictures of every place with the standing test data, and what is wrong with their layout by measures.
  --data, --view, --width, --scheme, --language   some of them, by their beginnings, with commas between; all unless given
  --out                                           the folder; a temporary one unless given
Data: ${Object.keys(STATES).join(', ')}
Views: ${ALL_VIEWS.map(({ name }) => name).join(', ')}
Widths: ${WIDTHS.join(', ')}; schemes: ${SCHEMES.join(', ')}; languages: ${LANGUAGES.join(', ')}`

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    data: { type: 'string' },
    view: { type: 'string' },
    width: { type: 'string' },
    scheme: { type: 'string' },
    language: { type: 'string' },
    help: { type: 'boolean' },
  },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
/** Those of `all` that were asked for, each by its beginning; all where nothing was. */
function chosen<T extends string | number>(asked: string | undefined, all: readonly T[], exact = false): T[] {
  const wanted = asked?.split(',')
  const found = all.filter((one) => wanted?.some((word) => (exact ? String(one) === word : String(one).startsWith(word))) ?? true)
  if (found.length === 0) throw new Error(`There is none of ${asked}; there are ${all.join(', ')}`)
  return found
}
const states = chosen(values.data, Object.keys(STATES))
const views = chosen(
  values.view,
  ALL_VIEWS.map(({ name }) => name),
)
const widths = chosen(values.width, WIDTHS, true)
const schemes = chosen(values.scheme, SCHEMES)
const languages = chosen(values.language, LANGUAGES)
const out = values.out ? resolve(values.out) : mkdtempSync(join(tmpdir(), 'trainyard-screenshots-'))
mkdirSync(out, { recursive: true })
console.log(`Pictures go to ${out}`)

/** Goes through the page once, so that what is only drawn where somebody looks is drawn, and points at nothing. */
async function seeAll(page: Page): Promise<void> {
  await page.mouse.move(0, 0)
  await page.evaluate(async () => {
    const from = scrollY
    for (let at = 0; at < document.documentElement.scrollHeight; at += innerHeight / 2) {
      scrollTo(0, at)
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    }
    scrollTo(0, from)
  })
  await settled(page)
}

const scratch = makeScratch()
const studio = await openStudio({ gpu: 'none' })
let pictures = 0
let faulty = 0
try {
  const { page } = studio
  // tsx names every function that it compiles by this helper, in those passed to `evaluate` too.
  await page.addInitScript('globalThis.__name = (f) => f')
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.reload()
  for (const state of states) {
    await STATES[state]?.(page, scratch.path)
    for (const view of ALL_VIEWS.filter(({ name }) => views.includes(name)))
      for (const width of widths) {
        await page.setViewportSize({ width, height: width < 500 ? 844 : Math.min(1200, Math.round(width * 0.66)) })
        for (const language of languages) {
          await page.evaluate((wanted) => window.trainyard.getState().setLanguage(wanted), language)
          if (!(await show(page, view))) continue
          const faults = await layoutFaults(page)
          for (const { kind, what } of faults) console.log(`${state} ${view.name} ${width} ${language}: ${kind}: ${what}`)
          faulty += faults.length
          for (const colorScheme of schemes) {
            await page.emulateMedia({ colorScheme })
            await settled(page)
            // Whoever is led to a tab is further down, and bars that stay in sight would lie over the middle of the picture.
            if (view.open === undefined) await page.evaluate(() => scrollTo(0, 0))
            await seeAll(page)
            const path = join(out, `${state}-${view.name}-${width}-${colorScheme}-${language}.png`)
            await page.screenshot({ path, fullPage: view.open === undefined, animations: 'disabled', timeout: 120_000 })
            pictures++
          }
        }
      }
  }
} finally {
  await studio.close()
  scratch.remove()
}
console.log(`${pictures} pictures in ${out}; ${faulty} faults by measures`)
process.exit(0)
