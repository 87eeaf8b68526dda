/** A benchmark in Deno, which has WebGPU itself: wgpu, on lavapipe where there is no other. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BenchOptions, Row } from '../bench/row'
import { findLavapipe } from '../lavapipe'
import { findDeno } from './deno'

/** @param name of its module in tools/bench. @throws Error where it fails */
export function inDeno(name: string, { deno: _, ...options }: BenchOptions): Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-deno-'))
  try {
    const map = join(folder, 'map.json')
    const webgpu = new URL('../../workers/engine/webgpu/testing/deno-webgpu.ts', import.meta.url).href
    writeFileSync(map, JSON.stringify({ imports: { webgpu } }))
    const icd = findLavapipe()
    const flags = ['run', '-A', '--unstable-webgpu', '--unstable-sloppy-imports', '--no-check', '--import-map', map]
    const runner = fileURLToPath(new URL('runBench.ts', import.meta.url))
    const { stdout, status } = spawnSync(findDeno() ?? 'deno', [...flags, runner, name, JSON.stringify(options)], {
      ...{ stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' },
      env: { ...process.env, ...(icd ? { VK_ICD_FILENAMES: icd, VK_DRIVER_FILES: icd } : {}) },
    })
    if (status !== 0) throw new Error('The benchmark in Deno failed: see above')
    return JSON.parse(stdout) as Row[]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
