import { describe, expect, it } from 'vitest'
import { resnet } from '../model/resnet'
import { readSafetensors } from '../model/safetensors'
import { paramInfos } from '../model/spec'
import { vit } from '../model/vit'
import { exportModel, formulaParams } from './fixtures/formula'
import { readSafetensorsModel } from './readback'
import { toSafetensors } from './safetensors'

describe('safetensors export', () => {
  const spec = resnet(18, { classes: 3, width: 4 })
  const model = exportModel(spec, formulaParams(spec), 96)

  it('holds every parameter by its name, bit for bit, and nothing else', () => {
    const params = new Map(model.params).set('optimizer.leftover', { shape: [1], data: Float32Array.of(1) })
    const { tensors } = readSafetensors(toSafetensors({ ...model, params }))
    expect([...tensors.keys()]).toEqual(paramInfos(spec).map((info) => info.name))
    for (const [name, { shape, data }] of tensors) {
      expect(shape).toEqual(model.params.get(name)!.shape)
      expect(data).toEqual(model.params.get(name)!.data)
    }
  })

  it.each(['article', 'linear'] as const)('a Vision Transformer comes back from its file: %s head', (head) => {
    const transformer = exportModel(vit('deit_tiny_patch16_224', { classes: 3, head }), new Map(), 224)
    const params = new Map(
      paramInfos(transformer.spec).map(({ name, shape }, k) => [
        name,
        { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(k + 1) },
      ]),
    )
    const back = readSafetensorsModel(toSafetensors({ ...transformer, params }))
    expect(paramInfos(back.spec)).toEqual(paramInfos(transformer.spec))
    for (const [name, { data }] of params) expect(back.params.get(name)!.data[data.length - 1], name).toBe(data[0])
  })

  it('says what it is in its metadata', () => {
    const { metadata } = readSafetensors(toSafetensors(model))
    expect(JSON.parse(metadata.labels!)).toEqual(model.classes)
    expect(JSON.parse(metadata.preprocessing!).center_crop).toBe(96)
    expect(metadata).toMatchObject({
      arch: 'resnet18',
      seed: '7',
      base_weights_licence: 'MIT',
      dataset_fingerprint: 'f'.repeat(64),
      format: 'pt',
    })
  })

  it('refuses an incomplete model', () => {
    expect(() => toSafetensors({ ...model, params: new Map() })).toThrow(/no parameter conv1\.weight/)
  })
})
