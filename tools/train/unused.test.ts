import { expect, test } from 'vitest'
import { DEFAULT_CONFIG, type OptionName, type RunConfig } from '../../workers/protocol/options'
import { otherNetwork, unusedLines } from './unused'

const RESNET18 = { depth: '18', attention: 'none' } as const

test('another network than the weights’ is refused, by both names', () => {
  expect(otherNetwork({}, RESNET18)).toBeNull()
  expect(otherNetwork({ depth: '18' }, RESNET18)).toBeNull()
  expect(otherNetwork({ depth: '50' }, RESNET18)).toMatch(/^The weights are a ResNet18’s, and --set depth asks for a ResNet50: /)
})

const lines = (changes: Partial<RunConfig>, weights: Parameters<typeof unusedLines>[2] = RESNET18) =>
  unusedLines({ ...DEFAULT_CONFIG, ...changes }, Object.keys(changes) as OptionName[], weights)

test('what was typed and does nothing is told with when it would', () => {
  expect(lines({ mixup: 0.2, epochs: 3 })).toEqual(
    ['mixup does nothing in this run: not where --cached-views is in use (0 puts it out of use)'].map((line) => `--set ${line}`),
  )
  expect(lines({ mixup: 0.2, cachedViews: 0 })).toEqual([])
  expect(lines({ precision: 'mixed' })).toEqual([
    expect.stringMatching(/^--precision does nothing .* not with --strategy feature-extraction/),
  ])
  // At its default an option changes nothing anywhere.
  expect(lines({ momentum: 0.9 })).toEqual([])
})

test('attention is told where none is put in: only the head learns, the weights have their own, the network takes none', () => {
  expect(lines({ attention: 'se', strategy: 'full' })).toEqual([])
  expect(lines({ attention: 'se' })).toEqual(['--set attention does nothing in this run: none is put in where only the head learns'])
  expect(lines({ attention: 'se', strategy: 'full' }, { depth: '50', attention: 'cbam' })).toEqual([
    '--set attention does nothing in this run: the weights are a CBAM-ResNet50’s, which keeps its own',
  ])
  expect(lines({ attention: 'se', strategy: 'full' }, { depth: 'mobilenet_v2', attention: 'none' })).toEqual([
    expect.stringMatching(/^--set attention does nothing in this run: only with --set depth 18 or /),
  ])
})
