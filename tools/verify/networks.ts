/**
 * The real networks against torchvision's own code in float64: logits, losses, every gradient of a step with none, some and all but the head frozen, running
 * statistics, and by how much each tensor moved over the steps where all learns (64 px, 8 pictures; weights drawn, nothing is downloaded):
 *
 *     npx tsx tools/verify/networks.ts [--networks resnet50,resnext50_32x4d] [--engines wasm,tfjs-wasm,webgpu] [--steps 20]
 *
 * Of Vision Transformers (`--networks vit_tiny_patch16_224 --steps 2`) the same at 224 px, 2 pictures, against plain PyTorch with timm's names (tools/fixtures/vit.py).
 *
 * Needs Python with torch and torchvision. Ends with exit code 1 where anything is further off than in the tests (`FAMILY_LIMITS`). At real width float32 itself
 * is further off than that in gradients (PyTorch's own by up to 7.8e-3, ResNeXt50): compare with such a run. `--narrow` takes the tests' narrow networks and
 * their committed fixture, for a device that is slow.
 */
import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import type { TrainingEngine } from '../../workers/engine/engine'
import { type Expected, FAMILY_LIMITS, familyErrors, familyNetwork, narrowFamily } from '../../workers/engine/fixtures/family'
import { type narrowVit, vitNetwork } from '../../workers/engine/fixtures/vit'
import { createTfjsEngine } from '../../workers/engine/tfjs/create'
import { createWasmEngine } from '../../workers/engine/wasm/create'
import { openWebGpuEngine } from '../../workers/engine/webgpu/engine'
import { nodeGpu } from '../../workers/engine/webgpu/testing/node-gpu'
import { isResNetName } from '../../workers/model/resnet'
import { isVitName } from '../../workers/model/vit'

const { values } = parseArgs({
  options: {
    networks: { type: 'string', default: 'resnet50,resnet101,resnet152,resnext50_32x4d,wide_resnet50_2' },
    engines: { type: 'string', default: 'wasm,tfjs-wasm' },
    steps: { type: 'string', default: '20' },
    narrow: { type: 'boolean', default: false },
  },
})

const ENGINES: Readonly<Record<string, () => Promise<TrainingEngine> | TrainingEngine>> = {
  wasm: () => createWasmEngine(),
  'tfjs-wasm': () => createTfjsEngine({ backend: 'tfjs-wasm' }),
  webgpu: () => openWebGpuEngine(nodeGpu()),
}

function expectedOf(name: string): Expected & { readonly width: number } {
  if (values.narrow) {
    const found = narrowFamily()[name]
    if (!found) throw new Error(`The fixture has no ${name}.`)
    return found
  }
  return { width: 64, ...computedBy<Expected>('family.py', name, values.steps) }
}

function computedBy<T>(script: string, ...args: string[]): T {
  const python = process.env.TRAINYARD_PYTHON ?? '/usr/bin/python3'
  const path = new URL(`../fixtures/${script}`, import.meta.url).pathname
  return JSON.parse(execFileSync(python, [path, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 })) as T
}

/** What torch computed of a network, and the network. */
function askedOf(name: string) {
  if (isVitName(name)) {
    const expected = computedBy<ReturnType<typeof narrowVit>>('vit.py', '--real', name.split('_')[1]!, values.steps)
    return { expected, network: vitNetwork(expected.narrow) }
  }
  if (!isResNetName(name)) throw new Error(`No such network: ${name}`)
  const expected = expectedOf(name)
  return { expected, network: familyNetwork(name, expected.width) }
}

let isOff = false
for (const name of values.networks.split(',')) {
  const { expected, network } = askedOf(name)
  for (const kind of values.engines.split(',')) {
    const make = ENGINES[kind]
    if (!make) throw new Error(`No such engine: ${kind}`)
    const engine = await make()
    const began = performance.now()
    const errors = await familyErrors(engine, network, expected)
    const seconds = (performance.now() - began) / 1000
    const words = Object.entries(FAMILY_LIMITS).map(([what, limit]) => {
      const error = errors[what as keyof typeof FAMILY_LIMITS]
      const isHeld = error < limit
      if (!isHeld) isOff = true
      return `${what} ${error.toExponential(1)}${isHeld ? '' : ' (too far)'}`
    })
    console.log(`${name}, ${kind}, ${expected.frozen[0]?.losses.length} steps: ${words.join(', ')}; ${seconds.toFixed(0)} s`)
    await engine.dispose()
  }
}
process.exit(isOff ? 1 : 0)
