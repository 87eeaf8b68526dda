import { expect, it } from 'vitest'
import { isWell, saidBy } from './told'

const OK = 'torchvision 0.14 by config.json: 100 pictures, largest difference 3.60e-07 (a.jpg): ok\n'
const of = (stdout: string, status: number | null = 0) => saidBy('resnet18', 'check_hub.py', { stdout, status }, 100)

it('reads what each program is told of, as TypeScript and Python write it', () => {
  const whole = 'transformers.js, which resizes whole pictures itself: 100 pictures, largest difference 1.50e-1: told only\n'
  const { said, others } = of(`8.1 MB\n${OK}${whole}ml5 1.4: 5 pictures, largest difference 0.00e+0 (0.0e+0 in the mean): ok\n`)
  expect(said.map(({ who, difference, verdict }) => [who, difference, verdict])).toEqual([
    ['torchvision 0.14 by config.json', 3.6e-7, 'ok'],
    ['transformers.js, which resizes whole pictures itself', 0.15, 'told only'],
    ['ml5 1.4', 0, 'ok, of 5'],
  ])
  expect(others).toEqual(['8.1 MB'])
  expect(isWell(said)).toBe(true)
  for (const [written, read] of [
    ['nan', Number.NaN],
    ['NaN', Number.NaN],
    ['inf', Infinity],
    ['Infinity', Infinity],
  ] as const) {
    const { said: bad } = of(`timm: 100 pictures, largest difference ${written} (a.jpg): TOO LARGE\n`, 1)
    expect(
      bad.map(({ difference, verdict }) => [difference, verdict]),
      written,
    ).toEqual([[read, 'TOO LARGE']])
    expect(isWell(bad)).toBe(false)
  }
})

it('a check that ends badly after a first line was not asked to its end', () => {
  for (const status of [1, null]) {
    const { said } = of(OK, status)
    expect(said.map(({ who, verdict }) => [who, verdict])).toEqual([
      ['torchvision 0.14 by config.json', 'ok'],
      ['check_hub.py', 'NOT ASKED'],
    ])
    expect(isWell(said)).toBe(false)
  }
})

it('a check that says nothing was not asked; a program that cannot have the network is told only', () => {
  expect(isWell(of('').said)).toBe(false)
  const { said } = of('torchvision 0.14: not asked: it has no se_resnet50\n')
  expect(said).toMatchObject([{ who: 'torchvision 0.14', difference: Number.NaN, verdict: 'told only: it has no se_resnet50' }])
  expect(isWell(said)).toBe(true)
})
