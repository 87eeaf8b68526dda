/**
 * Whether "Find a good recipe" finds one: seed by seed, it looks for one on some of the pictures, and what it found is trained like the presets and scored, as they
 * are, on pictures that none of them saw:
 *
 *     npx tsx tools/verify/findRecipe.ts [--minutes 5] [--seeds 1,2,3] [--pictures ../shared/data/dogs-vs-cats/train] [--held-out 400] [--limit 0] [--size 96] [--cancels 1] [--exact-article]
 *
 * So many times each search is stopped at a random moment and gone on with for what is left of its time; a figure that is lost by that ends it with exit code 1.
 * The held-out pictures lie in a folder `test` with their labels, which the studio scores once, at the end of a run, and no search is given. "The article's" recipe is
 * trained on cached features (four views) unless `--exact-article` asks for fresh ones in each epoch. Ends with exit code 1 where the mean over the seeds is below a preset's.
 */
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import type { AutomationWindow } from '../../src/app/automation'
import { DEFAULT_CONFIG, type RunConfig } from '../../workers/protocol/options'
import { PRESETS } from '../../workers/protocol/presets'
import type { SearchState } from '../../workers/protocol/search'
import { permutation, uniform } from '../../workers/random'
import { openStudio } from '../studio'
import { setRecipe } from '../train/page'
import { searchLines } from '../train/searchLines'
import { openPictures } from '../train/session'

declare const window: Window & AutomationWindow

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seeds: { type: 'string', default: '1,2,3' },
    pictures: { type: 'string', default: '../shared/data/dogs-vs-cats/train' },
    'held-out': { type: 'string', default: '400' },
    limit: { type: 'string', default: '0' },
    size: { type: 'string', default: '96' },
    cancels: { type: 'string', default: '1' },
    'exact-article': { type: 'boolean', default: false },
  },
})
const minutes = Number(values.minutes)
const heldOut = Number(values['held-out'])
const limit = Number(values.limit)
const cancels = Number(values.cancels)

/** A folder of links: `train/cat`, `test/cat` and so on, of files called `cat.0.jpg`. */
function folderOf(seed: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'find-recipe-'))
  const from = resolve(values.pictures)
  const names = readdirSync(from).toSorted()
  const shuffled = Array.from(permutation(names.length, seed), (at) => names[at]!)
  const used = limit > 0 ? shuffled.slice(0, limit + heldOut) : shuffled
  used.forEach((name, i) => {
    const into = join(folder, 'pets', i < heldOut ? 'test' : 'train', name.split('.')[0]!)
    mkdirSync(into, { recursive: true })
    linkSync(join(from, name), join(into, name))
  })
  return folder
}

/** Looks for a recipe, stopped and gone on with at moments by the seed. */
async function searched(page: Page, seed: number): Promise<{ readonly state: SearchState; readonly spent: number }> {
  let [left, spent] = [minutes * 60, 0]
  let before: SearchState | null = null
  for (let part = 0; part <= cancels; part++) {
    const stopAfter: number | null = part < cancels ? left * (0.1 + 0.4 * uniform(seed, part)) : null
    const state: SearchState | null = await page.evaluate(
      async ({ seconds, after, isFirst }) => {
        const { findRecipe, goOnFinding } = window.trainyard.getState()
        if (after !== null) setTimeout(() => void window.trainyard.getState().stopSearch(), after * 1000)
        const isDone = await (isFirst ? findRecipe(seconds) : goOnFinding(seconds))
        return isDone ? window.trainyard.getState().search.state : null
      },
      { seconds: left, after: stopAfter, isFirst: part === 0 },
    )
    if (!state) throw new Error('the search failed')
    for (const { number, figures } of before?.trials ?? []) {
      const now = state.trials.find((trial) => trial.number === number)
      const same = JSON.stringify(now?.figures.slice(0, figures.length)) === JSON.stringify(figures)
      if (!same) throw new Error(`of trial ${number} was lost what had been found before the search was stopped`)
    }
    const figures = state.trials.reduce((sum, trial) => sum + trial.figures.length, 0)
    console.log(`  ${state.ended} after ${state.spent.toFixed(0)} s with ${figures} figures`)
    spent += state.spent
    left -= state.spent
    before = state
    if (state.ended === 'done' || left <= 0) break
  }
  if (!before) throw new Error('no search was begun')
  return { state: before, spent }
}

/** Trains once and gives the score on the held-out pictures. */
async function held(page: Page, config: Partial<RunConfig>): Promise<number> {
  await setRecipe(page, { ...DEFAULT_CONFIG, ...config, backend: 'wasm' })
  await page.evaluate(() => window.trainyard.getState().clearProblems())
  const isDone = await page.evaluate(() => window.trainyard.train())
  const summary = await page.evaluate(() => window.trainyard.getState().run.summary)
  if (!isDone || !summary?.test) throw new Error('a run was not scored')
  return summary.test.scores.accuracy
}

type Name = 'found' | 'quick' | 'article'
const scores: Record<Name, number[]> = { found: [], quick: [], article: [] }
const percent = (share: number) => `${(share * 100).toFixed(2)}%`

for (const seed of values.seeds.split(',').map(Number)) {
  const folder = folderOf(seed)
  const studio = await openStudio({ gpu: 'none' })
  try {
    const { page } = studio
    await openPictures(page, 'folder', join(folder, 'pets'))
    const base = { imageSize: Number(values.size), seed }
    await setRecipe(page, { ...base, backend: 'wasm' })
    const { state, spent } = await searched(page, seed)
    for (const line of searchLines(state)) console.log(`  ${line}`)
    const best = state.trials.find(({ number }) => number === state.best)
    if (!best) throw new Error('nothing was found in that time')
    const views = values['exact-article'] ? 0 : 4
    const recipes: Record<Name, Partial<RunConfig>> = {
      found: best.config,
      quick: { ...base, ...PRESETS.quick.changes },
      article: { ...base, ...PRESETS.article.changes, cachedViews: views },
    }
    for (const name of Object.keys(recipes) as Name[]) scores[name].push(await held(page, recipes[name]))
    const line = (Object.keys(scores) as Name[]).map((name) => `${name} ${percent(scores[name].at(-1)!)}`)
    console.log(`seed ${seed}, ${minutes} min (${spent.toFixed(0)} s used), ${heldOut} pictures held out: ${line.join(', ')}`)
  } finally {
    await studio.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length
let failed = 0
for (const name of ['quick', 'article'] as const) {
  const ok = mean(scores.found) >= mean(scores[name])
  if (!ok) failed++
  console.log(`found ${percent(mean(scores.found))}, ${name} ${percent(mean(scores[name]))}: ${ok ? 'ok' : 'NOT REACHED'}`)
}
process.exit(failed ? 1 : 0)
