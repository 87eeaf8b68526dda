/**
 * Holds an ONNX file in int8 against the full one, with onnxruntime-web on one thread: how many pictures each gets right, how many answers and how much of
 * their probabilities differ (in Node), and how long one picture takes, in Node and in Chromium (least of all, the two taking turns):
 *
 *     npx tsx tools/verify/int8.ts FULL INT8 PICTURES [--limit 200]
 *
 * FULL and INT8 are files that were taken away; PICTURES holds a folder of each class, of which as many are taken each, or pictures called after their class (cat.1.jpg).
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import onnxProto from 'onnx-proto'
import * as ort from 'onnxruntime-web'
import { inputOf } from './pictures'
import type { Preprocessing } from './preprocess'

const [full, small, pictures] = process.argv.slice(2)
if (!full || !small || !pictures) {
  console.error('usage: npx tsx tools/verify/int8.ts FULL INT8 PICTURES')
  process.exit(2)
}

ort.env.wasm.numThreads = 1
const bytes = await Promise.all([full, small].map(async (file) => new Uint8Array(await readFile(file))))
const metadata = onnxProto.onnx.ModelProto.decode(bytes[0]!).metadataProps
const said = (key: string): unknown => JSON.parse(metadata.find((p) => p.key === key)?.value ?? 'null')
const preprocessing = said('preprocessing') as Preprocessing | null
const labels = said('labels') as readonly string[] | null
if (!preprocessing || !labels) throw new Error(`${full} does not say how to prepare a picture, and of which classes it is`)
const size = preprocessing.center_crop
const sessions = await Promise.all(bytes.map((file) => ort.InferenceSession.create(file, { executionProviders: ['wasm'] })))
const best = (row: readonly number[]) => row.indexOf(Math.max(...row))

const right = [0, 0]
const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
let [count, differ, worst, sum] = [0, 0, 0, 0]
for (const [label, name] of labels.entries())
  for (const file of (await readdir(join(pictures, name))).sort()) {
    const input = new ort.Tensor('float32', await inputOf(join(pictures, name, file), preprocessing), [1, 3, size, size])
    const answers: number[][] = []
    for (const [i, session] of sessions.entries()) {
      const began = performance.now()
      const { probabilities } = await session.run({ input })
      least[i] = Math.min(least[i]!, performance.now() - began)
      answers.push(Array.from(probabilities!.data as Float32Array))
      if (best(answers[i]!) === label) right[i]!++
    }
    const [of32, of8] = answers as [number[], number[]]
    const off = of32.map((p, c) => Math.abs(p - of8[c]!))
    if (best(of32) !== best(of8)) differ++
    worst = Math.max(worst, ...off)
    sum += off.reduce((all, one) => all + one, 0) / off.length
    count++
  }
await Promise.all(sessions.map((session) => session.release()))
const told = ['f32', 'int8'].map(
  (name, i) => `${name}: ${(bytes[i]!.length / 1e6).toFixed(1)} MB, ${right[i]} right, ${least[i]!.toFixed(1)} ms`,
)
console.log(
  `${count} pictures of ${size} px. ${told.join('; ')}. ${differ} other answers, probabilities off by ${worst.toFixed(3)} at most, ${(sum / count).toFixed(4)} in the mean`,
)
process.exit(0)
