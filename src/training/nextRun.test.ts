import { expect, test } from 'vitest'
import { DEFAULT_CONFIG, presetConfig } from '../../workers/protocol'
import { nextRun } from './nextRun'

const dataset = { fingerprint: 'pets', name: 'pets', layout: 'class-folders' } as const
const weights = { sha256: 'a' }
const record = { weights: { name: 'starter', sha256: 'a', licence: '' } }
const now = { config: DEFAULT_CONFIG, weights, dataset, run: { config: DEFAULT_CONFIG, dataset }, record }

test('the press says whether it is a first run on these pictures, the same again, or how much differs', () => {
  expect(nextRun(now)).toEqual({ kind: 'again', preset: null, options: [], otherWeights: false })
  expect(nextRun({ ...now, run: { config: null, dataset: null } }).kind).toBe('first')
  expect(nextRun({ ...now, dataset: { fingerprint: 'flowers' } }), 'of other pictures nothing is shown').toMatchObject({
    kind: 'first',
    options: [],
  })
  expect(nextRun({ ...now, config: presetConfig('quick') }).preset).toBe('quick')
  expect(nextRun({ ...now, config: { ...DEFAULT_CONFIG, batchSize: 8, epochs: 3 } })).toMatchObject({
    kind: 'changed',
    options: ['epochs', 'batchSize'],
  })
  expect(nextRun({ ...now, weights: { sha256: 'b' } })).toMatchObject({ kind: 'changed', options: [], otherWeights: true })
})

test('what is not in force is no difference', () => {
  expect(nextRun({ ...now, config: { ...DEFAULT_CONFIG, momentum: 0.5 } }).kind, 'Adam has no momentum of its own').toBe('again')
})

test('the network is that of the weights: whatever the settings say of it, it is no difference of its own', () => {
  const run = { config: { ...DEFAULT_CONFIG, depth: '34' }, dataset } as const
  expect(nextRun({ ...now, run }).kind, 'the weights of a ResNet34, as before').toBe('again')
  expect(nextRun({ ...now, run, weights: { sha256: 'b' } })).toMatchObject({ kind: 'changed', options: [], otherWeights: true })
})
