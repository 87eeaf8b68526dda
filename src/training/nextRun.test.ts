import { expect, test } from 'vitest'
import { DEFAULT_CONFIG, presetConfig } from '../../workers/protocol'
import { nextRun } from './nextRun'

const dataset = { fingerprint: 'pets', name: 'pets', layout: 'class-folders' } as const
const weights = { sha256: 'a', depth: '18', attention: 'none' } as const
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
  expect(nextRun({ ...now, weights: { ...weights, sha256: 'b' } })).toMatchObject({ kind: 'changed', options: [], otherWeights: true })
})

test('what is not in force is no difference', () => {
  expect(nextRun({ ...now, config: { ...DEFAULT_CONFIG, momentum: 0.5 } }).kind, 'Adam has no momentum of its own').toBe('again')
})

test('the network is that of the weights: whatever the settings say of it, it is no difference of its own', () => {
  const run = { config: { ...DEFAULT_CONFIG, depth: '34' }, dataset } as const
  expect(nextRun({ ...now, run }).kind, 'the weights of a ResNet34, as before').toBe('again')
  expect(nextRun({ ...now, run, weights: { ...weights, sha256: 'b' } })).toMatchObject({ kind: 'changed', options: [], otherWeights: true })
})

test('attention is a difference where it comes into the network: not where only the head learns, nor where the weights have their own', () => {
  const full = { ...DEFAULT_CONFIG, strategy: 'full' } as const
  const run = { config: full, dataset }
  expect(nextRun({ ...now, run, config: { ...full, attention: 'se' } })).toMatchObject({ kind: 'changed', options: ['attention'] })
  expect(nextRun({ ...now, config: { ...DEFAULT_CONFIG, attention: 'se' } }).kind).toBe('again')
  const own = { ...now, weights: { ...weights, attention: 'se' }, run: { config: { ...full, attention: 'se' }, dataset } } as const
  expect(nextRun({ ...own, config: full }).kind).toBe('again')
})
