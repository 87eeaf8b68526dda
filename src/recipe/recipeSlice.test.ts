import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DEFAULT_CONFIG, inForce, OPTION_NAMES, PRESETS, type PresetName, SECTIONS } from '../../workers/protocol'
import { configs } from '../../workers/protocol/testing/configs'
import { testStore } from '../testing/testStore'
import { changesFrom, optionsOf, presetOf } from './recipeSlice'

test('a good value is taken, a bad one is a fault and changes nothing', () => {
  const store = testStore()
  expect(store.getState().setConfig({ epochs: 3, batchSize: 1, nonsense: true })).toEqual([
    { option: 'nonsense', value: true },
    { option: 'batchSize', value: 1 },
  ])
  expect(store.getState().config).toEqual({ ...DEFAULT_CONFIG, epochs: 3 })
})

test('a list is taken as it is typed and kept tidy; one out of order or out of range is a fault', () => {
  const store = testStore()
  expect(store.getState().setConfig({ unfreezeAt: ' 2, 4，6,', blockRates: '4e-4 1e-4' })).toEqual([])
  expect(store.getState().config).toMatchObject({ unfreezeAt: '2,4,6', blockRates: '4e-4,1e-4' })
  for (const bad of ['4,2', '0', '2.5', 'two', '1,2,3,4,5,6', '1001', 3])
    expect(store.getState().setConfig({ unfreezeAt: bad })).toEqual([{ option: 'unfreezeAt', value: bad }])
  for (const bad of ['0', '-1', '11']) expect(store.getState().setConfig({ blockRates: bad })).toHaveLength(1)
  expect(store.getState().config.unfreezeAt).toBe('2,4,6')
  expect(store.getState().setConfig({ unfreezeAt: '' })).toEqual([])
  expect(store.getState().config.unfreezeAt).toBe('')
})

test('a suggestion yields to what the person set, and comes back with a reset', () => {
  const store = testStore()
  store.getState().suggestConfig({ imageSize: 224 })
  expect(store.getState().config.imageSize).toBe(224)
  store.getState().setConfig({ imageSize: 64 })
  store.getState().suggestConfig({ imageSize: 128 })
  expect(store.getState().config.imageSize).toBe(64)
  expect(store.getState().base.imageSize, 'what "Back to" gives is what a reset gives').toBe(128)
  store.getState().resetConfig()
  expect(store.getState().config.imageSize).toBe(128)
})

test('the form shows each option that is in force, once, and no other', () => {
  fc.assert(
    fc.property(configs, (config) => {
      const shown = SECTIONS.flatMap((section) => optionsOf(section, config))
      expect(shown.toSorted()).toEqual(OPTION_NAMES.filter((name) => inForce(name, config)).toSorted())
    }),
  )
  expect(optionsOf('optimizer', DEFAULT_CONFIG)).not.toContain('momentum')
  expect(optionsOf('optimizer', { ...DEFAULT_CONFIG, optimizer: 'sgd' })).toContain('momentum')
})

test('a preset is taken whole, known again, and has the picture size of the weights', () => {
  const store = testStore()
  store.getState().suggestConfig({ imageSize: 224 })
  store.getState().setConfig({ seed: 9, batchSize: 8 })
  store.getState().takePreset('quick')
  expect(store.getState().config).toMatchObject({ imageSize: 224, limit: 400, seed: 9, batchSize: 32 })
  expect(presetOf(store.getState().config)).toBe('quick')
  store.getState().takePreset('best')
  expect(store.getState().config).toMatchObject({ imageSize: 224, limit: 0, strategy: 'full' })
  expect(presetOf(store.getState().config)).toBe('best')
  store.getState().setConfig({ epochs: 7 })
  expect(presetOf(store.getState().config)).toBe(null)
})

test('what is counted as changed is another value, not a visit; from the preset that was taken, and only what is in force', () => {
  const store = testStore()
  const changes = () => changesFrom(store.getState())
  store.getState().setConfig({ epochs: 3 })
  expect(changes()).toEqual(['epochs'])
  store.getState().setConfig({ epochs: DEFAULT_CONFIG.epochs })
  expect(changes()).toEqual([])
  store.getState().suggestConfig({ imageSize: 224 })
  expect(changes()).toEqual([])
  store.getState().takePreset('best')
  expect(changes()).toEqual([])
  store.getState().setConfig({ batchSize: 8, momentum: 0.5 })
  expect(changes(), 'Adam has no momentum of its own').toEqual(['batchSize'])
  store.getState().resetConfig()
  expect(changes()).toEqual([])
  store.getState().takeConfig({ ...DEFAULT_CONFIG, imageSize: 64 })
  expect(changes()).toEqual(['imageSize'])
})

test('what is gone back to counts as set by nobody: it follows what is suggested, unless the preset sets it', () => {
  const store = testStore()
  const { suggestConfig, setConfig, goBack, takePreset } = store.getState()
  suggestConfig({ imageSize: 224 })
  setConfig({ imageSize: 160, epochs: 20 })
  goBack({ imageSize: store.getState().base.imageSize })
  suggestConfig({ imageSize: 96 })
  expect(store.getState().config).toMatchObject({ imageSize: 96, epochs: 20 })
  goBack({ epochs: DEFAULT_CONFIG.epochs })
  expect(store.getState().touched).toEqual(new Set())
  takePreset('quick')
  setConfig({ limit: 100 })
  goBack({ limit: store.getState().base.limit })
  suggestConfig({ limit: 50 })
  expect(store.getState().config.limit, 'the preset says 400').toBe(400)
  setConfig({ batchSize: 8 })
  setConfig({ batchSize: 64 })
  goBack({ batchSize: 8 })
  expect(store.getState().touched.has('batchSize'), 'what was set by hand before still is').toBe(true)
})

test('a preset sets what it changes and no more; what the person set of size and seed stays theirs', () => {
  for (const name of Object.keys(PRESETS) as PresetName[]) {
    const store = testStore()
    store.getState().suggestConfig({ imageSize: 224 })
    store.getState().setConfig({ batchSize: 8 })
    store.getState().takePreset(name)
    expect([...store.getState().touched].toSorted()).toEqual(Object.keys(PRESETS[name].changes).toSorted())
    store.getState().suggestConfig({ imageSize: 96 })
    expect(store.getState().config.imageSize).toBe(96)
    expect(presetOf(store.getState().config)).toBe(name)
  }
  const store = testStore()
  store.getState().suggestConfig({ imageSize: 224 })
  store.getState().setConfig({ imageSize: 160, seed: 9 })
  store.getState().takePreset('best')
  store.getState().suggestConfig({ imageSize: 96 })
  expect(store.getState().config).toMatchObject({ imageSize: 160, seed: 9, strategy: 'full' })
  expect(store.getState().touched.has('seed')).toBe(true)
})

test('what is fitted is in force where nobody set anything, is no change, unmakes no preset, and is taken back without a trace', () => {
  const store = testStore()
  const { fitConfig, setConfig, takePreset, suggestConfig, goBack } = store.getState()
  suggestConfig({ imageSize: 224 })
  takePreset('best')
  setConfig({ batchSize: 64 })
  const before = store.getState()
  fitConfig({ learningRate: 3e-4, epochs: 4, batchSize: 16, imageSize: 128 })
  const fitted = store.getState
  expect(fitted().config, 'what was set by hand stays').toMatchObject({ learningRate: 3e-4, epochs: 4, batchSize: 64, imageSize: 128 })
  expect(changesFrom(fitted())).toEqual(['batchSize'])
  expect(fitted().fit?.instead).toEqual({ learningRate: 1e-3, epochs: 6, imageSize: 224 })
  setConfig({ batchSize: 32 })
  expect(presetOf(fitted().config, fitted().fit)).toBe('best')
  setConfig({ batchSize: 64, epochs: 5 })
  fitConfig({ learningRate: 2e-4, epochs: 3 })
  expect(fitted().config, 'another fit replaces the first, and leaves what was set since').toMatchObject({
    ...{ learningRate: 2e-4, epochs: 5, imageSize: 224 },
  })
  setConfig({ epochs: 6 })
  fitConfig({})
  expect(fitted()).toMatchObject({ config: before.config, base: before.base, fit: null })
  // A field that was changed and goes back to what was fitted is set by nobody.
  fitConfig({ imageSize: 128 })
  setConfig({ imageSize: 96 })
  goBack({ imageSize: fitted().base.imageSize })
  fitConfig({ imageSize: 160 })
  expect(fitted().config.imageSize).toBe(160)
  suggestConfig({ imageSize: 96 })
  expect(fitted(), 'other weights have another size').toMatchObject({ config: { imageSize: 96 }, fit: null })
})

test('a recipe that is taken whole follows nothing until it is left', () => {
  const store = testStore()
  store.getState().takeConfig({ ...DEFAULT_CONFIG, epochs: 3 })
  expect(store.getState().isAsGiven).toBe(true)
  store.getState().resetConfig()
  expect(store.getState().isAsGiven).toBe(false)
})

test('a preset changes nothing that is of the device, and is known beside it', () => {
  const store = testStore()
  store.getState().setConfig({ backend: 'webgpu', timeKernels: true })
  for (const name of Object.keys(PRESETS) as PresetName[]) {
    store.getState().takePreset(name)
    expect(store.getState().config).toMatchObject({ backend: 'webgpu', timeKernels: true })
    expect(presetOf(store.getState().config)).toBe(name)
  }
})
