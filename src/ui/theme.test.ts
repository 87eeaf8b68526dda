import type { MantineTheme } from '@mantine/core'
import { expect, test } from 'vitest'
import { contrastOf, luminance, rgbOf } from '../../workers/protocol'
import { resolveVariables } from './theme'

test('the rim of what can be ticked stands out from every surface, in both schemes', () => {
  const variables = resolveVariables({} as MantineTheme)
  for (const scheme of ['light', 'dark'] as const) {
    const of = (name: string) => luminance(rgbOf((variables[scheme] as Readonly<Record<string, string>>)[name]!))
    for (const behind of ['--mantine-color-body', '--ty-surface', '--ty-sunken'])
      expect(contrastOf(of('--ty-control-line'), of(behind)), `${behind} of ${scheme}`).toBeGreaterThanOrEqual(3)
  }
})
