/**
 * How well wrong labels are found among real pictures: some are swapped by a seed, the studio looks, and what it lists is compared with what was swapped:
 *
 *     npx tsx tools/verify/labels.ts [--weights ../shared/weights/imagenet-probe/resnet18-imagenet-probe.safetensors] [--size 224] [--share 0.05] [--seeds 1,2,3] [--pictures ../shared/data/dogs-vs-cats/train]
 *
 * Without `--weights` by the bundled starter at 96 px. The run before it trains a head on 60 pictures: only its frozen backbone is asked. Prints precision at the
 * number swapped, recall at twice that, and what confident learning lists. The pictures have a few wrong labels of their own, which count as mistakes here.
 * Ends with exit code 1 where the recall of a seed is below `--least` (0.9).
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { AutomationWindow } from '../../src/app/automation'
import { permutation } from '../../workers/random'
import { openStudio } from '../studio'
import { setRecipe } from '../train/page'
import { openPictures, train } from '../train/session'
import { takeWeights } from '../train/start'

declare const window: Window & AutomationWindow

const { values } = parseArgs({
  options: {
    weights: { type: 'string' },
    size: { type: 'string' },
    share: { type: 'string', default: '0.05' },
    seeds: { type: 'string', default: '1,2,3' },
    least: { type: 'string', default: '0.9' },
    pictures: { type: 'string', default: '../shared/data/dogs-vs-cats/train' },
  },
})
const imageSize = Number(values.size ?? (values.weights ? 224 : 96))

const studio = await openStudio({ gpu: 'none' })
let failed = 0
try {
  const { page } = studio
  const { classes, counts } = await openPictures(page, 'folder', resolve(values.pictures))
  if (values.weights) await takeWeights(page, resolve(values.weights))
  await setRecipe(page, { strategy: 'feature-extraction', epochs: 1, cachedViews: 1, limit: 60, imageSize, backend: 'wasm' })
  await train(page, { onMoment: () => undefined })
  const names = classes.map(({ name }) => name)
  const total = counts.train + counts.val
  console.log(`${total} pictures, ${imageSize} px, ${values.weights ?? 'the starter'}, ${Number(values.share) * 100}% swapped`)
  for (const seed of values.seeds.split(',').map(Number)) {
    const ids = Array.from(permutation(total, seed).subarray(0, Math.round(total * Number(values.share))))
    const found = await page.evaluate(
      async ([swapped, classNames]) => {
        const { trainer, getState } = window.trainyard
        const { samples } = await trainer.dataset.samples({ ids: swapped, offset: 0, limit: swapped.length })
        for (const [label, className] of classNames.entries()) {
          const others = samples.filter((sample) => sample.label === (label + 1) % classNames.length).map(({ id }) => id)
          if (!(await getState().editPictures({ kind: 'relabel', ids: others, className })))
            throw new Error('the labels could not be swapped')
        }
        const began = performance.now()
        await getState().lookAtLabels()
        const seconds = (performance.now() - began) / 1000
        const { labelLook, problems } = getState()
        if (labelLook.status !== 'done') throw new Error(`the look failed: ${JSON.stringify(problems)}`)
        await getState().editPictures({ kind: 'reset' })
        const { suspects, likely, checked } = labelLook.report
        return { ids: suspects.map(({ id }) => id), likely, checked, seconds }
      },
      [ids, names] as const,
    )
    const swapped = new Set(ids)
    const among = (count: number): number => found.ids.slice(0, count).filter((id) => swapped.has(id)).length
    const [precision, recall] = [among(swapped.size) / swapped.size, among(2 * swapped.size) / swapped.size]
    const ok = recall >= Number(values.least)
    if (!ok) failed++
    console.log(
      `seed ${seed}: precision at ${swapped.size} ${precision.toFixed(3)}, recall at ${2 * swapped.size} ${recall.toFixed(3)}; ` +
        `confident learning lists ${found.likely}, ${among(found.likely)} of them swapped; ${found.seconds.toFixed(0)} s: ${ok ? 'ok' : 'NOT REACHED'}`,
    )
  }
} finally {
  await studio.close()
}
process.exit(failed ? 1 : 0)
