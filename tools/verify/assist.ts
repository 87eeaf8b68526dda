/**
 * Whether labelling the pictures that the studio asks for teaches more than labelling as many at random: real pictures, of which 1 in `--held` (2) only judge and the
 * others begin without a label but 20; then 20 at a time get the right one, those asked for or drawn ones, and the head is taught again:
 *
 *     npx tsx tools/verify/assist.ts [--weights ../shared/weights/imagenet-probe/resnet18-imagenet-probe.safetensors] [--size 224] [--seeds 1,2,3] [--rounds 8] [--pictures ../shared/data/dogs-vs-cats/train]
 *
 * Without `--weights` by the bundled starter at 96 px. Prints validation accuracy after each round, and ends with exit code 1 where its mean over seeds and rounds is not
 * better asked for than at random.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { AutomationWindow } from '../../src/app/automation'
import { permutation } from '../../workers/random'
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
    rounds: { type: 'string', default: '8' },
    held: { type: 'string', default: '2' },
    pictures: { type: 'string', default: '../shared/data/dogs-vs-cats/train' },
  },
})
const imageSize = Number(values.size ?? (values.weights ? 224 : 96))
const rounds = Number(values.rounds)
const BEGIN = 20
const ways = ['asked', 'random'] as const

const studio = await openStudio({ gpu: 'none' })
const totals = { asked: 0, random: 0 }
try {
  const { page } = studio
  const { classes, counts } = await openPictures(page, 'folder', resolve(values.pictures))
  const total = counts.train + counts.val
  const names = classes.map(({ name }) => name)
  const labels = await page.evaluate(async (count) => {
    const { samples } = await window.trainyard.trainer.dataset.samples({ offset: 0, limit: count })
    return samples.toSorted((a, b) => a.id - b.id).map(({ label }) => label)
  }, total)
  if (values.weights) await takeWeights(page, resolve(values.weights))
  await setRecipe(page, { imageSize, backend: 'wasm' })
  // The same files without what their names say.
  await page.evaluate(async () => {
    if (!(await window.trainyard.getState().readAs({ layout: 'single-folder' }))) throw new Error('they could not be read as one folder')
  })
  console.log(`${total} pictures, ${imageSize} px, ${values.weights ?? 'the starter'}`)
  for (const seed of values.seeds.split(',').map(Number)) {
    const order = Array.from(permutation(total, seed))
    const held = order.slice(0, Math.floor(total / Number(values.held)))
    const first = order.slice(held.length, held.length + BEGIN)
    for (const way of ways) {
      const accuracies = await page.evaluate(
        async ([truth, classNames, heldOut, begin, inOrder, count, byAsking]) => {
          const { getState } = window.trainyard
          // An inner function by its own name: tsx gives arrow functions theirs by a helper that the page does not have.
          const desk = {
            async label(ids: readonly number[], split: 'train' | 'val') {
              const to = classNames.map((className, label) => ({ className, ids: ids.filter((id) => truth[id] === label) }))
              const labelled = await getState().editPictures({ kind: 'label', to })
              if (!labelled || !(await getState().editPictures({ kind: 'move', ids, split }))) throw new Error('labels were not taken')
            },
          }
          await getState().editPictures({ kind: 'reset' })
          await desk.label(heldOut, 'val')
          await desk.label(begin, 'train')
          const found: number[] = []
          const known = new Set([...heldOut, ...begin])
          for (let round = 0; round <= count; round++) {
            await getState().askAssist(true)
            const { assist, problems } = getState()
            if (assist.status !== 'done' || !assist.report.validation) throw new Error(`no answer: ${JSON.stringify(problems)}`)
            const { validation, next } = assist.report
            found.push(validation.right / validation.of)
            const more = byAsking ? next : inOrder.filter((id) => !known.has(id)).slice(0, next.length)
            for (const id of more) known.add(id)
            await desk.label(more, 'train')
          }
          return found
        },
        [labels, names, held, first, order, rounds, way === 'asked'] as const,
      )
      // The first is before anything was asked.
      for (const accuracy of accuracies.slice(1)) totals[way] += accuracy
      console.log(`seed ${seed}, ${way.padEnd(6)}: ${accuracies.map((accuracy) => (100 * accuracy).toFixed(1)).join(' ')}`)
    }
  }
} finally {
  await studio.close()
}
const points = rounds * values.seeds.split(',').length
const [asked, random] = ways.map((way) => (100 * totals[way]) / points) as [number, number]
const ok = asked > random
console.log(
  `${BEGIN} labels and ${rounds} times 20 more, mean of all rounds: asked for ${asked.toFixed(2)}%, at random ${random.toFixed(2)}%: ${ok ? 'ok' : 'NOT REACHED'}`,
)
process.exit(ok ? 0 : 1)
