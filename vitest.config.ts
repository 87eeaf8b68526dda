/** Unit tests run in Node, beside what they test; what needs a browser is in e2e/. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{src,workers,tools}/**/*.test.{ts,tsx}'],
    environment: 'node',
    // Compiling shaders, which most of the time goes by with, keeps one core busy: two files at a time, also where there are two cores.
    maxWorkers: '100%',
    testTimeout: 60_000,
  },
})
