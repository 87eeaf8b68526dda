/** Deno, and a Vulkan driver that computes on the processor: WebGPU by wgpu, beside the Dawn of Chromium and of the package `webgpu`. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { findLavapipe } from '../lavapipe'

/** Path of Deno's program, which comes with its npm package; null where there is none for this platform. */
export function findDeno(): string | null {
  try {
    // The package's own way, which needs no install script to have run.
    const { runInstall } = createRequire(import.meta.url)('deno/install_api.cjs') as { runInstall(): string }
    return runInstall()
  } catch {
    return null
  }
}

/** The program, arguments and environment that run the tests of vitest.deno.config.ts. On Linux Deno takes lavapipe, elsewhere the system's own graphics. */
export function denoTests(args: readonly string[]): { program: string; args: string[]; env: NodeJS.ProcessEnv } {
  const icd = findLavapipe()
  const vitest = [join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--config', 'vitest.deno.config.ts']
  return {
    program: findDeno() ?? 'deno',
    args: ['run', '-A', '--unstable-webgpu', ...vitest, ...args],
    env: icd ? { VK_ICD_FILENAMES: icd, VK_DRIVER_FILES: icd } : {},
  }
}
