/**
 * Holds an ONNX file in int8 against the full one, with onnxruntime-web on one thread: how many pictures each gets right, how many answers and how much of
 * their probabilities differ (in Node), and how long one picture takes, in Node and in Chromium (least of all, the two taking turns):
 *
 *     npx tsx tools/verify/int8.ts FULL INT8 PICTURES [--limit 200]
 *
 * FULL and INT8 are files that were taken away; PICTURES holds a folder of each class, of which as many are taken each, or pictures called after their class (cat.1.jpg).
 */
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import onnxProto from 'onnx-proto'
import * as ort from 'onnxruntime-web'
import { LIBRARIES, withFolder } from './folder'
import { inputOf } from './pictures'
import type { Preprocessing } from './preprocess'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { limit: { type: 'string', default: '200' } } })
const [full, small, pictures] = positionals
if (!full || !small || !pictures) {
  console.error('usage: npx tsx tools/verify/int8.ts FULL INT8 PICTURES [--limit 200]')
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

/** Pictures of each class. */
const each = Math.ceil(Number(values.limit) / labels.length)
async function ofClass(name: string): Promise<string[]> {
  const folder = join(pictures!, name)
  const own = existsSync(folder)
  const files = (await readdir(own ? folder : pictures!)).filter((file) => own || file.startsWith(`${name}.`))
  return files
    .sort()
    .slice(0, each)
    .map((file) => join(own ? folder : pictures!, file))
}

const right = [0, 0]
/** Pictures that are answered about in Chromium. */
const IN_CHROMIUM = 30
const timed: Float32Array[] = []
const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
let [count, differ, worst, sum] = [0, 0, 0, 0]
for (const [label, name] of labels.entries())
  for (const file of await ofClass(name)) {
    const pixels = await inputOf(file, preprocessing)
    if (timed.length < IN_CHROMIUM) timed.push(pixels)
    const input = new ort.Tensor('float32', pixels, [1, 3, size, size])
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

/** What one picture takes in a page, ms: least of all, the two files taking turns. */
function inChromium(): Promise<[number, number]> {
  const inputs = new Uint8Array(
    Buffer.concat(timed.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))),
  )
  const page = '<!doctype html><script src="ort.wasm.min.js"></script>'
  const files = { ...LIBRARIES, 'full.onnx': bytes[0]!, 'small.onnx': bytes[1]!, inputs, 'index.html': page }
  const run = `(async () => {
    ort.env.wasm.numThreads = 1
    const inputs = new Float32Array(await (await fetch('inputs')).arrayBuffer())
    const sessions = []
    for (const file of ['full.onnx', 'small.onnx']) sessions.push(await ort.InferenceSession.create(file, { executionProviders: ['wasm'] }))
    const least = [Infinity, Infinity]
    const one = ${3 * size * size}
    for (let at = 0; at < inputs.length; at += one)
      for (const [i, session] of sessions.entries()) {
        const began = performance.now()
        await session.run({ input: new ort.Tensor('float32', inputs.slice(at, at + one), [1, 3, ${size}, ${size}]) })
        least[i] = Math.min(least[i], performance.now() - began)
      }
    return least
  })()`
  return withFolder(files, (tab) => tab.evaluate<[number, number]>(run))
}
const [inFull, inSmall] = await inChromium()
console.log(`in Chromium, ${timed.length} pictures. f32: ${inFull.toFixed(1)} ms; int8: ${inSmall.toFixed(1)} ms`)
process.exit(0)
