import { describe, expect, it } from 'vitest'
import { exportModel, formulaInput, formulaParams } from '../../workers/export/fixtures/formula'
import { largestDifference, onnxOutputs } from '../../workers/export/fixtures/ort'
import { runReport } from '../../workers/export/fixtures/report'
import type { ExportModel } from '../../workers/export/model'
import { toOnePage } from '../../workers/export/onePage'
import { toOnnx } from '../../workers/export/onnx'
import { readOnePage } from '../../workers/export/readOnePage'
import { fitPrototypes, similarities } from '../../workers/metrics/prototypes'
import { resnet } from '../../workers/model/resnet'
import { fromBase64 } from '../../workers/protocol/base64'
import type { OnePageAbout } from '../../workers/protocol/onePage'
import { createAnswerer } from './answerer'

const [SIZE, WIDTH, PICTURES] = [32, 16, 4]
/** Logits are the pooled features, so that onnxruntime tells both. */
const spec = resnet(18, { classes: WIDTH, width: 2, head: 'linear' })
const params = new Map(formulaParams(spec))
  .set('fc.weight', { shape: [WIDTH, WIDTH], data: Float32Array.from({ length: WIDTH ** 2 }, (_, i) => (i % (WIDTH + 1) === 0 ? 1 : 0)) })
  .set('fc.bias', { shape: [WIDTH], data: new Float32Array(WIDTH) })
const model = exportModel(spec, params, SIZE)
const values = Float32Array.from({ length: 6 * WIDTH }, (_, i) => Math.abs(Math.sin(3 * i)))
const prototypes = fitPrototypes({ values, width: WIDTH, labels: [0, 1, 0, 1, 0, 1], classes: 2, perClass: 2, seed: 1 })
const telling = (threshold: number): ExportModel => ({
  ...model,
  answering: { temperature: 1, isFolded: true, loss: null, noneOf: { prototypes, threshold, pass: 0.95 } },
})

/** Each picture less bright than the one before, `[n, 3, size, size]`: they are not all alike. */
const input = formulaInput(PICTURES, SIZE).map((value, i) => value / (1 + Math.floor(i / (3 * SIZE ** 2))))
/** Picture `i`, as `[size, size, 3]`. */
const pixels = (i: number) =>
  Float32Array.from({ length: 3 * SIZE ** 2 }, (_, at) => input[(3 * i + (at % 3)) * SIZE ** 2 + Math.floor(at / 3)]!)

/** What the texts of a page by `toOnePage` say of all pictures. */
async function answersOf(page: Blob) {
  const html = await page.text()
  const textOf = (id: string) => new RegExp(`id="${id}">(.*?)</script`, 's').exec(html)![1]!
  const answer = createAnswerer(JSON.parse(textOf('about')) as OnePageAbout, fromBase64(textOf('weights')))
  const answers = []
  for (let i = 0; i < PICTURES; i++) answers.push(await answer(pixels(i)))
  return answers
}
const pageOf = (of: ExportModel) => toOnePage({ model: of, run: runReport(), name: 'pets' }, { script: '', style: '' })

describe('the page that is sent and "none of these"', () => {
  it('finds the similarity that the studio and an ONNX file of the same weights find, and refuses what is below the threshold', async () => {
    const page = await pageOf(telling(0.5))
    const back = await readOnePage(page)
    const file = toOnnx({ ...telling(0.5), spec: back.spec, params: back.params })
    const { logits, similarity } = await onnxOutputs(file, input, PICTURES, SIZE)
    const found = (await answersOf(page)).map((answer) => answer.similarity!)
    expect(new Set(found.map((value) => Math.round(1e3 * value))).size).toBe(PICTURES)
    expect(largestDifference(found, similarities(logits!, prototypes))).toBeLessThan(1e-5)
    expect(largestDifference(found, similarity!)).toBeLessThan(1e-5)

    const [, threshold] = found.toSorted((a, b) => a - b)
    const refused = (await answersOf(await pageOf(telling(threshold!)))).map(({ isNone }) => isNone)
    expect(refused).toEqual(found.map((value) => value < threshold!))
    expect(refused.filter(Boolean)).toHaveLength(1)
  })

  it('says nothing of it where it is off, and its answers are the same', async () => {
    const off = await answersOf(await pageOf(model))
    expect(off.map(({ similarity, isNone }) => [similarity, isNone])).toEqual(off.map(() => [null, false]))
    const on = await answersOf(await pageOf(telling(2)))
    expect(on.every(({ isNone }) => isNone)).toBe(true)
    expect(on.map(({ probabilities }) => probabilities)).toEqual(off.map(({ probabilities }) => probabilities))
  })
})
