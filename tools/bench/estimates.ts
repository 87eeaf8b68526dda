/**
 * What the page announces of a run beside what it takes: before anything was timed on the device, after one run, and of the time left while it is on. Every recipe
 * has a browser of its own, and the forecast is the one that the page shows. The last row counts what was beyond a factor of 1.5, or outside the range that was told.
 * `--only head,everything` for some of the recipes, `--pictures FOLDER` for another folder, `--limit 400` for more or fewer of them.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import type { AutomationWindow } from '../../src/app/automation'
import type { TrainEstimate } from '../../workers/protocol/api'
import type { RunConfig } from '../../workers/protocol/options'
import { openStudio } from '../studio'
import { setRecipe } from '../train/page'
import { openLinked, train } from '../train/session'
import { type Bench, type Row, ratio, rowAlone } from './row'

declare const window: Window & AutomationWindow & { timed?: Timed }

/** What the page saw of a run, in milliseconds of its own clock. */
interface Timed {
  from: number
  to: number
  /** Seconds that were said to be left, and when. */
  left: { at: number; seconds: number }[]
}

const PICTURES = '../shared/data/dogs-vs-cats/train'
/** No forecast is to be further off, where it is a single figure. */
const ALLOWED = 1.5
/** Of less time left than this, in seconds, nobody asks how exact it was. */
const MOMENT = 3
const HEAD = { strategy: 'feature-extraction', epochs: 5 } as const
/** Nothing stops early: the forecast is of all epochs. */
const ALL = { backend: 'wasm', patience: 0 } as const

interface Recipe {
  readonly what: string
  readonly config: Partial<RunConfig>
  /** A fifth of the pictures stand in a test folder. */
  readonly tested?: boolean
}
const RECIPES: Readonly<Record<string, Recipe>> = {
  head: { what: 'head only, fresh views, 96 px', config: { ...HEAD, imageSize: 96, cachedViews: 0 } },
  cached: { what: 'head only, features kept, 96 px', config: { ...HEAD, epochs: 10, imageSize: 96, cachedViews: 4 } },
  everything: { what: 'everything learns, 64 px', config: { strategy: 'full', epochs: 2, imageSize: 64 } },
  gradual: { what: 'step by step, 64 px', config: { strategy: 'gradual', epochs: 4, imageSize: 64 } },
  tested: { what: 'head only, features kept, a test split, 96 px', config: { ...HEAD, imageSize: 96, cachedViews: 2 }, tested: true },
}

/** Opens an even share of Kaggle's pictures: a fifth held out, and another for the test where there is one. */
function open(page: Page, { tested = false }: Recipe, folder: string, limit: number) {
  const all = readdirSync(folder)
  const names = Array.from(
    { length: Math.min(limit, all.length) },
    (_, i) => all[Math.floor((i * all.length) / Math.min(limit, all.length))]!,
  )
  const split = (i: number) => (i % 5 === 0 ? 'val' : tested && i % 5 === 1 ? 'test' : 'train')
  return openLinked(
    page,
    names.map((name, i) => ({ file: join(folder, name), path: `pets/${split(i)}/${name.split('.')[0]}/${name}` })),
  )
}

const estimateOf = (page: Page): Promise<TrainEstimate> =>
  page.evaluate(() => window.trainyard.trainer.training.estimate(window.trainyard.getState().config))

/** Trains, and notes what the page says meanwhile. */
async function timed(page: Page): Promise<Timed> {
  await page.evaluate(() => {
    const seen: Timed = { from: 0, to: 0, left: [] }
    window.timed = seen
    window.trainyard.subscribe(({ run }) => {
      const now = performance.now()
      if (run.status === 'starting' && !seen.from) seen.from = now
      if (run.status === 'finished' && !seen.to) seen.to = now
      const seconds = (run.phase === 'features' ? run.features : run.phase === 'training' ? run.step : null)?.secondsLeft
      if (seconds !== undefined) seen.left.push({ at: now, seconds })
    })
  })
  await train(page, { onMoment: () => undefined })
  const seen = await page.evaluate(() => window.timed)
  if (!seen) throw new Error('the page noted nothing')
  return seen
}

/** The factor between what was said and what was. */
const factor = (said: number, was: number): number => Math.max(said / was, was / said)
const seconds = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0))

export const run: Bench = async ({ only, pictures = PICTURES, limit = '400' }) => {
  const folder = resolve(String(pictures))
  if (!existsSync(folder)) throw new Error(`The benchmark needs the pictures of Dogs vs. Cats in ${folder}`)
  const names = Object.keys(RECIPES).filter((name) => only === undefined || String(only).split(',').includes(name))
  if (names.length === 0) throw new Error(`--only takes some of ${Object.keys(RECIPES).join(',')}`)
  const rows: Row[] = []
  let told = 0
  let wrong = 0
  const compare = (what: string, { seconds: said, wrongBy }: TrainEstimate, took: number) => {
    // A forecast that is told by its ends promises no more than those.
    const isRange = wrongBy > 1.3
    told++
    if (factor(said, took) > (isRange ? wrongBy : ALLOWED)) wrong++
    const announced = isRange
      ? `announced ${seconds(said / wrongBy)} to ${seconds(said * wrongBy)} s`
      : `announced about ${seconds(said)} s`
    rows.push({ name: what, unit: 's', ours: took, peer: announced, theirs: said, ratio: ratio(took, said, 'less') })
  }
  for (const name of names) {
    const recipe = RECIPES[name]!
    const studio = await openStudio({ gpu: 'none' })
    try {
      for (const [at, known] of ['nothing was timed', 'one run was timed'].entries()) {
        const page = await studio.page.context().newPage()
        await page.goto(studio.url)
        await open(page, recipe, folder, Number(limit))
        // Another seed shows other views: no features of the run before are found kept.
        await setRecipe(page, { ...recipe.config, ...ALL, seed: at + 1 })
        const estimate = await estimateOf(page)
        const { from, to, left } = await timed(page)
        compare(`${recipe.what}: ${known}`, estimate, (to - from) / 1000)
        for (const share of [0.25, 0.5, 0.75]) {
          const sample = left.find(({ at: when }) => when >= from + share * (to - from))
          const rest = sample ? (to - sample.at) / 1000 : 0
          if (!sample || rest < MOMENT) continue
          told++
          // Unknown is no wrong figure.
          if (factor(sample.seconds, rest) > ALLOWED) wrong++
          const said = Number.isFinite(sample.seconds) ? sample.seconds : null
          rows.push({
            name: `  time left after ${share * 100}%`,
            unit: 's',
            ours: rest,
            peer: 'said',
            theirs: said,
            ratio: ratio(rest, said, 'less'),
          })
        }
        await page.close()
      }
    } finally {
      await studio.close()
    }
  }
  return [...rows, rowAlone(`beyond a factor of ${ALLOWED}, or outside the range told`, `of ${told}`, wrong)]
}
