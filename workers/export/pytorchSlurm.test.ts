/** `train.slurm` with stand-ins for Slurm's own programs: queued again where, and only where, the run says that there is more to do. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import slurm from './pytorch/train.slurm?raw'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slurm-'))
  writeFileSync(join(folder, 'train.slurm'), slurm)
  program('scontrol', 'if [ "$1" = requeue ]; then echo "$2" >> requeued; else echo first; fi')
})
afterEach(() => rmSync(folder, { recursive: true }))

function program(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/bash\n${script}\n`, { mode: 0o755 })
}

/** Runs the job with `--out elsewhere`; resolves with its exit code and what was queued again. */
function run(): { code: number | null; requeued: string } {
  writeFileSync(join(folder, 'requeued'), '')
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, SLURM_SUBMIT_DIR: folder, SLURM_JOB_ID: '7', SLURM_NNODES: '2' }
  const { status } = spawnSync('bash', ['train.slurm', '--out', 'elsewhere'], { cwd: folder, env })
  return { code: status, requeued: readFileSync(join(folder, 'requeued'), 'utf8') }
}

test('a run that was ended before it was done is queued again, wherever its results go; one that is done or has failed is not', () => {
  // As train.py leaves the file that it is told of.
  program('srun', 'while [ "$1" != --interrupted ]; do shift || exit 9; done; touch "$2"')
  expect(run()).toEqual({ code: 0, requeued: '7\n' })
  program('srun', 'exit 0')
  expect(run()).toEqual({ code: 0, requeued: '' })
  program('srun', 'exit 3')
  expect(run()).toEqual({ code: 3, requeued: '' })
})
