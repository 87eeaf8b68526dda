import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fitPrototypes } from '../metrics/prototypes'
import { HAS_TORCH, PYTHON, python } from './fixtures/python'
import { runReport } from './fixtures/report'
import { starterModel } from './fixtures/starter'
import { seeThrough } from './fixtures/transparent'
import { FORMATS } from './formats'
import { hubFiles } from './hub/folder'
import { toOnnx } from './onnx'
import { toSafetensors } from './safetensors'
import { labelsJson, usageOf } from './snippets'
import { toTfjs } from './tfjs'

const CLASSES = ['cat', 'dog']
/** Resizing differs a little between libraries. */
const TOLERANCE = 0.02

const hasModule = (name: string) => spawnSync(PYTHON, ['-c', `import ${name}`]).status === 0
const HAS_ONNXRUNTIME = hasModule('onnxruntime')
if (!HAS_ONNXRUNTIME)
  console.warn(
    "Python's onnxruntime is not installed: the ONNX snippet for Python is NOT run (pip install --target DIR onnxruntime, then PYTHONPATH=DIR)",
  )

const HAS_TIMM = HAS_TORCH && hasModule('timm')
if (!HAS_TIMM)
  console.warn(
    "Python's timm is not installed: the Hugging Face folder's snippet for Python is NOT run (TRAINYARD_PYTHON names an environment that has it)",
  )

it('name the file that they are shown beside', () => {
  const model = { classes: CLASSES, imageSize: 96, transparency: 'white' } as const
  for (const [format, name, other] of [
    ['onnx', 'model.onnx', 'model-f16.onnx'],
    ['onnx-f16', 'model-f16.onnx', 'model.onnx'],
  ] as const) {
    const { snippets, labels } = usageOf(format, model, `pets_run-1_${name}`)
    expect(snippets.map(({ where }) => where)).toEqual(['Python', 'browser', 'Node'])
    for (const { code } of snippets) {
      expect(code).toContain(`pets_run-1_${name}`)
      expect(code).not.toMatch(new RegExp(`\\b${other}`))
    }
    expect(JSON.parse(labels)).toMatchObject({ labels: CLASSES, preprocessing: { center_crop: 96 } })
  }
})

/** Two unit vectors of 512 numbers. */
const PROTOTYPES = fitPrototypes({
  values: Float32Array.from({ length: 1024 }, (_, i) => Math.abs(Math.sin(i))),
  ...{ width: 512, labels: [0, 1], classes: 2, perClass: 1, seed: 1 },
})

it('scripts from a network of copies are the very files of the packages that were tried, and nothing else runs', async () => {
  const pages = Object.values(FORMATS).flatMap(({ code }) => code.filter(({ where }) => where === 'browser'))
  expect(pages.length).toBeGreaterThan(1)
  for (const { code } of pages) {
    const scripts = [...code.matchAll(/<script[^>]*\bsrc=[^>]*>/g)].map(([tag]) => tag)
    expect(scripts.length).toBeGreaterThan(0)
    for (const tag of scripts) {
      const [, name, version, file] = /src="https:\/\/cdn\.jsdelivr\.net\/npm\/((?:@[\w-]+\/)?[\w-]+)@([\d.]+)\/([^"]+)"/.exec(tag)!
      expect(JSON.parse(await readFile(`node_modules/${name}/package.json`, 'utf8'))).toMatchObject({ version })
      const digest = createHash('sha384')
        .update(await readFile(`node_modules/${name}/${file}`))
        .digest('base64')
      expect(tag).toContain(`integrity="sha384-${digest}"`)
      expect(tag).toContain('crossorigin="anonymous"')
    }
  }
})

describe('snippets, run as they are', () => {
  let folder: string
  let expected: number[]
  const file = (name: string) => join(folder, name)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'snippets-'))
    // Nothing is as like as that: every picture is called none of these, with how like it is.
    const noneOf = { prototypes: PROTOTYPES, threshold: 2, pass: 0.95 }
    const model = { ...(await starterModel(96, CLASSES)), answering: { temperature: 1, isFolded: true, loss: null, noneOf } }
    const { json, weights } = toTfjs(model)
    await writeFile(file('model.onnx'), toOnnx(model))
    await writeFile(file('model.safetensors'), toSafetensors(model))
    await writeFile(file('labels.json'), labelsJson(model))
    await writeFile(file('model.json'), json)
    await writeFile(file('weights.bin'), weights)
    const { png, onWhite, underneath, width, height } = await seeThrough()
    const raw = { width, height, channels: 3 } as const
    await sharp(onWhite, { raw }).jpeg({ quality: 95 }).toFile(file('picture.jpg'))
    await sharp(underneath, { raw }).jpeg({ quality: 95 }).toFile(file('underneath.jpg'))
    await writeFile(file('see-through.png'), png)
    expected = read(node(FORMATS.onnx.code, ['model.onnx', 'picture.jpg', 'labels.json']))
  }, 120_000)
  afterAll(() => rm(folder, { recursive: true }))

  /** Runs the snippet for Node from the project's own folder, where its packages are. */
  function node(snippets: (typeof FORMATS)['onnx']['code'], args: string[]): string {
    const { code } = snippets.find((s) => s.where === 'Node')!
    const paths = args.map((arg) => (arg === '.' ? folder : file(arg)))
    return execFileSync(process.execPath, ['--input-type=module', '-', ...paths], {
      input: code,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    })
  }

  function read(output: string): number[] {
    const lines = output
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'))
    expect(lines.map(([label]) => label)).toEqual([...CLASSES, 'probably none of these'])
    return lines.map(([, value]) => Number(value))
  }
  function agree(probabilities: number[]): void {
    expect(Math.max(...probabilities.map((p, i) => Math.abs(p - expected[i]!)))).toBeLessThan(TOLERANCE)
  }

  it('ONNX in Node gives probabilities, and sees on white what one can see through', { timeout: 60_000 }, () => {
    expect(expected.slice(0, CLASSES.length).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4)
    expect(expected.at(-1)).toBeGreaterThan(0.1)
    agree(read(node(FORMATS.onnx.code, ['model.onnx', 'see-through.png', 'labels.json'])))
    const dropped = read(node(FORMATS.onnx.code, ['model.onnx', 'underneath.jpg', 'labels.json']))
    expect(Math.abs(dropped[0]! - expected[0]!)).toBeGreaterThan(1.5 * TOLERANCE)
  })

  it('TensorFlow.js in Node agrees', { timeout: 60_000 }, () => {
    agree(read(node(FORMATS.tfjs.code, ['.', 'picture.jpg'])))
    agree(read(node(FORMATS.tfjs.code, ['.', 'see-through.png'])))
  })

  it.skipIf(!HAS_TORCH)('safetensors in Python agrees', { timeout: 60_000 }, async () => {
    await writeFile(file('predict_safetensors.py'), FORMATS.safetensors.code[0]!.code)
    // The safetensors package is no part of Debian 12: where it is missing, a stand-in of the same two functions reads the file.
    const path = hasModule('safetensors') ? '' : join(import.meta.dirname, 'fixtures/stand-in')
    agree(read(python(['predict_safetensors.py', 'model.safetensors', 'picture.jpg'], folder, path)))
    agree(read(python(['predict_safetensors.py', 'model.safetensors', 'see-through.png'], folder, path)))
  })

  it.skipIf(!HAS_TIMM)('Hugging Face folder in Python agrees', { timeout: 120_000 }, async () => {
    const model = await starterModel(96, CLASSES, 'linear')
    await mkdir(file('huggingface-model'))
    for (const [path, content] of Object.entries(hubFiles({ model, run: runReport(), name: 'pets' })))
      if (!path.includes('/')) await writeFile(file(`huggingface-model/${path}`), content)
    await writeFile(file('linear.onnx'), toOnnx(model))
    await writeFile(file('linear.json'), labelsJson(model))
    await writeFile(file('hub_predict.py'), FORMATS.hub.code.find((s) => s.where === 'Python')!.code)
    const lines = (output: string) => output.trimEnd().split('\n')
    const ours = lines(node(FORMATS.onnx.code, ['linear.onnx', 'picture.jpg', 'linear.json']))
    const theirs = lines(python(['hub_predict.py', 'huggingface-model', 'picture.jpg'], folder))
    expect(theirs.map((line) => line.split('\t')[0])).toEqual(CLASSES)
    for (const [i, line] of theirs.entries())
      expect(Math.abs(Number(line.split('\t')[1]) - Number(ours[i]!.split('\t')[1]))).toBeLessThan(TOLERANCE)
  })

  it.skipIf(!HAS_ONNXRUNTIME)('ONNX in Python agrees', { timeout: 60_000 }, async () => {
    await writeFile(file('predict_onnx.py'), FORMATS.onnx.code.find((s) => s.where === 'Python')!.code)
    agree(read(python(['predict_onnx.py', 'model.onnx', 'picture.jpg'], folder)))
    agree(read(python(['predict_onnx.py', 'model.onnx', 'see-through.png'], folder)))
  })
})
