/** Unit tests run in Node, beside what they test; what needs a browser is in e2e/. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{src,workers,tools}/**/*.test.{ts,tsx}'],
    environment: 'node',
    testTimeout: 30_000,
  },
})
