/**
 * Makes Kaggle submissions on the built page and checks them with a program of its own:
 *
 *     npx tsx tools/verify/submission.ts TRAIN TEST [--synthetic 12500] [--labelled 200] [--image-size 64]
 *
 * TRAIN is a folder in Kaggle's flat names (cat.0.jpg), TEST the test folder (1.jpg). After a short run: TEST, then `synthetic` made pictures of which three
 * are broken, then `labelled` pictures of TRAIN under numbers. Every id from 1 to N must stand in the file, in order; the log loss of the last is
 * computed here from the file and the names, and beside it from model.onnx by onnxruntime-web with preprocessing of its own. Ends with 1 where anything differs.
 */
import { copyFileSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as ort from 'onnxruntime-web'
import sharp from 'sharp'
import type { AutomationWindow } from '../../src/app/automation'
import { en } from '../../src/app/words'
import { preprocessing } from '../../workers/export/model'
import { openStudio } from '../studio'
import { setRecipe } from '../train/page'
import { openPictures, train } from '../train/session'
import { inputOf } from './pictures'

declare const window: Window & AutomationWindow

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    synthetic: { type: 'string', default: '12500' },
    labelled: { type: 'string', default: '200' },
    'image-size': { type: 'string', default: '64' },
  },
})
const [trainFolder, testFolder] = positionals
if (!trainFolder || !testFolder) {
  console.error('usage: npx tsx tools/verify/submission.ts TRAIN TEST [--synthetic 12500] [--labelled 200] [--image-size 64]')
  process.exit(2)
}
const imageSize = Number(values['image-size'])
const CLIP = 0.01
const text = en.use.submission
let failed = 0
const judge = (ok: boolean, what: string) => {
  if (!ok) failed++
  console.log(`${what}: ${ok ? 'ok' : 'WRONG'}`)
}

const root = mkdtempSync(join(tmpdir(), 'trainyard-submission-'))
const folder = (name: string) => {
  const path = join(root, name)
  mkdirSync(path)
  return path
}

/** Some made pictures under many numbers; the three last ids are broken files. */
async function makeSynthetic(count: number): Promise<string> {
  const path = folder('synthetic')
  for (let kind = 0; kind < 40; kind++) {
    const rgb = Uint8Array.from({ length: 160 * 120 * 3 }, (_, i) => 128 + 90 * Math.sin(i / (5 + kind)) * Math.cos(i / 480 / (1 + kind)))
    await sharp(rgb, { raw: { width: 160, height: 120, channels: 3 } })
      .jpeg()
      .toFile(join(root, `${kind}.jpg`))
  }
  for (let id = 1; id <= count; id++) {
    if (id > count - 3) writeFileSync(join(path, `${id}.jpg`), 'no picture')
    else linkSync(join(root, `${id % 40}.jpg`), join(path, `${id}.jpg`))
  }
  return path
}

/** The last pictures of each class under numbers, cats first; the ids of dogs. */
function makeLabelled(count: number): { path: string; dogs: Set<number> } {
  const path = folder('labelled')
  const dogs = new Set<number>()
  const of = (name: string) =>
    readdirSync(trainFolder!)
      .filter((file) => file.startsWith(`${name}.`))
      .slice(-count / 2)
  const all = [...of('cat'), ...of('dog')]
  all.forEach((file, i) => {
    copyFileSync(join(trainFolder!, file), join(path, `${i + 1}.jpg`))
    if (file.startsWith('dog')) dogs.add(i + 1)
  })
  return { path, dogs }
}

const logLoss = (rows: readonly { readonly p: number; readonly dog: boolean }[]) =>
  -rows.reduce((sum, { p, dog }) => sum + Math.log(dog ? p : 1 - p), 0) / rows.length

const studio = await openStudio({ gpu: 'none' })
const { page } = studio
page.setDefaultTimeout(0)

/** Opens a folder as test pictures, makes the file and returns its lines. */
async function submit(what: string, path: string, count: number): Promise<{ id: number; p: number }[]> {
  const opening = Date.now()
  await page.getByTestId('test-folder-input').setInputFiles(path, { timeout: 0 })
  await page.waitForFunction(() => window.trainyard.getState().testPictures !== null && window.trainyard.getState().openingTest === null)
  const started = Date.now()
  await page.getByRole('button', { name: text.make }).click()
  await page.waitForFunction(() => window.trainyard.getState().submission.status !== 'working', undefined, { polling: 200 })
  const seconds = (Date.now() - started) / 1000
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: text.save }).click()])
  const [head, ...lines] = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\n')
  const rows = lines.map((line) => line.split(',')).map(([id, label]) => ({ id: Number(id), p: Number(label) }))
  console.log(
    `${what}: ${rows.length} lines, opened in ${((started - opening) / 1000).toFixed(1)} s, answered in ${seconds.toFixed(1)} s (${Math.round(rows.length / seconds)} pictures/s)`,
  )
  judge(head === 'id,label' && rows.length === count && rows.every(({ id }, i) => id === i + 1), `${what}, ids 1 to ${count} in order`)
  judge(
    rows.every(({ p }) => p >= CLIP && p <= 1 - CLIP),
    `${what}, every label within ${CLIP} and ${1 - CLIP}`,
  )
  await page.getByRole('button', { name: en.better.test.close }).click()
  return rows
}

try {
  await setRecipe(page, { strategy: 'feature-extraction', epochs: 1, imageSize, limit: 300, backend: 'wasm' })
  await openPictures(page, 'folder', trainFolder)
  await train(page, { onMoment: () => {} })
  await page.evaluate(() => {
    location.hash = '#/use'
  })
  await page.getByRole('tab', { name: en.use.tabs.submission }).click()

  await submit('test1', testFolder, readdirSync(testFolder).length)
  const synthetic = Number(values.synthetic)
  if (synthetic > 0) {
    const rows = await submit('synthetic', await makeSynthetic(synthetic), synthetic)
    judge(
      rows.slice(-3).every(({ p }) => p === 0.5),
      'synthetic, the three broken files stand there with 0.5',
    )
  }

  const { path, dogs } = makeLabelled(Number(values.labelled))
  const rows = await submit('labelled', path, Number(values.labelled))
  const onnx = await page.evaluate(async () => {
    const { blob } = await window.trainyard.trainer.downloads.make('onnx')
    return new Promise<string>((resolve) => {
      const reader = new FileReader()
      reader.onload = () => resolve(String(reader.result).split(',')[1]!)
      reader.readAsDataURL(blob)
    })
  })
  ort.env.wasm.numThreads = 1
  const session = await ort.InferenceSession.create(new Uint8Array(Buffer.from(onnx, 'base64')), { executionProviders: ['wasm'] })
  const how = preprocessing({ imageSize, transparency: 'white' })
  const own: { p: number; dog: boolean }[] = []
  for (const { id } of rows) {
    const input = new ort.Tensor('float32', await inputOf(join(path, `${id}.jpg`), how), [1, 3, imageSize, imageSize])
    const p = ((await session.run({ input })).probabilities!.data as Float32Array)[1]!
    own.push({ p: Math.min(1 - CLIP, Math.max(CLIP, p)), dog: dogs.has(id) })
  }
  const [ours, theirs] = [logLoss(rows.map(({ id, p }) => ({ p, dog: dogs.has(id) }))), logLoss(own)]
  judge(Math.abs(ours - theirs) < 1e-4, `labelled, log loss ${ours.toFixed(6)} from the file, ${theirs.toFixed(6)} by onnxruntime-web`)
} finally {
  await studio.close()
  rmSync(root, { recursive: true, force: true })
}
process.exit(failed ? 1 : 0)
