/** The WebGPU engine's tests on a second implementation (wgpu and naga, as in Firefox): run in Deno by `npm run unit:deno`, see tools/deno.ts. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { webgpu: fileURLToPath(new URL('workers/engine/webgpu/testing/deno-webgpu.ts', import.meta.url)) } },
  test: {
    name: 'wgpu',
    environment: 'node',
    // Lavapipe computes and compiles on all cores by itself.
    maxWorkers: 1,
    // They run beside the end-to-end tests, and step back for them.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    include: ['workers/{engine,operations}/**/*.test.ts'],
    // What knows of no device says the same everywhere, and Node has said it.
    exclude: [
      'workers/engine/{wasm,tfjs}/**',
      'workers/engine/{adapter,processor}.test.ts',
      // The loss kernel's own tests are there; this one trains four engines.
      'workers/engine/softLabels.test.ts',
      'workers/engine/webgpu/{planned-limits,planner,snapshots}.test.ts',
      'workers/operations/files.test.ts',
      'workers/engine/webgpu/kernels/snapshots.test.ts',
      'workers/engine/webgpu/self-test/{kinds,revision}.test.ts',
      'workers/engine/webgpu/tuning/{choose,settle,stopwatch}.test.ts',
    ],
  },
})
