/** `npm run train -- <folder or zip>`: trains on the built page in a headless Chromium and writes what a person could download. */
import { mkdirSync } from 'node:fs'
import type { ProblemCode } from '../../workers/protocol/problem'
import { openStudio } from '../studio'
import { parseTrainArguments, type TrainRequest, trainHelp } from './arguments'
import { datasetLines, duration, progressPrinter } from './progress'
import { openPictures, PageProblem, saveResults, setRecipe, takeWeights, train } from './session'
import { checkWeights, sourceKind, UnusableInput } from './source'

/** Problems with what was given, not with the run: exit code 2. */
const UNUSABLE: readonly ProblemCode[] = [
  ...(['no-pictures', 'one-class', 'too-many-classes', 'class-too-small', 'zip-unreadable', 'zip-encrypted'] as const),
  ...(['weights-malformed', 'weights-mismatch', 'bad-option', 'permission-lost'] as const),
]

async function run({ source, config, weights, out }: Extract<TrainRequest, { kind: 'run' }>): Promise<void> {
  const kind = sourceKind(source)
  if (weights) checkWeights(weights)
  try {
    mkdirSync(out, { recursive: true })
  } catch {
    throw new UnusableInput(`The folder "${out}" for the results cannot be made: choose another with --out.`)
  }
  const started = Date.now()
  const printer = progressPrinter(process.stdout)
  const wantsGpu = config.backend === 'webgpu' || config.backend === 'tfjs-webgpu'
  const studio = await openStudio({ gpu: wantsGpu ? 'either' : 'hardware' })
  try {
    const { page } = studio
    page.on('pageerror', (error) => console.error(`The page threw: ${error.message}`))
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await setRecipe(page, config)
    if (weights) await takeWeights(page, weights)
    for (const line of datasetLines(await openPictures(page, kind, source))) printer.line(line)
    await train(page, { onMoment: (moment, epochs) => printer.moment(moment, epochs) })
    const paths = await saveResults(page, out)
    printer.line(`finished in ${duration((Date.now() - started) / 1000)}`)
    for (const path of paths) printer.line(`wrote ${path}`)
  } finally {
    await studio.close()
  }
}

/** The exit code for what went wrong, after one line about it. */
function explain(error: unknown): number {
  if (process.stdout.isTTY) process.stdout.write('\n')
  const message = error instanceof Error ? error.message : String(error)
  console.error(message.split('\n')[0])
  if (error instanceof UnusableInput) return 2
  return error instanceof PageProblem && UNUSABLE.includes(error.problem.code) ? 2 : 1
}

const request = parseTrainArguments(process.argv.slice(2))
if (request.kind === 'help') {
  console.log(trainHelp())
  process.exit(0)
}
try {
  if (request.kind === 'wrong') throw new UnusableInput(request.message)
  await run(request)
  process.exit(0)
} catch (error) {
  process.exit(explain(error))
}
