import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { chromiumFlags, launchOptions } from './chromium'

afterEach(() => vi.restoreAllMocks())

it.each([
  ['root', 0, false],
  ['anybody else', 1000, true],
])('%s (user %i) gets the sandbox: %s', (_who, uid, sandbox) => {
  vi.spyOn(process as { getuid: () => number }, 'getuid').mockReturnValue(uid)
  expect(launchOptions('none').chromiumSandbox).toBe(sandbox)
  for (const flags of [chromiumFlags('hardware'), launchOptions('none', ['--mute-audio']).args])
    expect(flags.includes('--no-sandbox')).toBe(!sandbox)
})

it('is the only place that says how a browser is started', () => {
  const files = ['tools', 'e2e'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  )
  const sources = [...files, 'playwright.config.ts'].filter((path) => path.endsWith('.ts') && !path.startsWith(join('tools', 'chromium.')))
  expect(sources.length).toBeGreaterThan(50)
  const said = sources.filter((path) => /no-sandbox|executablePath|chromiumSandbox/.test(readFileSync(path, 'utf8')))
  expect(said).toEqual([])
})
