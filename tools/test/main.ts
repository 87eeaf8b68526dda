/** Everything that has to pass, in one go: unit tests, end-to-end tests, checks; the part of `npm test` that needs the packages. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs'
import { setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { requireChromium } from '../chromium'
import { denoTests } from '../deno/deno'
import { type Counts, countsOf, lastLine, ONE_FAILURE, playwrightCounts, type Report, sum, vitestCounts, withoutSkips } from './counts'
import { isStrict, prepareMachine } from './machine'

/** Where the WebGPU tests find the CPU adapter that lies beside the browser, wherever that is; a GPU of the machine's own is found without. */
function swiftShader(): NodeJS.ProcessEnv {
  const icd = join(dirname(realpathSync(requireChromium())), 'vk_swiftshader_icd.json')
  const hardware = existsSync('/dev/dri/renderD128') || existsSync('/dev/nvidiactl')
  return process.env.VK_ICD_FILENAMES || hardware || !existsSync(icd) ? {} : { VK_ICD_FILENAMES: icd }
}

const current = new Set<ChildProcess>()
let ended: NodeJS.Signals | null = null
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    ended = signal
    for (const child of current) child.kill(signal)
  })

/** Runs a part and resolves with its exit status; null where it did not end by itself, or was not begun because all of it is to end. */
async function run(
  title: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  program = process.execPath,
): Promise<number | null> {
  if (ended) return null
  console.log(`\n== ${title}`)
  const start = Date.now()
  const status = await statusOf(spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env } }))
  console.log(`== ${title}: ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - start) / 1000).toFixed(0)} s)`)
  return status
}

async function statusOf(child: ChildProcess): Promise<number | null> {
  current.add(child)
  const status = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null))
    child.once('close', (code) => resolve(code))
  })
  current.delete(child)
  return status
}

/** What the operating system gives to whoever is in no hurry. */
const IN_NO_HURRY = 10

/** The same beside another part, for which it steps back; what it printed comes when it has ended. */
async function runBeside(title: string, args: readonly string[], env: NodeJS.ProcessEnv, program: string): Promise<number | null> {
  if (ended) return null
  const start = Date.now()
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  if (child.pid !== undefined) setPriority(child.pid, IN_NO_HURRY)
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => said.push(part))
  const status = await statusOf(child)
  process.stdout.write(`\n== ${title}\n${Buffer.concat(said).toString()}`)
  console.log(`== ${title}: ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - start) / 1000).toFixed(0)} s)`)
  return status
}

async function everything(parts: Counts[]): Promise<void> {
  prepareMachine()
  const reports = join('.cache', 'test-reports')
  rmSync(reports, { recursive: true, force: true })
  mkdirSync(reports, { recursive: true })
  const vitestReport = join(reports, 'vitest.json')
  const denoReport = join(reports, 'deno.json')
  const playwrightReport = join(reports, 'playwright.json')
  const bin = (...path: string[]) => join('node_modules', ...path)
  const counted = (report: Report) => parts.push(isStrict() ? withoutSkips(report) : report)

  const reported = (path: string) => ['--reporter=default', '--reporter=json', `--outputFile.json=${path}`]
  const unit = [bin('vitest', 'vitest.mjs'), 'run', ...reported(vitestReport)]
  counted(countsOf(vitestReport, await run('unit tests', unit, swiftShader()), vitestCounts))
  const deno = denoTests(reported(denoReport))
  // A browser that is driven waits much of its time, which is enough for these, one after the other.
  const beside = (async () => [
    await runBeside('unit tests on wgpu', deno.args, deno.env, deno.program),
    await runBeside('checks', ['tools/check.mjs'], {}, process.execPath),
  ])()
  const e2e = await run('end-to-end tests', [bin('@playwright', 'test', 'cli.js'), 'test'], { TRAINYARD_E2E_JSON: playwrightReport })
  counted(countsOf(playwrightReport, e2e, playwrightCounts))
  const [onWgpu = null, checks] = await beside
  counted(countsOf(denoReport, onWgpu, vitestCounts))
  if (checks !== 0) parts.push(ONE_FAILURE)
}

const parts: Counts[] = []
try {
  await everything(parts)
} catch (error) {
  // Whatever it was, the last line is the counts.
  console.error(error instanceof Error ? error.message : error)
  parts.push(ONE_FAILURE)
}
const total = sum(parts)
console.log(`\n${lastLine(total)}`)
process.exit(total.failed ? 1 : 0)
