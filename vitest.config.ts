/** Unit tests run in Node, beside what they test; what needs a browser is in e2e/. */
import { defineConfig } from 'vitest/config'
import { onePage } from './tools/site/onePage.ts'
import { LongestFirst } from './tools/test/order.ts'

const TESTS = '{src,workers,tools}/**/*.test.{ts,tsx}'
/** They hold a device or a backend for all of the process. */
const ENGINES = 'workers/{engine,operations}/**/*.test.ts'
/** They stand in for modules below what they test, which files before them may have loaded. */
const STORES = 'workers/{trainer/runs,trainer/testing,storage,download}/**/*.test.ts'

export default defineConfig({
  plugins: [onePage()],
  test: {
    environment: 'node',
    // Compiling shaders, which most of the time goes by with, keeps one core busy: two files at a time, also where there are two cores.
    maxWorkers: '100%',
    testTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'engines', include: [ENGINES] } },
      { extends: true, test: { name: 'stores', include: [STORES] } },
      // A fresh set of modules for every file took three quarters of these files' time; what a file changes outside of itself it puts back.
      { extends: true, test: { name: 'rest', include: [TESTS], exclude: [ENGINES, STORES, '**/node_modules/**'], isolate: false } },
    ],
  },
})
