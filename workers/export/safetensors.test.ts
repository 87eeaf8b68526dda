import { describe, expect, it } from 'vitest'
import { resnet } from '../model/resnet'
import { readSafetensors } from '../model/safetensors'
import { paramInfos } from '../model/spec'
import { exportModel, formulaParams } from './fixtures/formula'
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
