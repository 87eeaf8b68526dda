/**
 * How far a model's classes fall behind in the first epoch when a class is added, beside what the page says of it (`FIRST_EPOCH_LOSS`):
 *
 *     npx tsx tools/verify/goOn.ts [--pictures ../shared/data/dogs-vs-cats/train] [--seeds 1,2,3] [--strategies feature-extraction,full]
 *
 * A model of cats and dogs (150 pictures of each, 200 judge) is trained for ten epochs and downloaded as safetensors and ONNX. Each file is taken in where 50 pictures of
 * something else (`tools/fixtures/others.py`, which needs Debian's python3-sklearn) are a class more: once with all the old pictures, once with 50 pictures
 * in all (15, 15 and 20). The recall of the old classes after one epoch, of the very 200 pictures, is compared with the model's. Ends with exit code 1 where
 * more is lost than the page says.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { AutomationWindow } from '../../src/app/automation'
import { denseConfusion } from '../../workers/protocol/confusion'
import { FIRST_EPOCH_LOSS } from '../../workers/protocol/goingOn'
import type { RunConfig } from '../../workers/protocol/options'
import { makeScratch } from '../scratch'
import { openStudio } from '../studio'
import { setRecipe } from '../train/page'
import { openPictures } from '../train/session'
import { takeWeights } from '../train/start'

declare const window: Window & AutomationWindow

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '../shared/data/dogs-vs-cats/train' },
    seeds: { type: 'string', default: '1,2,3' },
    strategies: { type: 'string', default: 'feature-extraction,full' },
  },
})

const OLD = ['cat', 'dog'] as const
/** Of each old class: pictures that the model learns from, and that judge. */
const [LEARNED, JUDGED] = [150, 100]
const NEW = { train: 50, val: 20 }

const scratch = makeScratch()
const place = (name: string) => join(scratch.path, name)
const others = place('others')
mkdirSync(others)
execFileSync('/usr/bin/python3', [resolve('tools/fixtures/others.py'), others])
const otherFiles = readdirSync(others)
  .toSorted()
  .map((name) => join(others, name))
const files = readdirSync(values.pictures).toSorted()
const ofClass = (name: string) => files.filter((file) => file.startsWith(`${name}.`)).map((file) => join(values.pictures, file))

/** Copies pictures into `set/split/class`. */
function put(set: string, split: string, name: string, paths: readonly string[]): void {
  const folder = join(place(set), split, name)
  mkdirSync(folder, { recursive: true })
  for (const path of paths) copyFileSync(path, join(folder, path.slice(path.lastIndexOf('/') + 1)))
}
/** A folder with so many pictures of each old class, and of a new one, to learn from; validation is the same everywhere. */
function makeSet(set: string, old: number, fresh: number): void {
  for (const name of OLD) {
    put(set, 'train', name, ofClass(name).slice(0, old))
    put(set, 'val', name, ofClass(name).slice(LEARNED, LEARNED + JUDGED))
  }
  if (fresh === 0) return
  put(set, 'train', 'other', otherFiles.slice(0, fresh))
  put(set, 'val', 'other', otherFiles.slice(-NEW.val))
}
makeSet('before', LEARNED, 0)
makeSet('all', LEARNED, NEW.train)
makeSet('few', 15, 20)

const studio = await openStudio({ gpu: 'none' })
let failed = 0
try {
  const { page } = studio
  /** Trains on a set; resolves with the share of the old classes' validation pictures that are right after its last epoch. */
  const trained = async (set: string, config: Partial<RunConfig>): Promise<number> => {
    await openPictures(page, 'folder', place(set))
    await setRecipe(page, { backend: 'wasm', imageSize: 96, cachedViews: 1, ...config })
    if (!(await page.evaluate(() => window.trainyard.train()))) throw new Error(`the run on "${set}" did not end well`)
    const last = await page.evaluate(() => window.trainyard.getState().run.summary?.epochs.at(-1))
    if (!last) throw new Error(`the run on "${set}" has no epoch`)
    const { classes } = await page.evaluate(() => window.trainyard.getState().dataset ?? { classes: [] })
    const matrix = denseConfusion(last.confusion)
    const rows = OLD.map((name) => classes.findIndex((one) => one.name === name))
    const right = rows.reduce((sum, row) => sum + (matrix[row]?.[row] ?? 0), 0)
    return right / rows.reduce((sum, row) => sum + (matrix[row] ?? []).reduce((a, b) => a + b, 0), 0)
  }
  console.log(
    '| seed | file | pictures | what learns | old classes before | after one epoch | lost, points |\n|---|---|---|---|---|---|---|',
  )
  for (const seed of values.seeds.split(',').map(Number)) {
    await page.evaluate(() => window.trainyard.getState().takeBundledWeights())
    const before = await trained('before', { seed, epochs: 10, strategy: 'feature-extraction', stopMetric: 'val-loss' })
    const paths: string[] = []
    for (const format of ['safetensors', 'onnx'] as const) {
      const bytes = await page.evaluate(async (asked) => {
        const { blob } = await window.trainyard.trainer.downloads.make(asked)
        const whole = new Uint8Array(await blob.arrayBuffer())
        let text = ''
        for (let at = 0; at < whole.length; at += 32_768) text += String.fromCharCode(...whole.subarray(at, at + 32_768))
        return btoa(text)
      }, format)
      const path = place(`model-${seed}.${format}`)
      writeFileSync(path, Buffer.from(bytes, 'base64'))
      paths.push(path)
    }
    for (const strategy of values.strategies.split(',') as RunConfig['strategy'][])
      for (const set of ['all', 'few'] as const)
        for (const path of paths) {
          await takeWeights(page, path)
          // As the recipe follows weights of one's own (`fitting.ts`).
          const after = await trained(set, {
            seed,
            epochs: 1,
            strategy,
            batchSize: set === 'few' ? 8 : 16,
            learningRate: 3e-4,
          })
          const lost = before - after
          if (lost > FIRST_EPOCH_LOSS[set] + 1e-9) failed++
          const row = [
            seed,
            path.endsWith('.onnx') ? 'ONNX' : 'safetensors',
            set,
            strategy,
            before.toFixed(3),
            after.toFixed(3),
            (100 * lost).toFixed(1),
          ]
          console.log(`| ${row.join(' | ')} |`)
        }
  }
} finally {
  await studio.close()
  scratch.remove()
}
if (failed > 0) console.error(`${failed} times more was lost than the page says`)
process.exit(failed > 0 ? 1 : 0)
