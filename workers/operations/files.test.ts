/** Every operation, and every place that it may stand in, in the files that a network goes into, against PyTorch. */
import { describe, expect, test } from 'vitest'
import { generated, noise, relative, SEED } from '../engine/fixtures/narrow'
import { exportModel } from '../export/fixtures/formula'
import { runOnnx } from '../export/fixtures/ort'
import { halfLogits } from '../export/halfRun'
import { toOnnx } from '../export/onnx'
import { readOnnx, readTfjs } from '../export/readback'
import { toTfjs } from '../export/tfjs'
import { normalisedPlanes } from '../model/preprocessing'
import { expectedOf, NETWORKS, networkOf } from './fixtures/networks'

const BATCH = 4
/** What TensorFlow.js's layers cannot say of a network here. */
const UNSAID: Readonly<Record<string, RegExp>> = {
  patterns: /only right after a ReLU/,
  hardswish: /hardswish of a row, which TensorFlow/,
}

describe.each(NETWORKS)('%s', (name) => {
  const { spec, size } = networkOf(name)
  const model = exportModel(spec, generated(spec), size)
  const pixels = noise(SEED, BATCH, size)
  const planes = normalisedPlanes(pixels, BATCH, size)
  const expected = expectedOf(name)('eval.logits')

  test('ONNX, by onnxruntime and read back in binary16', async () => {
    const file = toOnnx(model)
    expect(relative((await runOnnx(file, planes, BATCH, size)).logits, expected)).toBeLessThan(1e-4)
    expect(relative(halfLogits(readOnnx(file), planes, BATCH, size), expected)).toBeLessThan(2e-2)
  })

  test('TensorFlow.js, or why not', () => {
    const unsaid = UNSAID[name]
    if (unsaid) expect(() => toTfjs(model)).toThrow(unsaid)
    else expect(relative(halfLogits(readTfjs(toTfjs(model)), planes, BATCH, size), expected)).toBeLessThan(2e-2)
  })
})
