/** Everything that has to pass, in one go: checks, unit tests, end-to-end tests; the part of `npm test` that needs the packages. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findChromium, howToInstallChromium, isDebian, requireChromium } from '../chromium'
import { type Counts, countsOf, playwrightCounts, sum, vitestCounts } from './counts'

/** Finds a browser; on Debian, root has one installed. Ends the process with what to do when there is none. */
function ensureChromium(): void {
  if (findChromium()) return
  if (isDebian() && process.getuid?.() === 0) {
    console.log('Installing Chromium (apt-get install chromium) ...')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']])
      spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'inherit', 'inherit'], env })
  }
  if (findChromium()) return
  console.error(howToInstallChromium())
  process.exit(1)
}

/** Where the WebGPU tests find the CPU adapter that lies beside the browser, wherever that is; a GPU of the machine's own is found without. */
function swiftShader(): NodeJS.ProcessEnv {
  const icd = join(dirname(realpathSync(requireChromium())), 'vk_swiftshader_icd.json')
  const hardware = existsSync('/dev/dri/renderD128') || existsSync('/dev/nvidiactl')
  return process.env.VK_ICD_FILENAMES || hardware || !existsSync(icd) ? {} : { VK_ICD_FILENAMES: icd }
}

function run(title: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): number | null {
  console.log(`\n== ${title}`)
  const start = Date.now()
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...env } })
  console.log(`== ${title}: ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - start) / 1000).toFixed(0)} s)`)
  return status
}

ensureChromium()
const reports = join('.cache', 'test-reports')
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
const vitestReport = join(reports, 'vitest.json')
const playwrightReport = join(reports, 'playwright.json')
const bin = (...path: string[]) => join('node_modules', ...path)

const parts: Counts[] = []
if (run('checks', ['tools/check.mjs']) !== 0) parts.push({ passed: 0, failed: 1, skipped: 0 })
const unit = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`]
parts.push(countsOf(vitestReport, run('unit tests', [bin('vitest', 'vitest.mjs'), ...unit], swiftShader()), vitestCounts))
const e2e = run('end-to-end tests', [bin('@playwright', 'test', 'cli.js'), 'test'], { TRAINYARD_E2E_JSON: playwrightReport })
parts.push(countsOf(playwrightReport, e2e, playwrightCounts))

const { passed, failed, skipped } = sum(parts)
if (skipped) console.log(`\n${skipped} skipped`)
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
