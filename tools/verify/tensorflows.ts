/**
 * TensorFlow's EfficientNets against timm's own, with drawn weights: timm loads config.json and weights as the folder for the hub has them (names and shapes must be its own), and its logits are
 * compared with those of the processor's engine and of the ONNX file, at picture sizes whose maps are even and odd.
 *
 *     npx tsx tools/verify/tensorflows.ts PYTHON [--networks tf_efficientnet_b0] [--sizes 64,65,75,224]
 *
 * PYTHON has torch, timm and safetensors. Ends with exit code 1 where logits differ by more than 1e-4 of their norm.
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { generated, noise, pixelBatch, plan, relative, SEED } from '../../workers/engine/fixtures/narrow'
import { createWasmEngine } from '../../workers/engine/wasm/create'
import { exportModel } from '../../workers/export/fixtures/formula'
import { runOnnx } from '../../workers/export/fixtures/ort'
import { hubConfig, TIMM_FILE } from '../../workers/export/hub/config'
import { timmParams } from '../../workers/export/hub/forms'
import { toOnnx } from '../../workers/export/onnx'
import { buildNetwork, isArch } from '../../workers/model/networks'
import { normalisedPlanes } from '../../workers/model/preprocessing'
import { writeSafetensors } from '../../workers/model/safetensors'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { networks: { type: 'string', default: 'tf_efficientnet_b0' }, sizes: { type: 'string', default: '64,65,75,224' } },
})
const [python] = positionals
if (!python) {
  console.error('usage: npx tsx tools/verify/tensorflows.ts PYTHON [--networks tf_efficientnet_b0] [--sizes 64,65,75,224]')
  process.exit(2)
}

const BATCH = 2
const MOST = 1e-4
const ASK = `
import sys, numpy, timm, torch
folder, size, n = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
model = timm.create_model('local-dir:' + folder, pretrained=True).eval()
x = torch.from_numpy(numpy.fromfile(folder + '/x.f32', numpy.float32).reshape(n, 3, size, size))
with torch.no_grad():
    print(timm.__version__, *model(x).flatten().tolist())
`

const engine = await createWasmEngine()
let worst = 0
for (const arch of values.networks.split(',')) {
  if (!isArch(arch)) throw new Error(`there is no ${arch}`)
  const spec = buildNetwork(arch, { classes: 3, head: 'linear' })
  const params = generated(spec)
  for (const size of values.sizes.split(',').map(Number)) {
    const model = exportModel(spec, params, size)
    const folder = await mkdtemp(join(tmpdir(), 'tensorflows-'))
    await writeFile(join(folder, 'config.json'), JSON.stringify(hubConfig(model)))
    await writeFile(join(folder, TIMM_FILE), writeSafetensors(timmParams(model), { format: 'pt' }))
    const pixels = noise(SEED, BATCH, size)
    const planes = normalisedPlanes(pixels, BATCH, size)
    await writeFile(join(folder, 'x.f32'), planes)
    const [version, ...told] = execFileSync(python, ['-c', ASK, folder, String(size), String(BATCH)], { encoding: 'utf8' })
      .trim()
      .split(' ')
    const theirs = Float32Array.from(told, Number)
    await engine.load(spec, params, plan({ batch: BATCH, imageSize: size, frozenBlocks: spec.blocks.length - 1 }))
    const ours = await engine.evaluate(pixelBatch(pixels, BATCH))
    const { logits } = await runOnnx(toOnnx(model), planes, BATCH, size)
    const off = [relative(ours, theirs), relative(logits, theirs)]
    worst = Math.max(worst, ...off.map((value) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value)))
    console.log(`${arch} ${size} px, timm ${version}: engine ${off[0]!.toExponential(1)}, ONNX ${off[1]!.toExponential(1)}`)
    await rm(folder, { recursive: true })
  }
}
await engine.dispose()
// Exactly none is no comparison.
process.exit(worst > 0 && worst < MOST ? 0 : 1)
