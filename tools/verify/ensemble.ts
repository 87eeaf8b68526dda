/**
 * Whether networks of different kinds gain by answering together, and whether the one ONNX file of them answers as the studio does:
 *
 *     npx tsx tools/verify/ensemble.ts [--weights ../shared/weights/imagenet-probe/resnet18-imagenet-probe.safetensors] [--untrained mobilenet_v2] [--epochs 6]
 *         [--seed 1] [--pictures ../shared/data/dogs-vs-cats/train]
 *
 * Three runs of the same pictures: a new head on a ResNet18 (with `--weights` on those, else on the bundled starter) at 96 px; the whole of the bundled starter at
 * 64 px; a network that begins untrained, at 64 px. Prints what the page's comparison has: each alone, and together with weights that were fitted on four fifths of
 * the validation pictures and judged on the fifth left over, in turn. The plan of all of them is taken; its file, asked by onnxruntime-web in Node
 * with pictures that are prepared there, is compared with the studio's answers for 100 pictures. Ends with exit code 1 where they differ by more than 1e-3.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import onnxProto from 'onnx-proto'
import * as ort from 'onnxruntime-web'
import type { AutomationWindow } from '../../src/app/automation'
import { en } from '../../src/app/words'
import { NETWORK_NAMES, NETWORKS, type RunConfig } from '../../workers/protocol'
import { openStudio } from '../studio'
import { setRecipe } from '../train/page'
import { openPictures } from '../train/session'
import { takeUntrained, takeWeights, weightsInUse } from '../train/start'
import { differences, largest } from './difference'
import { inputOf } from './pictures'
import type { Preprocessing } from './preprocess'

declare const window: Window & AutomationWindow

const { values } = parseArgs({
  options: {
    weights: { type: 'string' },
    untrained: { type: 'string', default: 'mobilenet_v2' },
    epochs: { type: 'string', default: '6' },
    seed: { type: 'string', default: '1' },
    pictures: { type: 'string', default: '../shared/data/dogs-vs-cats/train' },
  },
})
const depth = NETWORK_NAMES.find((name) => NETWORKS[name].arch === values.untrained)
if (!depth) throw new Error(`--untrained wants one of ${NETWORK_NAMES.map((name) => NETWORKS[name].arch).join(', ')}`)
const COMMON = { seed: Number(values.seed), backend: 'wasm', patience: 0 } as const
const HEAD: Partial<RunConfig> = { ...COMMON, strategy: 'feature-extraction', epochs: 3, cachedViews: 3, imageSize: 96 }
const WHOLE: Partial<RunConfig> = {
  ...COMMON,
  strategy: 'full',
  epochs: Number(values.epochs),
  imageSize: 64,
  optimizer: 'adamw',
  schedule: 'one-cycle',
}

/** Trains once; the model of the run answers from then on. */
async function trained(page: Page, config: Partial<RunConfig>): Promise<string> {
  await setRecipe(page, config)
  if (!(await page.evaluate(() => window.trainyard.train()))) throw new Error('The run did not end well')
  const { name } = await weightsInUse(page)
  const found = await page.evaluate(() => ({
    id: window.trainyard.getState().model?.runId,
    best: window.trainyard.getState().run.summary?.best,
  }))
  if (!found.id || !found.best) throw new Error('The run left no model')
  console.log(`${name}, ${config.strategy}, ${config.imageSize} px: ${percent(found.best.val.accuracy)} of its validation pictures`)
  return found.id
}

const percent = (share: number): string => `${(100 * share).toFixed(2)}%`

/** The largest difference allowed between a file's probabilities and the studio's. */
const TOLERANCE = 1e-3

/** The largest difference between the probabilities of the file and of the studio, over 100 pictures. */
async function difference(page: Page, bytes: Uint8Array): Promise<number> {
  const properties = onnxProto.onnx.ModelProto.decode(bytes).metadataProps
  const inputs = JSON.parse(properties.find(({ key }) => key === 'inputs')?.value ?? '{}') as Record<string, Preprocessing>
  ort.env.wasm.numThreads = 1
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] })
  const files = readdirSync(values.pictures).toSorted().slice(0, 100)
  const [expected, got]: [number[][], number[][]] = [[], []]
  for (const name of files) {
    const path = join(values.pictures, name)
    const feeds: Record<string, ort.Tensor> = {}
    for (const [input, how] of Object.entries(inputs))
      feeds[input] = new ort.Tensor('float32', await inputOf(path, how), [1, 3, how.center_crop, how.center_crop])
    const theirs = (await session.run(feeds)).probabilities!.data as Float32Array
    const ours = await page.evaluate(async (text) => {
      const file = new File([Uint8Array.from(atob(text), (char) => char.charCodeAt(0))], 'picture.jpg')
      return (await window.trainyard.trainer.answers.predictAll([file]))[0]?.probabilities
    }, readFileSync(path).toString('base64'))
    if (!ours) throw new Error(`The studio does not answer about ${name}`)
    expected.push([...ours])
    got.push([...theirs])
  }
  await session.release()
  return largest(differences(expected, got))
}

/** A file of several networks is made and read back before it is offered, milliseconds. */
const MOST_MAKING = 600_000

const folder = mkdtempSync(join(tmpdir(), 'trainyard-ensemble-'))
const studio = await openStudio({ gpu: 'none' })
let isWithin = false
try {
  const { page } = studio
  await openPictures(page, 'folder', resolve(values.pictures))
  const others: string[] = []
  await takeUntrained(page, depth)
  others.push(await trained(page, WHOLE))
  await page.evaluate(() => window.trainyard.getState().takeBundledWeights())
  others.push(await trained(page, WHOLE))
  if (values.weights) await takeWeights(page, resolve(values.weights))
  const own = await trained(page, HEAD)

  const gain = await page.evaluate(async (ids) => {
    await window.trainyard.getState().measureGain(ids, 'single')
    return window.trainyard.getState().gain
  }, others)
  if (gain.status !== 'done') throw new Error('Nothing was measured')
  const { before, against, options, pictures } = gain.gain
  console.log(
    `${pictures} validation pictures that none of them learnt from; ${own} alone ${percent(before.accuracy)}, log loss ${before.logLoss.toFixed(4)}`,
  )
  for (const { runId, accuracy } of against) console.log(`${runId} alone ${percent(accuracy)}`)
  for (const { plan, figures, overBest } of options.filter((one) => one.fitted !== null)) {
    const shares = plan.members.map(({ weight }) => weight.toFixed(2)).join(' ')
    const over =
      overBest &&
      `${percent(overBest.difference)} over the best alone (${overBest.interval.map(percent).join(' to ')}, p ${overBest.p.toFixed(3)})`
    // Shares that are next to nothing are left out of the plan.
    console.log(`together (${shares}), held-out folds: ${percent(figures.accuracy)}, log loss ${figures.logLoss.toFixed(4)}; ${over}`)
  }

  const all = { views: 'single' as const, members: [own, ...others].map((runId) => ({ runId, weight: 1 / (others.length + 1) })) }
  if (!(await page.evaluate((plan) => window.trainyard.getState().takeAnswers(plan), all))) throw new Error('The plan was not taken')
  await page.evaluate(() => {
    location.hash = '#/use'
  })
  await page.getByRole('tab', { name: en.use.tabs.download }).click()
  const button = page.getByRole('button', { name: `${en.use.download.button}: ${en.use.download['onnx-ensemble'].name}` })
  const [file] = await Promise.all([page.waitForEvent('download', { timeout: MOST_MAKING }), button.click()])
  await file.saveAs(join(folder, 'ensemble.onnx'))
  const worst = await difference(page, readFileSync(join(folder, 'ensemble.onnx')))
  isWithin = worst <= TOLERANCE
  console.log(
    `one ONNX of all by onnxruntime-web: 100 pictures, largest difference ${worst.toExponential(1)}: ${isWithin ? 'ok' : 'TOO LARGE'}`,
  )
} finally {
  await studio.close()
  rmSync(folder, { recursive: true })
}
process.exit(isWithin ? 0 : 1)
