import { expect, test } from 'vitest'
import torchvision from './fixtures/torchvision.json'
import { isMobileNetName, mobilenet } from './mobilenet'
import { isResNetName, resnet } from './resnet'
import { forwardMacs, paramInfos } from './spec'

function built(arch: string) {
  if (isResNetName(arch)) return resnet(arch, { classes: 1000, head: 'linear' })
  if (isMobileNetName(arch)) return mobilenet(arch, { classes: 1000 })
  throw new Error(`${arch} is of no family here`)
}

test.each(Object.entries(torchvision))('%s has the parameters and the multiply-adds of torchvision', (arch, { macs, shapes }) => {
  const spec = built(arch)
  expect(spec.arch).toBe(arch)
  const ours = paramInfos(spec).map(({ name, shape }) => [name, [...shape]])
  expect(Object.fromEntries(ours)).toEqual(shapes)
  expect(forwardMacs(spec, 224)).toBe(macs)
})
