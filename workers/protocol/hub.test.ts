import { expect, test } from 'vitest'
import { hubAddress, hubFolder, hubName } from './hub'

const FILE = 'https://huggingface.co/timm/resnet18.tv_in1k/resolve/main/model.safetensors'

test.each([
  ['timm/resnet18.tv_in1k', FILE],
  ['  timm/resnet18.tv_in1k ', FILE],
  ['https://huggingface.co/timm/resnet18.tv_in1k', FILE],
  ['https://huggingface.co/timm/resnet18.tv_in1k/', FILE],
  ['https://huggingface.co/timm/resnet18.tv_in1k/blob/main/model.safetensors', FILE],
  [`${FILE}?download=true`, FILE],
  ['https://huggingface.co/a/b/resolve/v2/nets/cats.safetensors', 'https://huggingface.co/a/b/resolve/v2/nets/cats.safetensors'],
])('%s is found on the hub', (from, address) => {
  expect(hubAddress(from)).toBe(address)
})

test.each([
  '',
  'resnet18',
  'https://example.org/model.safetensors',
  'http://huggingface.co/a/b',
  'https://huggingface.co/a/b/tree/main',
  '/a/b',
])('"%s" is not', (from) => {
  expect(hubAddress(from)).toBeNull()
})

test('weights are called what the hub calls them', () => {
  expect(hubName(FILE)).toBe('timm/resnet18.tv_in1k')
  expect(hubName('https://huggingface.co/a/b/resolve/v2/nets/cats.safetensors')).toBe('a/b: nets/cats.safetensors')
})

test('the list that names a file, by its folder', () => {
  expect(hubFolder('https://huggingface.co/timm/resnet18.tv_in1k/resolve/main/model.safetensors')).toEqual({
    api: 'https://huggingface.co/api/models/timm/resnet18.tv_in1k/tree/main',
    path: 'model.safetensors',
  })
  expect(hubFolder('https://huggingface.co/a/b/resolve/v1/deep/own%20file.safetensors')).toEqual({
    api: 'https://huggingface.co/api/models/a/b/tree/v1/deep',
    path: 'deep/own file.safetensors',
  })
})
