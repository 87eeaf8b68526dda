import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from '@playwright/test'
import { expect, it, vi } from 'vitest'
import { openStudio } from './studio'

const scratches = () => readdirSync(tmpdir()).filter((name) => name.startsWith('trainyard-') && name.includes(`-${process.pid}-`))

it('has started the browser before the build is done, and ends it where the build fails', async () => {
  const events: string[] = []
  const context = { close: async () => void events.push('closed'), addInitScript: async () => {}, pages: () => [{}] }
  const launch = vi.spyOn(chromium, 'launchPersistentContext').mockImplementation(async () => {
    events.push('launched')
    return context as unknown as BrowserContext
  })
  vi.stubEnv('TRAINYARD_CHROMIUM', process.execPath)
  const home = process.cwd()
  // Nothing can be built here.
  const empty = mkdtempSync(join(tmpdir(), 'studio-test-'))
  process.chdir(empty)
  try {
    await expect(openStudio()).rejects.toThrow('index.html')
    expect(events).toEqual(['launched', 'closed'])
    expect(scratches()).toEqual([])
  } finally {
    process.chdir(home)
    rmSync(empty, { recursive: true })
    vi.unstubAllEnvs()
    launch.mockRestore()
  }
})
