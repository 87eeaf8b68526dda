import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { weightsDoc } from './weightsDoc'

test('docs/weights.md is what the table gives', () => {
  expect(readFileSync('docs/weights.md', 'utf8'), 'npx tsx tools/weightsDoc.ts').toBe(weightsDoc())
})
