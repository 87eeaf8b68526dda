/** Answers from the disk: alike for every form of a model, and as the downloaded PyTorch project's. */
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HAS_TORCH, python } from '../../workers/export/fixtures/python'
import { starterModel } from '../../workers/export/fixtures/starter'
import type { ExportModel } from '../../workers/export/model'
import { toOnnx } from '../../workers/export/onnx'
import { projectFiles } from '../../workers/export/pytorch'
import { DEFAULT_CONFIG } from '../../workers/protocol/options'
import { uniform } from '../../workers/random'
import { type Answered, written } from './answers'
import { parsePredictArguments, predictHelp } from './arguments'
import { loadModel } from './model'
import { findFiles, inputOf } from './pictures'

const SIZE = 64
const CLASSES = ['=red', 'blue "蓝"']

describe('answers of a downloaded model', { timeout: 120_000 }, () => {
  let folder: string
  let model: ExportModel

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'predict-'))
    await mkdir(join(folder, 'pictures/more'), { recursive: true })
    const noise = (i: number, count: number) => Uint8Array.from({ length: count }, (_, at) => Math.floor(256 * uniform(9, i, at >> 4)))
    const raw = (width: number, height: number, channels: 3 | 4, i: number) =>
      sharp(noise(i, width * height * channels), { raw: { width, height, channels } })
    // Wide, tall and to be turned, and one that can be seen through.
    await raw(120, 80, 3, 1).png().toFile(join(folder, 'pictures/10.png'))
    await raw(70, 110, 3, 2).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toFile(join(folder, 'pictures/9.jpg'))
    await raw(90, 90, 4, 3).png().toFile(join(folder, 'pictures/more/clear.png'))
    const plain = await starterModel(SIZE, CLASSES)
    const [a, b] = [uniform(1, 1), uniform(1, 2)]
    const vectors = Float32Array.from({ length: 2 * 512 }, (_, i) => Math.abs(Math.sin(i * (a + b))) / 16)
    const noneOf = { prototypes: { width: 512, vectors }, threshold: 0.999, pass: 0.95 }
    model = { ...plain, answering: { temperature: 1.7, isFolded: false, loss: 0.2, noneOf } }
    const files = projectFiles({
      ...{ model, config: { ...DEFAULT_CONFIG, imageSize: SIZE }, optimizerState: null, live: null, pictures: null },
      start: { epoch: 1, updates: 1, valLoss: 1, valAccuracy: 0.5, plateauFactor: 1, plateauBest: 1, plateauBad: 0, bestValLoss: 1 },
      split: [{ path: 'pictures/10.png', label: 0, split: 'train' }],
    })
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content as string | Uint8Array)
    await writeFile(join(folder, 'model.onnx'), toOnnx(model))
    await writeFile(join(folder, 'half.onnx'), toOnnx(model, { precision: 'f16' }))
  }, 120_000)
  afterAll(() => rm(folder, { recursive: true }))

  const answersOf = async (file: string): Promise<Answered[]> => {
    const loaded = await loadModel(join(folder, file))
    const answers: Answered[] = []
    for (const path of findFiles([join(folder, 'pictures')]))
      answers.push({ file: path, ...(await loaded.answer(await inputOf(path, loaded))) })
    return answers
  }

  it('are alike from ONNX and safetensors, with the temperature and "none of these" that the file has', async () => {
    const [onnx, half, safetensors] = [await answersOf('model.onnx'), await answersOf('half.onnx'), await answersOf('model.safetensors')]
    expect(onnx.map(({ file }) => file.slice(folder.length + 10))).toEqual(['9.jpg', '10.png', 'more/clear.png'])
    onnx.forEach((one, i) => {
      for (const [other, tolerance] of [
        [safetensors[i]!, 1e-5],
        [half[i]!, 2e-2],
      ] as const) {
        if ('fault' in one || 'fault' in other) throw new Error('a picture was not answered')
        expect(Math.abs(one.probabilities[0]! - other.probabilities[0]!)).toBeLessThan(tolerance)
        expect(Math.abs(one.similarity! - other.similarity!)).toBeLessThan(tolerance)
      }
    })
  })

  it.skipIf(!HAS_TORCH)('by the command itself are those of the project’s predict.py', () => {
    const command = fileURLToPath(new URL('../predict.mjs', import.meta.url))
    const asked = [command, join(folder, 'model.safetensors'), join(folder, 'pictures')]
    const ours = execFileSync(process.execPath, asked, { encoding: 'utf8' })
    const theirs = python(['predict.py', join(folder, 'pictures')], folder)
    const parse = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t'))
    const [mine, its] = [parse(ours), parse(theirs)]
    expect(mine.map(([file, name]) => [file, name])).toEqual(its.map(([file, name]) => [file, name]))
    mine.forEach((line, i) => {
      for (const at of [2, 3]) {
        const [a, b] = [line[at]!, its[i]![at]!].map((cell) => Number(cell.slice(cell.lastIndexOf('=') + 1)))
        expect(Math.abs(a! - b!)).toBeLessThan(1e-3)
      }
      expect(line.slice(4)).toEqual(its[i]!.slice(4))
    })
    expect(ours).toContain('probably none of these')
  })

  it('say what cannot be used: no model of ours, no such picture', async () => {
    await writeFile(join(folder, 'notes.txt'), 'eggs, milk')
    await expect(loadModel(join(folder, 'notes.txt'))).rejects.toThrow('is no model that was downloaded from the studio')
    expect(() => findFiles([join(folder, 'nowhere')])).toThrow('does not exist: check the path.')
  })
})

describe('the forms of answers', () => {
  const about = { classes: CLASSES, threshold: 0.5 }
  const answers: Answered[] = [
    { file: 'a, b.jpg', probabilities: [0.25, 0.75], similarity: 0.4 },
    { file: 'broken.jpg', fault: 'cut short' },
  ]
  it('a table runs no formula, JSON has every number and what went wrong', () => {
    expect(written(answers, about, 'csv')).toBe(
      `file,class,probability,'=red,"blue ""蓝""",none_of_these\n"a, b.jpg","blue ""蓝""",0.75,0.25,0.75,1\n`,
    )
    expect(JSON.parse(written(answers, about, 'json'))).toEqual([
      {
        ...{ file: 'a, b.jpg', class: CLASSES[1], probability: 0.75, probabilities: { '=red': 0.25, 'blue "蓝"': 0.75 } },
        ...{ similarity: 0.4, none_of_these: true },
      },
      { file: 'broken.jpg', error: 'cut short' },
    ])
  })
  it('are asked for by flags that --help lists; anything else is told', () => {
    expect(parsePredictArguments(['m.onnx', '--json', 'a.jpg', 'b.jpg'])).toEqual({
      kind: 'run',
      model: 'm.onnx',
      pictures: ['a.jpg', 'b.jpg'],
      form: 'json',
    })
    expect(parsePredictArguments(['m.onnx', '--csv', '--', '--odd.jpg'])).toMatchObject({ pictures: ['--odd.jpg'], form: 'csv' })
    expect(parsePredictArguments(['m.onnx', '--xml', 'a.jpg'])).toMatchObject({ kind: 'wrong' })
    expect(parsePredictArguments(['m.onnx'])).toMatchObject({ kind: 'wrong' })
    expect(predictHelp()).toMatch(/--csv[\s\S]*--json/)
  })
})
