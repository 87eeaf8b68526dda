/** The families beside the plain ResNet in files, against PyTorch. */
import { describe, expect, test } from 'vitest'
import { FAMILIES, type FamilyName, familyOf, familyPictures, offFrom } from '../engine/fixtures/families'
import { generated } from '../engine/fixtures/narrow'
import { normalisedPlanes } from '../model/preprocessing'
import { exportModel } from './fixtures/formula'
import { runOnnx } from './fixtures/ort'
import { halfLogits } from './halfRun'
import { toOnnx } from './onnx'
import { readTfjs } from './readback'
import { toTfjs } from './tfjs'

/** Whose functions TensorFlow.js's layers lack. */
const UNSAID: readonly FamilyName[] = ['mobilenet_v3_small', 'mobilenet_v3_large']

describe.each(FAMILIES)('%s', (name) => {
  const spec = familyOf(name)
  const { pixels, size, count } = familyPictures
  const model = exportModel(spec, generated(spec, { sorted: true }), size)
  const planes = normalisedPlanes(pixels, count, size)

  test('ONNX, by onnxruntime', async () => {
    expect(offFrom(name, 'eval.logits', (await runOnnx(toOnnx(model), planes, count, size)).logits)).toBeLessThan(1e-4)
  })

  test('TensorFlow.js, or why not', () => {
    if (UNSAID.includes(name)) expect(() => toTfjs(model)).toThrow(/which TensorFlow.js's layers have not/)
    else expect(offFrom(name, 'eval.logits', halfLogits(readTfjs(toTfjs(model)), planes, count, size))).toBeLessThan(3e-2)
  })
})
