import { expect, test } from 'vitest'
import { archOf, DEFAULT_CONFIG, networkLabel } from '../protocol'
import { networkFor, networkNamed, sizesBeside, sizesRefused } from './network'

const PLAIN = { depth: '50', attention: 'none' } as const
const SE = { depth: '50', attention: 'se' } as const
const chosen = { ...DEFAULT_CONFIG, strategy: 'full', attention: 'cbam' } as const

test('attention is put into the network of plain weights where its blocks learn', () => {
  expect(networkFor(chosen, PLAIN)).toEqual({ depth: '50', attention: 'cbam' })
  expect(networkFor({ ...chosen, strategy: 'gradual' }, PLAIN).attention).toBe('cbam')
})

test('where only the head learns it would stay at doing nothing, and none is put in', () => {
  expect(networkFor({ ...chosen, strategy: 'feature-extraction' }, PLAIN).attention).toBe('none')
  expect(networkFor({ ...chosen, strategy: 'gradual', unfreezeEvery: 9, epochs: 5 }, PLAIN).attention, 'no block thaws').toBe('none')
})

test('weights that have attention keep it, whatever learns and whatever is chosen', () => {
  expect(networkFor(chosen, SE)).toEqual(SE)
  expect(networkFor({ ...DEFAULT_CONFIG, strategy: 'feature-extraction' }, SE)).toEqual(SE)
})

test('of a network that is not that of the weights in use nothing is known but what is chosen', () => {
  const other = { ...chosen, depth: '34' } as const
  expect(networkNamed(other, SE)).toEqual({ depth: '34', attention: 'cbam' })
  expect(networkNamed({ ...chosen, depth: '50' }, SE)).toEqual(SE)
  expect(networkNamed({ ...other, depth: 'efficientnet_b0' }, SE)).toEqual({ depth: 'efficientnet_b0', attention: 'none' })
})

test('a network is called by both, and by its depth alone in runs that are older than attention', () => {
  expect([archOf(SE), networkLabel(SE)]).toEqual(['se_resnet50', 'SE-ResNet50'])
  expect([archOf({ depth: '50' }), networkLabel({ depth: '50' })]).toEqual(['resnet50', 'ResNet50'])
  expect(archOf({ depth: 'wide_resnet50_2', attention: 'cbam' })).toBe('cbam_wide_resnet50_2')
})

test('a Vision Transformer takes whole patches only, in training and in evaluation', () => {
  const sizes = (changes: Partial<typeof DEFAULT_CONFIG>) =>
    sizesRefused({ ...DEFAULT_CONFIG, strategy: 'full', depth: 'deit_tiny_patch16_224', ...changes })
  const none = { imageSize: [], trainSizes: [] }
  expect(sizes({ imageSize: 224 })).toEqual(none)
  expect(sizes({ imageSize: 100 })).toEqual({ ...none, imageSize: [100] })
  expect(sizes({ imageSize: 224, trainSizes: '200,128,90' })).toEqual({ ...none, trainSizes: [90, 200] })
  expect(sizes({ imageSize: 100, trainSizes: '90,100' })).toEqual({ imageSize: [100], trainSizes: [90, 100] })
  // Kept features are of evaluation's size.
  expect(sizes({ strategy: 'feature-extraction', cachedViews: 8, imageSize: 224, trainSizes: '90' })).toEqual(none)
  expect(sizes({ imageSize: 100, trainSizes: '90', depth: '18' })).toEqual(none)
  expect(sizesBeside({ ...DEFAULT_CONFIG, depth: 'deit_tiny_patch16_224' }, [90, 100])).toEqual([80, 96, 112])
})
