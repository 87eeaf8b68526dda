import { expect, test } from 'vitest'
import torchvision from '../model/fixtures/torchvision.json'
import { hubAddress } from './hub'
import { NETWORK_NAMES as ALL, NETWORKS, type NetworkName, weightsName } from './networks'

/** torchvision has no Vision Transformer as small; of those timm's own figures stand in `model/vit.test.ts`. */
const NETWORK_NAMES = ALL.filter((name) => NETWORKS[name].arch in torchvision)

/** timm's own weights, of which torchvision says only how large the network is. */
const isTimms = (name: NetworkName) => 'licence' in NETWORKS[name]

test('what is said of each network’s weights is what torchvision says', () => {
  const ours = NETWORK_NAMES.map((name) => {
    const { arch, parameters, top1 } = NETWORKS[name]
    return [arch, parameters, isTimms(name) ? null : Number((100 * top1).toFixed(3))]
  })
  const theirs = NETWORK_NAMES.map((name) => {
    const { arch } = NETWORKS[name]
    const { parameters, top1 } = torchvision[arch as keyof typeof torchvision]
    return [arch, parameters, isTimms(name) ? null : top1]
  })
  expect(ours).toEqual(theirs)
})

test('each can be asked for on the hub', () => {
  for (const name of ALL) expect(hubAddress(NETWORKS[name].hub)).toMatch(/^https:\/\/huggingface\.co\/timm\/.*\.safetensors$/)
})

test('an untrained network is called in the language of the page; weights by the name that they came with', () => {
  expect(weightsName({ name: 'ResNet50, untrained, seed 5', isUntrained: true, seed: 5 }, '50')).toEqual({
    en: 'ResNet50, untrained, seed 5',
    zh: '未训练的 ResNet50，种子 5',
  })
  expect(weightsName({ name: 'own.safetensors' }, '50').zh).toBe('own.safetensors')
})
