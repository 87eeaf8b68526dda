import { expect, test } from 'vitest'
import { isRunFound } from './findRuns'
import { lineName } from './nameParts'

test('a run is found by any part of its whole name, though the list writes it short', () => {
  const run = {
    name: 'PlantVillage leaves in colour (1) 12: 224 px, rate 0.01',
    dataset: { name: 'PlantVillage leaves in colour (1)', fingerprint: '' },
  }
  const line = `${lineName(run)} · 91.2%`
  expect(line).not.toContain('leaves in colour')
  expect(line).not.toContain('rate')
  for (const typed of ['leaves in colour', 'rate 0.01', 'COLOUR 12', '91.2', '']) expect(isRunFound(typed, run, line), typed).toBe(true)
  for (const typed of ['roses', 'rate 0.02', 'colour roses']) expect(isRunFound(typed, run, line), typed).toBe(false)
})
