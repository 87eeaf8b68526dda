/** End-to-end tests: what a person does, in a real Chromium, against the built page served as people get it. */
import { defineConfig } from '@playwright/test'
import { launchOptions } from './tools/chromium'

const PORT = Number(process.env.TRAINYARD_E2E_PORT ?? 4271)

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // One browser at a time: training takes every core there is, and two are no quicker on two cores.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  // A second try on CI is reported as flaky, not as passed at once.
  retries: process.env.CI ? 1 : 0,
  reporter: process.env.TRAINYARD_E2E_JSON ? [['list'], ['json', { outputFile: process.env.TRAINYARD_E2E_JSON }]] : [['list']],
  use: {
    baseURL: `http://localhost:${PORT}/`,
    browserName: 'chromium',
    viewport: { width: 1360, height: 900 },
    locale: 'en-GB',
    // Dialogs that glide in and out take a test's time and the processor's.
    contextOptions: { reducedMotion: 'reduce' },
    // Recording doubles a test's time on two cores.
    trace: process.env.TRAINYARD_TRACE ? 'retain-on-failure' : 'off',
    launchOptions: launchOptions('software'),
  },
  webServer: {
    command: `node tools/start.mjs --no-open --strict-port --port ${PORT}`,
    url: `http://localhost:${PORT}/`,
    timeout: 180_000,
    // Never somebody else's server: it might serve another version.
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGINT', timeout: 5000 },
  },
})
