import { expect, test } from 'vitest'
import { STANDING } from '../../workers/protocol/testing/standing'
import { lineName, nameParts } from './nameParts'

const run = (name: string, pictures: string) => ({ name, dataset: { fingerprint: '', name: pictures } })

test('the number of a run stands outside of what its pictures are called, whatever script that is in', () => {
  const pictures = STANDING.scripts.name
  expect(nameParts(run(`${pictures} 1`, pictures))).toEqual([pictures, ' 1'])
  expect(nameParts(run('pets 3: 224 px, rate 0.001', 'pets'))).toEqual(['pets', ' 3: 224 px, rate 0.001'])
  expect(nameParts(run('First try', 'pets'))).toEqual(['First try', ''])
  expect(nameParts(run('petshop', 'pets'))).toEqual(['petshop', ''])
})

test('in the one line of a picker the number of a run is never what is cut', () => {
  expect(lineName(run('pets 1', 'pets'))).toBe('pets 1')
  expect(lineName(run(`${STANDING.long.name} 12`, STANDING.long.name))).toBe('PlantVill…tion (1) 12')
  expect(lineName(run('pets 12: 224 px, rate 0.001', 'pets'))).toBe('pets 12: 224 px…')
})
