import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { START_NAMES, STARTS, type Start } from '../workers/protocol/starts'
import { parseTrainArguments } from './train/arguments'
import { weightsDoc } from './weightsDoc'

test('docs/weights.md is what the table gives', () => {
  expect(readFileSync('docs/weights.md', 'utf8'), 'npx tsx tools/weightsDoc.ts').toBe(weightsDoc())
})

test('a figure follows from its command: it names what else a device, weights or a later default may choose', () => {
  const commands = START_NAMES.flatMap((name) => (STARTS[name] as Start).reached.map(({ command }) => command))
  const trained = commands.filter((command) => command.startsWith('npm run train -- '))
  expect(trained.length).toBeGreaterThan(0)
  for (const command of trained) {
    const request = parseTrainArguments(command.split(' ').slice(4))
    expect(request, command).toMatchObject({ kind: 'run' })
    expect(Object.keys(request.kind === 'run' ? request.config : {}), command).toEqual(
      expect.arrayContaining(['strategy', 'epochs', 'imageSize', 'cachedViews']),
    )
  }
})
