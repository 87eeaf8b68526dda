import { describe, expect, it } from 'vitest'
import { generated, noise, relative, SEED } from '../engine/fixtures/narrow'
import { exportModel, formulaInput, formulaParams } from '../export/fixtures/formula'
import fixture from '../export/fixtures/logits.json'
import { largestDifference, runOnnx } from '../export/fixtures/ort'
import { starterModel } from '../export/fixtures/starter'
import type { ExportModel } from '../export/model'
import { portable } from '../export/onePage'
import { toOnnx } from '../export/onnx'
import { softmax } from '../metrics/probabilities'
import { unpackWeights } from '../model/portable'
import { normalisePixels } from '../model/preprocessing'
import { resnet } from '../model/resnet'
import { vit } from '../model/vit'
import { expectedOf, NETWORKS, networkOf as smallNetwork } from '../operations/fixtures/networks'
import { createNetwork } from './network'

function networkOf(model: ExportModel) {
  const { layers, weights } = portable(model)
  return createNetwork(layers, model.imageSize, unpackWeights(layers, weights))
}

/** Picture `i` of a batch `[n, 3, size, size]`, as `[size, size, 3]`. */
function pixelsOf(input: Float32Array, i: number, size: number): Float32Array {
  const area = size * size
  return Float32Array.from({ length: 3 * area }, (_, at) => input[(3 * i + (at % 3)) * area + Math.floor(at / 3)]!)
}

describe('the network of the page that is sent', () => {
  it('answers as torchvision does, with real weights', async () => {
    const c = fixture.cases.find(({ starter }) => starter)!
    const network = networkOf(await starterModel(c.size, ['cat', 'dog']))
    const input = formulaInput(c.n, c.size)
    for (let i = 0; i < c.n; i++) {
      const probabilities = softmax((await network.look(pixelsOf(input, i, c.size))).logits, c.classes)
      expect(largestDifference(probabilities, softmax(c.logits, c.classes).slice(i * c.classes, (i + 1) * c.classes))).toBeLessThan(1e-3)
    }
  })

  it.each([
    { depth: 18, head: 'linear', size: 32, width: 4 },
    { depth: 34, head: 'article', size: 45, width: 4 },
    { depth: 34, head: 'linear', size: 33, width: 12 },
    { depth: 50, head: 'article', size: 64, width: 6 },
  ] as const)('answers as onnxruntime does: $depth, $head, $size px, $width wide', async ({ depth, head, size, width }) => {
    const spec = resnet(depth, { classes: 3, head, width })
    const model = exportModel(spec, formulaParams(spec), size)
    const input = formulaInput(1, size)
    const { logits } = await runOnnx(toOnnx(model), input, 1, size)
    const scale = Math.max(1, ...logits.map(Math.abs))
    expect(largestDifference((await networkOf(model).look(pixelsOf(input, 0, size))).logits, logits) / scale).toBeLessThan(3e-4)
  })

  it('answers as onnxruntime does with more tokens than are asked about at once, and heads of no eight channels', async () => {
    const narrow = { width: 24, heads: 2, depth: 2, patch: 8, grid: 6 }
    const spec = vit('vit_tiny_patch16_224', { classes: 3, head: 'article', narrow })
    const model = exportModel(spec, formulaParams(spec), 64)
    const input = formulaInput(1, 64)
    const { logits } = await runOnnx(toOnnx(model), input, 1, 64)
    expect(relative((await networkOf(model).look(pixelsOf(input, 0, 64))).logits, logits)).toBeLessThan(3e-4)
  })

  it.each(NETWORKS)('answers as PyTorch does with every operation: %s', async (name) => {
    const { spec, size } = smallNetwork(name)
    const input = new Float32Array(size * size * 3)
    normalisePixels(noise(SEED, 1, size), input)
    const { logits } = await networkOf(exportModel(spec, generated(spec), size)).look(input)
    expect(relative(logits, expectedOf(name)('eval.logits').slice(0, spec.classes))).toBeLessThan(1e-3)
  })

  it('lets others have their turn between pieces of work, and answers the same when asked again', async () => {
    const spec = resnet(18, { classes: 2, width: 8 })
    const network = networkOf(exportModel(spec, formulaParams(spec), 32))
    const pixels = pixelsOf(formulaInput(1, 32), 0, 32)
    let turns = 0
    const first = await network.look(pixels, () => {
      turns++
      return turns % 2 ? Promise.resolve() : null
    })
    expect(turns).toBeGreaterThan(20)
    await network.look(pixels.map((value) => -value))
    expect(await network.look(pixels)).toEqual(first)
  })

  it('shows a value that is not a number', async () => {
    const spec = resnet(18, { classes: 2, width: 8 })
    const network = networkOf(exportModel(spec, formulaParams(spec), 32))
    expect(Array.from((await network.look(new Float32Array(32 * 32 * 3).fill(Number.NaN))).logits)).toEqual([Number.NaN, Number.NaN])
  })
})
