import { expect, test } from 'vitest'
import torchvision from '../model/fixtures/torchvision.json'
import { hubAddress } from './hub'
import { NETWORK_NAMES, NETWORKS } from './networks'

test('what is said of each network’s weights is what torchvision says', () => {
  const ours = NETWORK_NAMES.map((name) => {
    const { arch, parameters, top1 } = NETWORKS[name]
    return [arch, parameters, Number((100 * top1).toFixed(3))]
  })
  const theirs = NETWORK_NAMES.map((name) => {
    const { arch } = NETWORKS[name]
    const { parameters, top1 } = torchvision[arch]
    return [arch, parameters, top1]
  })
  expect(ours).toEqual(theirs)
})

test('each can be asked for on the hub', () => {
  for (const name of NETWORK_NAMES) expect(hubAddress(NETWORKS[name].hub)).toMatch(/^https:\/\/huggingface\.co\/timm\/.*\.safetensors$/)
})
