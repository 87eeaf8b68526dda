import { beforeAll, describe, expect, it } from 'vitest'
import { runOnnx } from '../../workers/export/fixtures/ort'
import { starterModel } from '../../workers/export/fixtures/starter'
import { seeThrough } from '../../workers/export/fixtures/transparent'
import { FORMATS } from '../../workers/export/formats'
import { preprocessing } from '../../workers/export/model'
import { toOnnx } from '../../workers/export/onnx'
import { labelsJson } from '../../workers/export/snippets'
import { toTfjs } from '../../workers/export/tfjs'
import { type ServedFiles, withFolder } from './folder'
import { inputOfPixels } from './preprocess'

const CLASSES = ['cat', 'dog']
const SIZE = 96
/** Resizing differs a little between libraries. */
const TOLERANCE = 0.02

describe('browser snippets, run as they are in a real Chromium', { timeout: 120_000 }, () => {
  let onnx: Uint8Array
  let files: ServedFiles
  let picture: Buffer
  let expected: number[]

  beforeAll(async () => {
    const model = await starterModel(SIZE, CLASSES)
    const { json, weights } = toTfjs(model)
    onnx = toOnnx(model)
    files = { 'model.onnx': onnx, 'labels.json': labelsJson(model), 'model.json': json, 'weights.bin': weights }
    const { png, onWhite, underneath, ...sides } = await seeThrough()
    picture = png
    const answers = async (data: Uint8Array) =>
      Array.from((await runOnnx(onnx, inputOfPixels({ ...sides, data }, preprocessing(model)), 1, SIZE)).probabilities)
    expected = await answers(onWhite)
    const dropped = await answers(underneath)
    expect(Math.abs(dropped[0]! - expected[0]!)).toBeGreaterThan(1.5 * TOLERANCE)
  }, 120_000)

  /** Opens the snippet as the folder's page, gives it the picture, and reads what it says of each class. */
  const run = (kind: keyof typeof FORMATS): Promise<string[]> =>
    withFolder({ ...files, 'index.html': FORMATS[kind].code.find(({ where }) => where === 'browser')!.code }, async (page, missed) => {
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      await page.waitForFunction(() => document.querySelector('input')?.onchange, undefined, { timeout: 60_000 })
      await page.locator('input').setInputFiles({ name: 'picture.png', mimeType: 'image/png', buffer: picture })
      await page.waitForFunction(() => document.querySelector('pre')?.textContent, undefined, { timeout: 60_000 })
      expect([...missed, ...errors]).toEqual([])
      return ((await page.locator('pre').textContent()) ?? '').trim().split('\n')
    })

  it('ONNX: onnxruntime-web', async () => {
    const lines = (await run('onnx')).map((line) => line.split('\t'))
    expect(lines.map(([label]) => label)).toEqual(CLASSES)
    lines.forEach(([, p], i) => {
      expect(Math.abs(Number(p) - expected[i]!)).toBeLessThan(TOLERANCE)
    })
  })

  it('TensorFlow.js: the page that lies in the zip', async () => {
    const lines = (await run('tfjs')).map((line) => /^(.+): ([\d.]+)%$/.exec(line)!)
    expect(lines.map(([, label]) => label)).toEqual(CLASSES)
    lines.forEach(([, , percent], i) => {
      expect(Math.abs(Number(percent) / 100 - expected[i]!)).toBeLessThan(TOLERANCE)
    })
  })
})
