/** `npm run unit:deno [files]`: the WebGPU engine's tests on wgpu. */
import { spawnSync } from 'node:child_process'
import { denoTests } from './deno'

const { program, args, env } = denoTests(process.argv.slice(2))
const { status } = spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, ...env } })
process.exit(status ?? 1)
