/** Everything that has to pass, in one go: unit tests, end-to-end tests, checks; the part of `npm test` that needs the packages. */
import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { requireChromium } from '../chromium'
import { denoTests } from '../deno/deno'
import { type Counts, countsOf, lastLine, ONE_FAILURE, playwrightCounts, type Report, sum, vitestCounts, withoutSkips } from './counts'
import { isStrict, prepareMachine } from './machine'
import { Parts } from './parts'

/** Where the WebGPU tests find the CPU adapter that lies beside the browser, wherever that is; a GPU of the machine's own is found without. */
function swiftShader(): NodeJS.ProcessEnv {
  const icd = join(dirname(realpathSync(requireChromium())), 'vk_swiftshader_icd.json')
  const hardware = existsSync('/dev/dri/renderD128') || existsSync('/dev/nvidiactl')
  return process.env.VK_ICD_FILENAMES || hardware || !existsSync(icd) ? {} : { VK_ICD_FILENAMES: icd }
}

const running = new Parts()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => running.end(signal))

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
  counted(countsOf(vitestReport, await running.run('unit tests', unit, swiftShader()), vitestCounts))
  const deno = denoTests(reported(denoReport))
  // A browser that is driven waits much of its time, which is enough for these, one after the other.
  const beside = (async () => [
    await running.runBeside('unit tests on wgpu', deno.args, deno.env, deno.program),
    await running.runBeside('checks', ['tools/check.mjs'], {}, process.execPath),
  ])()
  // Awaited below, once the other part has ended: till then its failure is nobody's.
  beside.catch(() => {})
  const e2e = await running.run('end-to-end tests', [bin('@playwright', 'test', 'cli.js'), 'test'], {
    TRAINYARD_E2E_JSON: playwrightReport,
  })
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
