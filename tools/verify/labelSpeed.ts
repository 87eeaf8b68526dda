/**
 * How long looking for wrong labels takes once the features are there, on made features of 25,000 pictures of two classes, 5% of the labels swapped:
 *
 *     chrt -r 5 npx tsx tools/verify/labelSpeed.ts [--pictures 25000] [--classes 2] [--width 512]
 *
 * Prints the seconds of processor time of each part, which on one thread are those by the clock of a machine with nothing else to do, and ends with exit code 1 where all of it takes longer than `--most` (60). How many of the swapped labels are found says only that
 * the arithmetic is the same: made features tell classes apart poorly.
 */
import { parseArgs } from 'node:util'
import { permutation, uniform } from '../../workers/random'
import { breather } from '../../workers/trainer/labels/breather'
import { judgeLabels } from '../../workers/trainer/labels/judgeLabels'
import { cpu } from '../bench/cpu'

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '25000' },
    classes: { type: 'string', default: '2' },
    width: { type: 'string', default: '512' },
    most: { type: 'string', default: '60' },
  },
})
const [n, classes, width] = [Number(values.pictures), Number(values.classes), Number(values.width)]
const SEED = 5

/** As pooled features are: never below nought, mostly small; a tenth of them say something of the class. */
const features = Float32Array.from({ length: n * width }, (_, at) => {
  const [i, k] = [Math.floor(at / width), at % width]
  const drawn = -Math.log(1 - uniform(SEED, i, k))
  return k % 10 === 0 && (k / 10) % classes === i % classes ? drawn * 1.8 : drawn
})
const swapped = new Set(permutation(n, SEED).subarray(0, Math.round(n / 20)))
const labels = Int32Array.from({ length: n }, (_, i) => (swapped.has(i) ? (i + 1) % classes : i % classes))
const groups = Int32Array.from({ length: n }, (_, i) => i)

const began = cpu()
let since = began
const seconds: Record<string, number> = {}
const { suspects, likely } = await judgeLabels(
  { features: { values: features, width }, labels, groups, classes, seed: SEED, confirmed: new Set() },
  breather(new AbortController().signal),
  ({ phase }) => {
    const now = cpu()
    seconds[phase] = (seconds[phase] ?? 0) + (now - since) / 1000
    since = now
  },
)
const all = (cpu() - began) / 1000
const found = suspects.slice(0, 2 * swapped.size).filter(({ row }) => swapped.has(row)).length
const recall = found / Math.min(swapped.size, suspects.length)
for (const [phase, took] of Object.entries(seconds)) console.log(`${phase}: ${took.toFixed(1)} s`)
const ok = all <= Number(values.most)
console.log(
  `${n} pictures, ${width} features, ${classes} classes: ${all.toFixed(1)} s, ${likely} suspects, recall ${recall.toFixed(3)}: ${ok ? 'ok' : 'TOO SLOW'}`,
)
process.exit(ok ? 0 : 1)
