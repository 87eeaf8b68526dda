/** A network with attention, or one of TensorFlow's, in the PyTorch project: its own code builds it, takes its weights, and answers as the ONNX file. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { generated } from '../engine/fixtures/narrow'
import { isTensorFlows } from '../model/efficientnet'
import { buildNetwork } from '../model/networks'
import { resnet } from '../model/resnet'
import { paramInfos } from '../model/spec'
import { DEFAULT_CONFIG } from '../protocol/options'
import { exportModel, formulaInput, formulaParams } from './fixtures/formula'
import { runOnnx } from './fixtures/ort'
import { HAS_TORCH, python } from './fixtures/python'
import { toOnnx } from './onnx'
import { projectFiles } from './pytorch'
import network from './pytorch/network.py?raw'

const [SIZE, COUNT] = [64, 2]
const START = { epoch: 1, updates: 1, valLoss: 1, valAccuracy: 0, plateauFactor: 1, plateauBest: 1, plateauBad: 0, bestValLoss: 1 }
/** Answers, and those of a copy, as train.py keeps its moving average. */
const SCRIPT = `
import copy, json, torch
from network import build
from safetensors_io import load
project = json.load(open('config.json'))
model = build(project)
model.load_state_dict(load('model.safetensors')[0])
twin = copy.deepcopy(model).eval()
for parameter in model.parameters():
    parameter.data.zero_()
x = torch.frombuffer(bytearray(open('input.bin', 'rb').read()), dtype=torch.float32).reshape(-1, 3, ${SIZE}, ${SIZE})
with torch.no_grad():
    print(json.dumps(twin(x).flatten().tolist()))
`

it.skipIf(!HAS_TORCH).each(['se_resnet18', 'cbam_resnet18', 'tf_efficientnet_b0'] as const)('%s', { timeout: 120_000 }, async (arch) => {
  const spec = buildNetwork(arch, { classes: 3 })
  const params = isTensorFlows(arch) ? generated(spec) : formulaParams(spec)
  const model = exportModel(spec, params, SIZE, ['a', 'b', 'c'])
  const files = projectFiles({ model, config: DEFAULT_CONFIG, optimizerState: null, start: START, live: null, split: [], pictures: null })
  const input = formulaInput(COUNT, SIZE)
  const folder = await mkdtemp(join(tmpdir(), 'attention-'))
  try {
    for (const name of ['network.py', 'safetensors_io.py', 'config.json', 'model.safetensors'])
      await writeFile(join(folder, name), files[name] as string | Uint8Array)
    await writeFile(join(folder, 'input.bin'), new Uint8Array(input.buffer))
    const theirs = JSON.parse(python(['-c', SCRIPT], folder)) as number[]
    const { logits } = await runOnnx(toOnnx(model), input, COUNT, SIZE)
    const off = theirs.map((value, i) => Math.abs(value - logits[i]!))
    expect(off).toHaveLength(3 * COUNT)
    expect(Math.max(...off)).toBeLessThan(1e-3)
  } finally {
    await rm(folder, { recursive: true })
  }
})

it.skipIf(!HAS_TORCH)('bottlenecks have the names and shapes of ours', { timeout: 120_000 }, async () => {
  const spec = resnet('cbam_resnet50', { classes: 3, head: 'linear' })
  const folder = await mkdtemp(join(tmpdir(), 'attention-'))
  try {
    await writeFile(join(folder, 'network.py'), network.replace('{{BLOCKS}}', "['fc']").replace('{{MODULES}}', '{}'))
    const script = `import json; from network import network; print(json.dumps({k: v.shape for k, v in network('cbam_resnet50').state_dict().items()}))`
    const theirs = JSON.parse(python(['-c', script], folder)) as Record<string, number[]>
    const ours = paramInfos(spec).filter(({ block }) => block !== 'fc')
    for (const { name, shape } of ours) expect(theirs[name], name).toEqual([...shape])
    expect(Object.keys(theirs).filter((name) => !/^fc\.|num_batches_tracked$/.test(name))).toHaveLength(ours.length)
  } finally {
    await rm(folder, { recursive: true })
  }
})
