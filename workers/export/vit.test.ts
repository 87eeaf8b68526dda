/** Vision Transformers in files: a narrow one against PyTorch's float64, a whole DeiT-Tiny with few patches in all that a run of it leaves as. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, test } from 'vitest'
import { noise, relative } from '../engine/fixtures/narrow'
import { narrowVit, vitNetwork } from '../engine/fixtures/vit'
import { normalisedPlanes } from '../model/preprocessing'
import { vit } from '../model/vit'
import { DEFAULT_CONFIG } from '../protocol/options'
import { exportModel, formulaInput, formulaParams } from './fixtures/formula'
import { runOnnx } from './fixtures/ort'
import { HAS_TORCH, python } from './fixtures/python'
import { runReport } from './fixtures/report'
import { inferenceNetwork } from './fold'
import type { Material } from './format'
import { FORMATS } from './formats'
import { halfLogits } from './halfRun'
import { hubConfig } from './hub/config'
import { hubFiles, readHubZip, toHubZip } from './hub/folder'
import { toOnePage } from './onePage'
import { toOnnx } from './onnx'
import { projectFiles } from './pytorch'
import { readOnnx } from './readback'
import { readOnePage } from './readOnePage'
import { LEARNT } from './unfold'
import { unfoldOnnx } from './unfoldOnnx'

test('ONNX in f32 and f16, by onnxruntime and read back, answers as PyTorch', async () => {
  const { narrow, logits, batch, pictures, size = 0 } = narrowVit()
  const { spec, params } = vitNetwork(narrow)
  const model = exportModel(spec, params, size)
  const planes = normalisedPlanes(noise(pictures, batch, size), batch, size)
  const file = toOnnx(model)
  expect(relative((await runOnnx(file, planes, batch, size)).logits, logits)).toBeLessThan(1e-4)
  expect(relative((await runOnnx(toOnnx(model, { precision: 'f16' }), planes, batch, size)).logits, logits)).toBeLessThan(2e-2)
  expect(relative(halfLogits(readOnnx(file), planes, batch, size), logits)).toBeLessThan(2e-2)
})

const [SIZE, COUNT] = [48, 2]
const START = { epoch: 1, updates: 1, valLoss: 1, valAccuracy: 0, plateauFactor: 1, plateauBest: 1, plateauBad: 0, bestValLoss: 1 }
const of = (head: 'linear' | 'article') => {
  const spec = vit('deit_tiny_patch16_224', { classes: 3, head })
  return exportModel(spec, formulaParams(spec), SIZE, ['a', 'b', 'c'])
}
const model = of('linear')
const twoLayers = of('article')
const given = { model, run: runReport(), name: 'pets 1' }

it('the Hugging Face folder is a model of timm’s, and holds the same network twice', async () => {
  expect(hubConfig(model)).toMatchObject({
    ...{ architecture: 'deit_tiny_patch16_224', model_args: { dynamic_img_size: true }, model_type: 'timm_wrapper', num_features: 192 },
    pretrained_cfg: { input_size: [3, SIZE, SIZE], first_conv: 'patch_embed.proj', classifier: 'head' },
  })
  expect(Object.keys(hubFiles(given))).toContain('model.safetensors')
  expect((await readHubZip(await toHubZip(given))).classes).toEqual(['a', 'b', 'c'])
  expect(hubFiles({ ...given, model: twoLayers })['README.md']).toContain(
    "timm.create_model('deit_tiny_patch16_224', dynamic_img_size=True)",
  )
})

it.each([64, 224])('an ONNX file of %i px comes back as the very network that it was made of', (imageSize) => {
  const { params } = twoLayers
  const { tensors } = unfoldOnnx(toOnnx({ ...twoLayers, imageSize }))
  expect([...tensors.keys()].sort()).toEqual([...params.keys()].sort())
  for (const [name, { shape, data }] of tensors) {
    expect(shape, name).toEqual(params.get(name)!.shape)
    expect(Buffer.compare(Buffer.from(data.buffer), Buffer.from(params.get(name)!.data.buffer)), name).toBe(0)
  }
})

it('of a file without the positions that were learnt it says that its own are of other pictures', () => {
  const file = toOnnx(twoLayers)
  file.set(new TextEncoder().encode('x'), Buffer.from(file.buffer).indexOf(LEARNT))
  expect(() => unfoldOnnx(file)).toThrow(/its pos_embed is that of 48 px pictures/)
})

it('TensorFlow.js and Teachable Machine’s layout hold it, and tell the layers', async () => {
  const ops = inferenceNetwork(model).layers.map(({ op }) => op)
  for (const format of ['tfjs', 'teachable-machine'] as const) {
    const { content } = await FORMATS[format].make(given as unknown as Material)
    const { spec, classes } = await FORMATS[format].check!.read(new Blob([content]))
    expect(spec.layers.map(({ op }) => op)).toEqual(ops)
    expect(classes).toEqual(['a', 'b', 'c'])
  }
})

it('the page from disk holds it with its positions', async () => {
  const page = await toOnePage(given, { script: '', style: '' })
  const back = await readOnePage(page)
  expect(back.spec.layers.map(({ op }) => op)).toEqual(inferenceNetwork(model).layers.map(({ op }) => op))
  expect(back.params.get('pos_embed')).toEqual(inferenceNetwork(model).params.get('pos_embed'))
})

it('the PyTorch project says whose names its weights have, and lists its files', () => {
  const files = projectFiles({ model, config: DEFAULT_CONFIG, optimizerState: null, start: START, live: null, split: [], pictures: null })
  const text = String(files['README.md'])
  expect(text).toContain("weights by timm's names")
  expect(text).not.toMatch(/torchvision's names|\{\{/)
  for (const name of Object.keys(files).filter((one) => one.endsWith('.py'))) expect(text).toContain(`\`${name}\``)
})

const SCRIPT = `
import json, torch
from network import build, block_of
from safetensors_io import load
project = json.load(open('config.json'))
model = build(project)
model.load_state_dict(load('model.safetensors')[0])
model.eval()
x = torch.frombuffer(bytearray(open('input.bin', 'rb').read()), dtype=torch.float32).reshape(-1, 3, ${SIZE}, ${SIZE})
with torch.no_grad():
    logits = model(x).flatten().tolist()
print(json.dumps([logits, {name: block_of(name) for name, _ in model.named_parameters()}]))
`

it.skipIf(!HAS_TORCH)('the PyTorch project builds it, and answers as the ONNX file', { timeout: 120_000 }, async () => {
  const { spec } = model
  const files = projectFiles({ model, config: DEFAULT_CONFIG, optimizerState: null, start: START, live: null, split: [], pictures: null })
  const input = formulaInput(COUNT, SIZE)
  const folder = await mkdtemp(join(tmpdir(), 'vit-'))
  try {
    for (const name of ['network.py', 'vit.py', 'safetensors_io.py', 'config.json', 'model.safetensors'])
      await writeFile(join(folder, name), files[name] as string | Uint8Array)
    await writeFile(join(folder, 'input.bin'), new Uint8Array(input.buffer))
    const [theirs, blocks] = JSON.parse(python(['-c', SCRIPT], folder)) as [number[], Record<string, string>]
    const { logits } = await runOnnx(toOnnx(model), input, COUNT, SIZE)
    expect(theirs).toHaveLength(3 * COUNT)
    for (const [i, value] of theirs.entries()) expect(Math.abs(value - logits[i]!)).toBeLessThan(1e-3)
    const layers = new Map(spec.layers.map(({ id, block }) => [id, block]))
    for (const [name, block] of Object.entries(blocks))
      expect(block, name).toBe(layers.get(name.slice(0, name.lastIndexOf('.'))) ?? layers.get('tokens'))
  } finally {
    await rm(folder, { recursive: true })
  }
})
