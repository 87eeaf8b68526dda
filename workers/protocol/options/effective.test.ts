import fc from 'fast-check'
import { expect, test } from 'vitest'
import { configs, valuesOf } from '../testing/configs'
import { effective, inForce } from './effective'
import type { Option, Rule } from './option'
import { DEFAULT_CONFIG, parseConfig } from './parse'
import { OPTION_NAMES, OPTIONS, type OptionName, type RunConfig } from './table'

const rulesOf = (name: OptionName): readonly Rule[] => (OPTIONS[name] as Option).onlyWith ?? []
const conditional = OPTION_NAMES.filter((name) => rulesOf(name).length > 0)

test('an option that is not in force changes nothing, whatever its value', () => {
  fc.assert(
    fc.property(configs, fc.constantFrom(...conditional), fc.gen(), (config, name, gen) => {
      fc.pre(!inForce(name, config))
      expect(effective({ ...config, [name]: gen(valuesOf, name) })).toEqual(effective(config))
    }),
  )
})

test('an option that is in force keeps its value, any other is at its default; once is enough, and the result is a configuration', () => {
  fc.assert(
    fc.property(configs, (config) => {
      const run = effective(config)
      for (const name of OPTION_NAMES) expect(run[name]).toBe(inForce(name, config) ? config[name] : OPTIONS[name].default)
      for (const name of OPTION_NAMES) expect(inForce(name, run)).toBe(inForce(name, config))
      expect(effective(run)).toEqual(run)
      expect(parseConfig(run)).toEqual({ config: run, faults: [] })
    }),
  )
})

test('every rule is about an option of the table and a value that it can have', () => {
  for (const rule of conditional.flatMap(rulesOf)) {
    const option: Option | undefined = OPTIONS[rule.option as OptionName]
    if ('above' in rule || 'unused' in rule) expect(option).toMatchObject({ kind: expect.stringMatching(/^(integer|number)$/) })
    else if (option?.kind === 'list') expect('is' in rule ? rule.is : rule.not).toEqual([''])
    else for (const value of 'is' in rule ? rule.is : rule.not) expect(option).toMatchObject({ kind: 'choice', values: { [value]: {} } })
  }
})

test.each<[OptionName, Partial<RunConfig>, boolean]>([
  ['dropout', { head: 'linear' }, false],
  ['momentum', { optimizer: 'adam' }, false],
  ['momentum', { optimizer: 'sgd' }, true],
  // One cycle has a momentum of its own, from 0.95 to 0.85 and back.
  ['momentum', { optimizer: 'sgd', schedule: 'one-cycle' }, false],
  ['nesterov', { optimizer: 'sgd', momentum: 0 }, false],
  ['nesterov', { optimizer: 'sgd', momentum: 0, schedule: 'one-cycle' }, true],
  ['decayNormAndBias', { weightDecay: 0 }, false],
  ['stepSize', { schedule: 'plateau' }, false],
  ['gamma', { schedule: 'cosine' }, false],
  ['gamma', { schedule: 'plateau' }, true],
  ['plateauPatience', { schedule: 'step' }, false],
  ['warmupEpochs', { schedule: 'one-cycle' }, false],
  ['unfreezeEvery', { strategy: 'gradual' }, true],
  ['unfreezeEvery', { strategy: 'gradual', unfreezeAt: '3' }, false],
  ['unfreezeAt', { strategy: 'full' }, false],
  ['blockDecay', { strategy: 'gradual' }, true],
  ['blockRates', { strategy: 'feature-extraction' }, false],
  ['cachedViews', { strategy: 'full' }, false],
  // Kept features are of pictures that went through the network one by one, at one size.
  ['mixup', {}, false],
  ['mixup', { cachedViews: 0 }, true],
  ['cutmix', { strategy: 'full' }, true],
  ['trainSizes', { strategy: 'feature-extraction', cachedViews: 2 }, false],
  ['trainSizes', { strategy: 'gradual' }, true],
  ['sizeEpochs', { strategy: 'full' }, false],
  ['sizeEpochs', { strategy: 'full', trainSizes: '64,96' }, true],
  ['sizeEpochs', { trainSizes: '64,96' }, false],
  ['policy', {}, true],
  ['policyMagnitude', { policy: 'trivial' }, false],
  ['policyOps', { policy: 'rand' }, true],
  ['epochs', {}, true],
])('%s with %j: %s', (name, changes, expected) => {
  expect(inForce(name, { ...DEFAULT_CONFIG, ...changes })).toBe(expected)
})

test('a run from before an option was there has its default', () => {
  const { unfreezeAt: _, ...old } = { ...DEFAULT_CONFIG, strategy: 'gradual' } as const
  expect(inForce('unfreezeEvery', old as RunConfig)).toBe(true)
  expect(effective(old as RunConfig).unfreezeAt).toBe('')
})
