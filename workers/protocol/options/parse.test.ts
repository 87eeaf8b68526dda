import { expect, test } from 'vitest'
import { DEFAULT_CONFIG, parseConfig } from './parse'

test.each(['constructor', 'toString', '__proto__', 'nonsense'])('%s is no option', (name) => {
  const input = JSON.parse(`{"${name}": 1}`) as Record<string, unknown>
  expect(parseConfig(input)).toEqual({ config: DEFAULT_CONFIG, faults: [{ option: name, value: 1 }] })
})
