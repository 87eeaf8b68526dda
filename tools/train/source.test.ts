import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { checkWeights, sourceKind, UnusableInput } from './source'

const folder = mkdtempSync(join(tmpdir(), 'trainyard-source-'))
afterAll(() => rmSync(folder, { recursive: true }))
mkdirSync(join(folder, 'empty', 'inner'), { recursive: true })
mkdirSync(join(folder, 'pets', 'cat'), { recursive: true })
writeFileSync(join(folder, 'pets', 'cat', '0.jpg'), '')
writeFileSync(join(folder, 'PETS.ZIP'), '')
writeFileSync(join(folder, 'notes.txt'), '')

it('tells folders from zips', () => {
  expect(sourceKind(join(folder, 'pets'))).toBe('folder')
  expect(sourceKind(join(folder, 'PETS.ZIP'))).toBe('zip')
})

it.each([
  ['absent', /does not exist/],
  ['empty', /is empty/],
  ['notes.txt', /neither a folder nor a \.zip/],
])('refuses %s in one line', (name, message) => {
  const attempt = () => sourceKind(join(folder, name))
  expect(attempt).toThrow(UnusableInput)
  expect(attempt).toThrow(message)
  expect(attempt).not.toThrow(/\n/)
})

it('wants weights to be a file', () => {
  checkWeights(join(folder, 'notes.txt'))
  expect(() => checkWeights(join(folder, 'pets'))).toThrow(/not a file/)
  expect(() => checkWeights(join(folder, 'none.safetensors'))).toThrow(/does not exist/)
})
