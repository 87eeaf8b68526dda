/** The families beside the plain ResNet in files, against PyTorch. */
import { describe, expect, test } from 'vitest'
import { FAMILIES, type FamilyName, familyOf, familyParams, familyPictures, offFrom } from '../engine/fixtures/families'
import { generated, relative } from '../engine/fixtures/narrow'
import { buildNetwork } from '../model/networks'
import { normalisedPlanes } from '../model/preprocessing'
import { exportModel } from './fixtures/formula'
import { runOnnx } from './fixtures/ort'
import { runReport } from './fixtures/report'
import { halfLogits } from './halfRun'
import { toOnePage } from './onePage'
import { toOnnx } from './onnx'
import { readTfjs } from './readback'
import { readOnePage } from './readOnePage'
import { toTfjs } from './tfjs'

/** Whose own head has a hard-swish of a row, which TensorFlow.js's layers lack. */
const UNSAID: readonly FamilyName[] = ['mobilenet_v3_small', 'mobilenet_v3_large']

describe.each(FAMILIES)('%s', (name) => {
  const spec = familyOf(name)
  const { pixels, size, count } = familyPictures(name)
  const model = exportModel(spec, familyParams(name), size)
  const planes = normalisedPlanes(pixels, count, size)

  test('ONNX, by onnxruntime', async () => {
    expect(offFrom(name, 'eval.logits', (await runOnnx(toOnnx(model), planes, count, size)).logits)).toBeLessThan(1e-4)
  })

  test('TensorFlow.js, or why not', () => {
    if (UNSAID.includes(name)) expect(() => toTfjs(model)).toThrow(/of a row, which TensorFlow.js's layers have not/)
    else expect(offFrom(name, 'eval.logits', halfLogits(readTfjs(toTfjs(model)), planes, count, size))).toBeLessThan(3e-2)
  })
})

test.each(['mobilenet_v2', 'mobilenet_v3_small', 'efficientnet_b0'] as const)(
  '%s with a head of the studio: TensorFlow.js’s file and the page that is sent answer as ONNX’s',
  async (arch) => {
    const spec = buildNetwork(arch, { classes: 3, width: 0.25 })
    const { pixels, size, count } = familyPictures(arch)
    const model = exportModel(spec, generated(spec), size)
    const planes = normalisedPlanes(pixels, count, size)
    const { logits } = await runOnnx(toOnnx(model), planes, count, size)
    expect(relative(halfLogits(readTfjs(toTfjs(model)), planes, count, size), logits)).toBeLessThan(3e-2)
    const page = await toOnePage({ model, run: runReport(), name: 'pets' }, { script: '', style: '' })
    const back = await readOnePage(page)
    expect([back.spec.arch, back.classes, back.imageSize]).toEqual([arch, model.classes, size])
    expect(relative(halfLogits(back, planes, count, size), logits)).toBeLessThan(3e-2)
  },
)
