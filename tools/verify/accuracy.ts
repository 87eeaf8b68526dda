/**
 * How accurate the studio's recipes become on real pictures, seed by seed, beside PyTorch's figures for the same (the weights' card says how those were made):
 *
 *     npx tsx tools/verify/accuracy.ts [--recipes fx,cached,full,best] [--seeds 1,2,3] [--pictures ../shared/data/dogs-vs-cats/train] [--weights FILE] [--set '{"learningRate":0.003}']
 *
 * From the bundled starter: `fx` trains the head on fresh views each epoch, `cached` on features that are computed once, `full` and `best` the whole network.
 * `starter-NAME` and `imagenet-NAME` are the default recipe and the ready-made ones (`default`, `quick`, `article`, `best`) from those weights, `imagenet-best` with what
 * the page fits to them; `imagenet-fx` is what PyTorch's figure of that name is of. `augment-none`, `-mixup`, `-cutmix`, `-trivial` and `-rand` train the whole network at 64 px
 * with each kind of augmentation on top of the crop and mirroring that all have. ImageNet's weights are those of FILE, or the ones that headless training downloads and keeps. These
 * hold out PyTorch's own validation pictures (every fifth of each class by its number), so that a seed changes the training alone. `--set` changes options on top of each recipe.
 * Recipes that are asked for together share a browser in each seed, and so the features that it keeps. The last lines are a table. Ends with exit code 1 where
 * a mean is further below PyTorch's than allowed, where `cached` is more than a point off `fx`, or where its later epochs are not 50 times quicker than its first.
 */
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import type { AutomationWindow } from '../../src/app/automation'
import { GENTLE } from '../../src/training/fit/fitting'
import { PRESETS } from '../../workers/protocol'
import type { RunConfig } from '../../workers/protocol/options'
import type { StartName } from '../../workers/protocol/starts'
import { openStudio } from '../studio'
import { setRecipe } from '../train/page'
import { openLinked, openPictures, train } from '../train/session'
import { takeWeights, weightsInUse } from '../train/start'
import { imagenetWeights } from '../train/weights'

declare const window: Window & AutomationWindow

interface Recipe {
  readonly from: Exclude<StartName, 'own'>
  readonly config: Partial<RunConfig>
  /** What is held out: a share that the seed draws, or PyTorch's own validation pictures. */
  readonly validation: 'drawn' | 'by-number'
  /** PyTorch's mean, and how far below it a mean may be; null where nobody has measured it. */
  readonly torch: number | null
  readonly allowed: number
}

const HEAD = { strategy: 'feature-extraction', epochs: 3, imageSize: 96 } as const
const DRAWN = { from: 'starter', validation: 'drawn', allowed: 0.03 } as const
const STARTER = { from: 'starter', validation: 'by-number', torch: null, allowed: 0 } as const
const IMAGENET = { ...STARTER, from: 'imagenet' } as const
/** Ways of training on other pictures than those that came, each beside none of them: everything trains for eight epochs, which is what they ask for. */
const AUGMENTED = {
  strategy: 'full',
  epochs: 8,
  imageSize: 64,
  patience: 0,
  optimizer: 'adamw',
  learningRate: 1e-3,
  schedule: 'one-cycle',
} as const
const augmented = (config: Partial<RunConfig>) => ({ ...STARTER, config: { ...AUGMENTED, ...config } })
const MIXED = {
  'augment-none': augmented({}),
  'augment-mixup': augmented({ mixup: 0.2 }),
  'augment-cutmix': augmented({ cutmix: 1 }),
  'augment-trivial': augmented({ policy: 'trivial' }),
  'augment-rand': augmented({ policy: 'rand' }),
} as const satisfies Record<string, Recipe>
const RECIPES = {
  fx: { ...DRAWN, config: { ...HEAD, cachedViews: 0 }, torch: 0.861 },
  cached: { ...DRAWN, config: { ...HEAD, cachedViews: 3 }, torch: 0.861 },
  full: { ...DRAWN, config: { strategy: 'full', epochs: 1, imageSize: 64 }, torch: 0.791 },
  best: { ...DRAWN, config: { ...PRESETS.best.changes, imageSize: 96 }, torch: 0.915, allowed: 0.01 },
  'starter-default': { ...STARTER, config: { imageSize: 96 } },
  'starter-quick': { ...STARTER, config: { ...PRESETS.quick.changes, imageSize: 96 } },
  'starter-article': { ...STARTER, config: { ...PRESETS.article.changes, imageSize: 96 } },
  'starter-best': { ...STARTER, config: { ...PRESETS.best.changes, imageSize: 96 } },
  // One seed of PyTorch's, from a compressed copy.
  'imagenet-fx': { ...IMAGENET, config: { ...HEAD, imageSize: 224, cachedViews: 3 }, torch: 0.99, allowed: 0.01 },
  'imagenet-default': { ...IMAGENET, config: { imageSize: 224 } },
  'imagenet-quick': { ...IMAGENET, config: { ...PRESETS.quick.changes, imageSize: 224 } },
  'imagenet-article': { ...IMAGENET, config: { ...PRESETS.article.changes, imageSize: 224 } },
  ...MIXED,
  // The size of PyTorch's `imagenet-best`, and what a processor is given a quarter of an hour for.
  'imagenet-best': { ...IMAGENET, config: { ...PRESETS.best.changes, ...GENTLE, imageSize: 128 } },
} as const satisfies Record<string, Recipe>
type Name = keyof typeof RECIPES

const CACHE_APART = 0.01
const CACHE_QUICKER = 50

const { values } = parseArgs({
  options: {
    recipes: { type: 'string', default: 'fx,cached,full,best' },
    seeds: { type: 'string', default: '1,2,3' },
    pictures: { type: 'string', default: '../shared/data/dogs-vs-cats/train' },
    weights: { type: 'string' },
    set: { type: 'string', default: '{}' },
  },
})
const isName = (name: string): name is Name => name in RECIPES
const names = values.recipes.split(',').filter(isName)
const seeds = values.seeds.split(',').map(Number)
const pictures = resolve(values.pictures)
const onTop = JSON.parse(values.set) as Partial<RunConfig>
if (names.length === 0) throw new Error(`--recipes wants some of ${Object.keys(RECIPES).join(',')}`)

/** Opens Kaggle's pictures with what PyTorch's figures hold out as their validation folder. */
function openByNumber(page: Page) {
  const linked = readdirSync(pictures).map((name) => {
    const [kind, number] = name.split('.')
    return { file: join(pictures, name), path: `pets/${Number(number) % 5 === 0 ? 'val' : 'train'}/${kind}/${name}` }
  })
  return openLinked(page, linked)
}

async function imagenetFile(): Promise<string> {
  if (values.weights) return resolve(values.weights)
  return (await imagenetWeights(new AbortController().signal, () => undefined)).path
}

interface Reached {
  /** Validation accuracy of the weights that the run hands out, and the highest of its epochs, which is what PyTorch's figures are. */
  readonly accuracy: number
  readonly highest: number
  readonly quicker: number
}

/** Trains once, on a page of its own. */
async function once(page: Page, name: Name, seed: number): Promise<Reached> {
  const { from, config, validation } = RECIPES[name]
  if (from === 'imagenet') await takeWeights(page, await imagenetFile())
  const weights = await weightsInUse(page)
  await (validation === 'by-number' ? openByNumber(page) : openPictures(page, 'folder', pictures))
  // The browser remembers the recipe of the page before.
  await page.evaluate(() => window.trainyard.getState().resetConfig())
  await setRecipe(page, { ...config, ...onTop, backend: 'wasm', seed })
  await train(page, { onMoment: () => undefined })
  const { summary } = await page.evaluate(() => window.trainyard.getState().run)
  if (!summary) throw new Error('the run has no summary')
  const { best, bestEpoch, epochs, seconds } = summary
  const took = epochs.map((epoch) => epoch.seconds)
  const accuracy = best.val.accuracy
  const each = epochs.map((epoch) => epoch.val.accuracy)
  console.log(
    `${name}, seed ${seed}, from ${weights.name}: validation accuracy ${accuracy.toFixed(4)} (epoch ${bestEpoch}), of each epoch ${each.map((one) => one.toFixed(4)).join(', ')}; epochs took ${took.map((s) => s.toFixed(1)).join(', ')} s; run ${seconds.toFixed(0)} s`,
  )
  return { accuracy, highest: Math.max(...each), quicker: took[0]! / Math.max(...took.slice(1)) }
}

const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length
let failed = 0
function judge(ok: boolean, line: string): void {
  if (!ok) failed++
  console.log(`${line}: ${ok ? 'ok' : 'NOT REACHED'}`)
}

const runs = new Map<Name, Reached[]>(names.map((name) => [name, []]))
for (const seed of seeds) {
  const studio = await openStudio({ gpu: 'none' })
  try {
    for (const name of names) {
      const page = await studio.page.context().newPage()
      await page.goto(studio.url)
      runs.get(name)?.push(await once(page, name, seed))
      await page.close()
    }
  } finally {
    await studio.close()
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`
console.log('\n| recipe | seeds | of the weights handed out: mean (each) | highest epoch: mean | PyTorch |\n|---|---|---|---|---|')
for (const [name, reached] of runs) {
  const each = reached.map(({ accuracy }) => accuracy)
  const highest = mean(reached.map((one) => one.highest))
  const { torch } = RECIPES[name]
  const cells = [
    name,
    seeds.join(', '),
    `${percent(mean(each))} (${each.map(percent).join(', ')})`,
    percent(highest),
    torch ? percent(torch) : '–',
  ]
  console.log(`| ${cells.join(' | ')} |`)
}
console.log('')
for (const [name, reached] of runs) {
  const { torch, allowed, validation } = RECIPES[name]
  // PyTorch's figures are the highest of the epochs: where the very same pictures are judged, that is compared.
  const found = mean(reached.map((one) => (validation === 'drawn' ? one.accuracy : one.highest)))
  if (torch !== null) judge(found >= torch - allowed, `${name}: mean ${found.toFixed(4)}, PyTorch ${torch}, allowed ${allowed} below`)
  if (name !== 'cached') continue
  const least = Math.min(...reached.map(({ quicker }) => quicker))
  judge(least >= CACHE_QUICKER, `cached: later epochs at least ${least.toFixed(0)} times quicker than the first, wanted ${CACHE_QUICKER}`)
}
const accuracyOf = (name: Name): number => mean((runs.get(name) ?? []).map(({ accuracy }) => accuracy))
if (runs.has('fx') && runs.has('cached')) {
  const apart = Math.abs(accuracyOf('fx') - accuracyOf('cached'))
  judge(apart <= CACHE_APART, `cached is ${(apart * 100).toFixed(2)} points off fx, at most ${CACHE_APART * 100}`)
}
process.exit(failed ? 1 : 0)
