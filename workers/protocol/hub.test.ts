import { expect, test } from 'vitest'
import { elsewhereAddress, elsewhereName, hubAddress, hubFolder, hubName } from './hub'

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
  `a/${'b'.repeat(2000)}`,
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

test.each([
  ['https://example.org/nets/cats.safetensors', 'https://example.org/nets/cats.safetensors', 'example.org/cats.safetensors'],
  [
    ' https://example.org:8443/%E7%8C%AB.safetensors?key=1#here ',
    'https://example.org:8443/%E7%8C%AB.safetensors?key=1',
    'example.org:8443/猫.safetensors',
  ],
  ['https://example.org/r18.pth.tar', 'https://example.org/r18.pth.tar', 'example.org/r18.pth.tar'],
  ['https://example.org/r18.pt.tar', 'https://example.org/r18.pt.tar', 'example.org/r18.pt.tar'],
  ['https://example.org/100%.safetensors', 'https://example.org/100%.safetensors', 'example.org/100%.safetensors'],
])('%s is an address outside the hub', (from, address, name) => {
  expect(elsewhereAddress(from)).toBe(address)
  expect(elsewhereName(address)).toBe(name)
})

test.each([
  'http://example.org/w.safetensors',
  'https://127.0.0.1/w.safetensors',
  'http://localhost:8000/w.safetensors',
  `https://example.org/${'w'.repeat(2000)}.safetensors`,
  'https://example.org/w.h5',
  'https://example.org/w.tar',
  'https://example.org/w',
  'ftp://example.org/w.safetensors',
  'https://huggingface.co/a/b/tree/main/w.safetensors',
  'w.safetensors',
])('%s is not', (from) => {
  expect(elsewhereAddress(from)).toBeNull()
})
