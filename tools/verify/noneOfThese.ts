/**
 * How well "none of these" tells pictures of something else from validation pictures, beside the largest probability alone:
 *
 *     npx tsx tools/verify/noneOfThese.ts [--weights ../shared/weights/imagenet-probe/resnet18-imagenet-probe.safetensors] [--size 224] [--seeds 1,2,3] [--limit 0] [--pictures ../shared/data/dogs-vs-cats/train]
 *
 * Without `--weights` by the bundled starter at 96 px. A head is trained for three epochs with each seed, what its pictures look like is learned, and 300
 * pictures of something else (`tools/fixtures/others.py`, which needs Debian's python3-sklearn) are tried. The areas under the ROC curves are compared
 * with scikit-learn's `roc_auc_score` of the same scores, asked for one by one as the page does. Ends with exit code 1 where they differ, or where "none of
 * these" is not better than the largest probability.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { AutomationWindow } from '../../src/app/automation'
import { openStudio } from '../studio'
import { setRecipe } from '../train/page'
import { openPictures } from '../train/session'
import { takeWeights } from '../train/start'

declare const window: Window & AutomationWindow

const { values } = parseArgs({
  options: {
    weights: { type: 'string' },
    size: { type: 'string' },
    seeds: { type: 'string', default: '1,2,3' },
    limit: { type: 'string', default: '0' },
    pictures: { type: 'string', default: '../shared/data/dogs-vs-cats/train' },
  },
})
const imageSize = Number(values.size ?? (values.weights ? 224 : 96))
/** Pictures in one question of the check. */
const AT_ONCE = 25

const PYTHON = '/usr/bin/python3'
const AUC =
  'import json, sys\nfrom sklearn.metrics import roc_auc_score\nprint(json.dumps([roc_auc_score(*pair) for pair in json.load(sys.stdin)]))'

const folder = mkdtempSync(join(tmpdir(), 'trainyard-others-'))
execFileSync(PYTHON, [resolve('tools/fixtures/others.py'), folder])
const others = readdirSync(folder)
  .toSorted()
  .map((name) => readFileSync(join(folder, name)).toString('base64'))
rmSync(folder, { recursive: true })

const studio = await openStudio({ gpu: 'none' })
let failed = 0
try {
  const { page } = studio
  await openPictures(page, 'folder', resolve(values.pictures))
  if (values.weights) await takeWeights(page, resolve(values.weights))
  console.log(`${others.length} other pictures, ${imageSize} px, ${values.weights ?? 'the starter'}`)
  for (const seed of values.seeds.split(',').map(Number)) {
    const limit = Number(values.limit)
    await setRecipe(page, { strategy: 'feature-extraction', epochs: 3, cachedViews: 1, imageSize, backend: 'wasm', seed, limit })
    if (!(await page.evaluate(() => window.trainyard.train()))) throw new Error(`the run of seed ${seed} did not end well`)
    const found = await page.evaluate(
      async ([texts, atOnce]) => {
        const { trainer, getState } = window.trainyard
        const files = texts.map((text, i) => new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], `${i}.jpg`))
        const began = performance.now()
        await getState().learnNoneOf()
        const seconds = (performance.now() - began) / 1000
        await getState().tryNoneOf(files)
        const { noneOfJob, problems } = getState()
        if (noneOfJob.status !== 'done' || !noneOfJob.trial) throw new Error(`it was not tried: ${JSON.stringify(problems)}`)
        // Once more by the calls of Use: every score as a person is told it.
        const predictions = await trainer.insight.predictions(100_000)
        const own: { similarity: number; probability: number }[] = []
        for (let at = 0; at < predictions.length; at += atOnce) {
          const part = predictions.slice(at, at + atOnce)
          const pictures = await Promise.all(part.map(({ id }) => trainer.dataset.file(id)))
          const answers = await trainer.answers.predictAll(pictures)
          for (const [i, answer] of answers.entries())
            if (answer) own.push({ similarity: answer.similarity ?? Number.NaN, probability: Math.max(...part[i]!.probabilities) })
        }
        const away: typeof own = []
        for (let at = 0; at < files.length; at += atOnce)
          for (const answer of await trainer.answers.predictAll(files.slice(at, at + atOnce)))
            if (answer) away.push({ similarity: answer.similarity ?? Number.NaN, probability: Math.max(...answer.probabilities) })
        return { trial: noneOfJob.trial, own, away, seconds }
      },
      [others, AT_ONCE] as const,
    )
    const { trial, own, away, seconds } = found
    const labels = [...own.map(() => 1), ...away.map(() => 0)]
    const scores = (of: 'similarity' | 'probability') => [...own, ...away].map((one) => one[of])
    const input = JSON.stringify([
      [labels, scores('similarity')],
      [labels, scores('probability')],
    ])
    const theirs = JSON.parse(execFileSync(PYTHON, ['-c', AUC], { input, encoding: 'utf8' })) as [number, number]
    const { auc } = trial
    // A picture that decodes otherwise in another thread may move by a rank.
    const agrees = auc !== null && Math.abs(auc.similarity - theirs[0]) < 1e-3 && Math.abs(auc.probability - theirs[1]) < 1e-3
    const ok = agrees && auc.similarity > auc.probability
    if (!ok) failed++
    console.log(
      `seed ${seed}: AUROC ${auc?.similarity.toFixed(4)} (scikit-learn ${theirs[0].toFixed(4)}), by the largest probability ${auc?.probability.toFixed(4)} (${theirs[1].toFixed(4)}), ` +
        `${auc?.validation} validation pictures; refused of ${trial.pictures}: ${trial.rows.map(({ pass, refused }) => `${refused} where ${(100 * pass).toFixed(1)}% pass`).join(', ')}; ` +
        `learned in ${seconds.toFixed(0)} s: ${ok ? 'ok' : 'NOT REACHED'}`,
    )
  }
} finally {
  await studio.close()
}
process.exit(failed ? 1 : 0)
