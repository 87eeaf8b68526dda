import { expect, test } from 'vitest'
import { behind, type NumberOption, OPTIONS, type Option } from '.'

const numbers = Object.entries(OPTIONS as Readonly<Record<string, Option>>).flatMap(([name, option]): [string, NumberOption][] =>
  option.kind === 'integer' || option.kind === 'number' ? [[name, option]] : [],
)

test('0 says what it means where it is no amount, and every other number has its unit', () => {
  expect(behind(OPTIONS.patience, 0)).toEqual({ en: ' (never stops early)', zh: '（从不提前停止）' })
  expect(behind(OPTIONS.patience, 3)).toEqual({ en: ' epochs', zh: ' 轮' })
  expect(behind(OPTIONS.limit, 0)?.en).toBe(' (all)')
  expect(behind(OPTIONS.limit, 9)).toBeNull()
})

test('no option explains its 0 in its help alone', () => {
  const explained = numbers.filter(([, { help }]) => /\b0 (is off|never|uses)/.test(help.en)).map(([name]) => name)
  expect(explained).toContain('clipNorm')
  expect(numbers.filter(([name, { zero }]) => explained.includes(name) && !zero)).toEqual([])
})
