/** Names against timm's own (timm 1.0.29, its state dicts' names and shapes; `fixtures/timm.json` has the SHA-256 of each list). */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { generated } from '../engine/fixtures/narrow'
import { NETWORK_NAMES, NETWORKS } from '../protocol'
import timm from './fixtures/timm.json'
import { foldedNorm } from './fold'
import { buildNetwork, isArch } from './networks'
import { headOf, paramInfos } from './spec'
import { fromTimm, isTimms, leftOpen, timmName } from './timm'

const built = (arch: string) => {
  if (!isArch(arch)) throw new Error(`no ${arch} here`)
  return buildNetwork(arch, { classes: 2 })
}
const backbone = (arch: string) => {
  const spec = built(arch)
  return paramInfos(spec).filter(({ block }) => block !== headOf(spec))
}

test.each(Object.entries(timm))('%s: every parameter of the backbone by the name and shape that timm gives it', (arch, expected) => {
  const named = timmName(built(arch))
  const lines = backbone(arch).map(({ name, shape }) => `${named(name)} ${shape.join()}`)
  expect(createHash('sha256').update(lines.sort().join('\n')).digest('hex')).toBe(expected)
})

test('a ResNet has torchvision’s names in timm too', () => {
  const named = timmName(built('resnet50'))
  for (const { name } of backbone('resnet50')) expect(named(name)).toBe(name)
})

test('a MobileNetV3 of timm’s answers as in timm, whose BatchNorm has another epsilon', () => {
  const spec = built('mobilenet_v3_small')
  const own = generated(spec)
  const named = timmName(spec)
  const theirs = new Map(backbone(spec.arch).map(({ name }) => [named(name), own.get(name)!]))
  expect(isTimms(theirs)).toBe(true)
  const read = fromTimm(spec, theirs)
  expect([...read.keys()].sort()).toEqual(
    backbone(spec.arch)
      .map(({ name }) => name)
      .sort(),
  )
  for (const layer of spec.layers) {
    if (layer.op !== 'bn') continue
    const of = (params: typeof read, eps: number) => {
      const [w, b, m, v] = ['weight', 'bias', 'running_mean', 'running_var'].map((suffix) => params.get(`${layer.id}.${suffix}`)!.data)
      return foldedNorm(w!, b!, m!, v!, eps)
    }
    const [here, there] = [of(read, layer.eps), of(own, 1e-5)]
    here.scale.forEach((value, c) => {
      expect(value).toBeCloseTo(there.scale[c]!, 6)
      expect(here.shift[c]).toBeCloseTo(there.shift[c]!, 6)
    })
  }
})

test.each([
  ...NETWORK_NAMES.map((name) => [NETWORKS[name].hub, null] as const).filter(([hub]) => !/res|[dv][ei]i?t_/.test(hub)),
  ['mobilenetv3_large_100.ra_in1k.safetensors', null],
  ['efficientnet_b0.ra_in1k (1).safetensors', null],
  ['timm/tf_efficientnet_b0.ns_jft_in1k', null],
  ['tf_efficientnet_b3.in1k.safetensors', null],
  ['my-tf_efficientnet_b1.aa_in1k (2).safetensors', null],
  ['timm/tf_efficientnet_b0.ap_in1k', 'normalisation'],
  ['tf_efficientnet_b0.safetensors', 'normalisation'],
  ['timm/tf_mobilenetv3_large_100.in1k', 'normalisation'],
  ['tf_mobilenetv3_large_100.safetensors', 'normalisation'],
  ['efficientnet_b0_ra-3dd342df.pth', null],
  ['mobilenetv2_100_ra-b33bc2c4.pth', null],
  ['mobilenetv3_large_100_ra-f55367f5.pth', null],
  ['efficientnet_b3_ra2-cf984f9c.pth', null],
  ['tf_efficientnet_b0_ns-c0e6a31c.pth', null],
  ['tf_efficientnet_b0_aa-827b6e33 (1).pth', null],
  ['tf_efficientnet_b0_ap-f262efe1.pth', 'normalisation'],
  ['mobilenetv3_large_100_1k_miil_78_0-66471c13.pth', 'normalisation'],
  ['timm_efficientnet_b0.ra_in1k.pth', null],
  ['my_efficientnet_b0.ra_in1k.pth', null],
  ['my_tf_efficientnet_b0.ap_in1k.pth', 'normalisation'],
  ['model.safetensors', 'padding'],
  ['timm/efficientnet_b0.ra4_e3600_r224_in1k', 'normalisation'],
  ['timm/efficientnet_b1.ra4_e3600_r240_in1k', 'normalisation'],
  ['timm/mobilenetv3_large_100.miil_in21k_ft_in1k', 'normalisation'],
  ['mobilenetv3_large_100.miil_in21k.safetensors', 'normalisation'],
  ['example.org/efficientnet_b3.safetensors', 'normalisation'],
] as const)('what the name %s leaves open of padding and normalisation: %s', (name, open) => {
  expect(leftOpen(name, true)).toBe(open)
})

test('a ResNet may have any name but that of a training with other colours', () => {
  for (const name of ['model.safetensors', 'timm/resnet34.a1_in1k']) expect(leftOpen(name, false)).toBeNull()
  expect(leftOpen('timm/resnet34.ra4_e3600_r224_in1k', false)).toBe('normalisation')
})
