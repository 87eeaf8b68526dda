/** Files of networks with attention, and plain weights under one. */
import { expect, test } from 'vitest'
import { exportModel, formulaParams } from '../../export/fixtures/formula'
import { toOnnx } from '../../export/onnx'
import { toSafetensors } from '../../export/safetensors'
import { resnet } from '../../model/resnet'
import { withFreshHead } from './head'
import { broughtWeights } from './weights'

test.each(['se', 'cbam'] as const)(
  'a file of ours with %s says so, and so does its ONNX file; its attention comes along',
  async (attention) => {
    const spec = resnet(`${attention}_resnet18`, { classes: 2, head: 'linear' })
    const model = exportModel(spec, formulaParams(spec), 64, ['cat', 'dog'])
    const own = await broughtWeights('own.safetensors', toSafetensors(model).buffer)
    expect(own.info).toMatchObject({ depth: '18', attention, model: { classes: ['cat', 'dog'], head: 'linear' } })
    const back = await broughtWeights('own.onnx', toOnnx(model).buffer)
    expect(back.info).toMatchObject({ depth: '18', attention })
    const params = withFreshHead(spec, back.params, 7, 'own.onnx')
    for (const [name, { data }] of params) {
      if (name.startsWith('fc.')) continue
      const given = model.params.get(name)!.data
      const off = data.map((value, i) => Math.abs(value - given[i]!) / (1 + Math.abs(given[i]!)))
      expect(
        off.reduce((a, b) => Math.max(a, b)),
        name,
      ).toBeLessThan(1e-3)
    }
  },
)

test('plain weights serve a network with attention, whose blocks begin with gates of a half', () => {
  const plain = formulaParams(resnet(18, { classes: 2 }))
  const params = withFreshHead(resnet('cbam_resnet18', { classes: 2 }), plain, 7, 'plain')
  expect(params.get('layer1.0.bn2.weight')!.data).toEqual(plain.get('layer1.0.bn2.weight')!.data.map((value) => 4 * value))
  expect(params.get('layer1.0.bn1.weight')).toEqual(plain.get('layer1.0.bn1.weight'))
  expect(new Set(params.get('layer4.1.se.channel.fc2.weight')!.data)).toEqual(new Set([0]))
})
