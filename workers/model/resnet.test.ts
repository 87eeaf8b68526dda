import { expect, test } from 'vitest'
import torchvision from './fixtures/torchvision.json'
import { isResNetName, resnet } from './resnet'
import { forwardMacs, paramInfos } from './spec'

test.each(Object.entries(torchvision))('%s has the parameters and the multiply-adds of torchvision', (arch, { macs, shapes }) => {
  if (!isResNetName(arch)) throw new Error(`${arch} is none of the family`)
  const spec = resnet(arch, { classes: 1000, head: 'linear' })
  expect(spec.arch).toBe(arch)
  const ours = paramInfos(spec).map(({ name, shape }) => [name, [...shape]])
  expect(Object.fromEntries(ours)).toEqual(shapes)
  expect(forwardMacs(spec, 224)).toBe(macs)
})
