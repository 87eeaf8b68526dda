/** `npm run train -- <folder or zip>`: trains on the built page in a headless Chromium and writes what a person could download. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem, problemOf } from '../../workers/protocol/problem'
import type { Studio } from '../studio'
import { isNamedWeights, parseTrainArguments, type TrainRequest, trainHelp, untrainedIn } from './arguments'
import { datasetLines, kindLines, otherReadings, takenLines, unlikeAsked } from './datasetLines'
import { Ended, endings, orEnded } from './ending'
import { exitCodeOf } from './exitCodes'
import { followedLines } from './followModel'
import { goingOnLines } from './goingOnLines'
import { prepareFile, prepareOut, RESULTS } from './out'
import type { PageProblem } from './page'
import { duration, openingPart, outcomeLines, progressPrinter, startLine } from './progress'
import type { PushTarget } from './push'
import { tellSaved } from './saved'
import { searchLines, searchPart } from './searchLines'
import { checkWeights, findPictures, findTable, UnusableInput } from './source'
import { firstLine, printable } from './terminal'
import { Timing } from './timing'
import { otherNetwork, unusedLines } from './unused'

type Printer = ReturnType<typeof progressPrinter>

/** The file of weights that were named, downloaded where it is not kept; null for those that come with the page. */
async function namedWeights(name: string, printer: Printer, signal: AbortSignal): Promise<string | null> {
  if (name !== 'imagenet') return null
  const [{ cacheFolder, imagenetWeights }, { PageProblem }] = await Promise.all([import('./weights'), import('./page')])
  const megabytes = (bytes: number) => Math.round(bytes / 1e6)
  try {
    const { path, from } = await imagenetWeights(signal, ({ bytes, total }) =>
      printer.part({ what: 'downloading weights, MB', done: megabytes(bytes), of: megabytes(total) }),
    )
    if (from !== 'kept') printer.line(`weights downloaded into "${cacheFolder()}"`)
    if (from === 'unchecked')
      console.error(
        'Hugging Face did not say what the SHA-256 of the weights should be: they are used unchecked, and downloaded again by the next command.',
      )
    return path
  } catch (error) {
    // An end from outside is told as one, not as a download that failed.
    signal.throwIfAborted()
    throw error instanceof Problem ? new PageProblem(problemOf(error)) : error
  }
}

/** Does something by the part that speaks to the hub; its problems are told as the page tells them. */
async function pushing<T>(work: (hub: typeof import('./push')) => Promise<T>, signal: AbortSignal): Promise<T> {
  const [hub, { PageProblem }] = await Promise.all([import('./push'), import('./page')])
  try {
    return await work(hub)
  } catch (error) {
    signal.throwIfAborted()
    throw error instanceof Problem ? new PageProblem(problemOf(error)) : error
  }
}

/** Pushes the model of the page's run, after its results are written: whatever comes of it, those stay. */
async function pushed({ page }: Studio, target: PushTarget, printer: Printer, signal: AbortSignal): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'trainyard-push-'))
  try {
    const zip = await (await import('./session')).hubZip(page, scratch)
    const kilobytes = (bytes: number) => Math.round(bytes / 1e3)
    const tell = (done: number, of: number) => printer.part({ what: 'pushing, kB', done: kilobytes(done), of: kilobytes(of) })
    const { address, isPrivate } = await pushing((hub) => hub.pushZip(zip, target, signal, tell), signal)
    printer.line(`pushed to ${address} (${isPrivate ? 'private' : 'everybody can see it'})`)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

type RunRequest = Extract<TrainRequest, { kind: 'run' }>

/** Runs what was asked for; resolves with the exit code. Nothing of it is left behind, however it ends. */
async function run(
  { source, config, typed, readAs, weights, out, datasetOut, find, tensorboard, push, timing: tellTiming, table: asked }: RunRequest,
  signal: AbortSignal,
): Promise<number> {
  const pictures = findPictures(source)
  const named = isNamedWeights(weights)
  const untrained = untrainedIn(weights)
  if (weights && !named && !untrained) checkWeights(weights)
  const table = asked && findTable(asked, source, pictures)
  const roots = pictures.kind === 'folder' ? pictures.roots : []
  if (datasetOut) prepareFile(datasetOut, roots)
  else prepareOut(out, roots)
  if (push) await pushing((hub) => hub.checkToken(push, signal), signal)
  if (tensorboard) prepareFile(join(tensorboard, 'log'), roots)
  const started = performance.now()
  const timing = new Timing()
  const printer = progressPrinter(process.stdout)
  printer.part({ what: 'starting the browser', done: 0, of: 0 })
  // What needs the browser's library is read after everything that can be refused without it.
  const [{ openStudio }, { setRecipe }, start, session] = await Promise.all([
    import('../studio'),
    import('./page'),
    import('./start'),
    import('./session'),
  ])
  const file = named ? await namedWeights(weights, printer, signal) : untrained ? null : weights
  const wantsGpu = config.backend === 'webgpu' || config.backend === 'tfjs-webgpu'
  timing.enter('build')
  const opening = openStudio({ gpu: wantsGpu ? 'either' : 'hardware', signal, onServed: () => timing.enter('browser') })
  const work = async (): Promise<number> => {
    const studio = await opening
    timing.enter('opening')
    const { page } = studio
    page.on('pageerror', (error) => console.error(`The page threw: ${firstLine(error)}`))
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await setRecipe(page, config)
    await session.setReading(page, readAs)
    if (untrained) await start.takeUntrained(page, untrained)
    const used = await (file ? start.takeWeights(page, file) : start.weightsInUse(page))
    printer.line(startLine(used, named ? weights : null))
    const other = datasetOut ? null : otherNetwork(config, used)
    if (other) throw new UnusableInput(other)
    const files = pictures.kind === 'folder' ? pictures.files : 0
    const onOpening: Parameters<typeof session.openPictures>[3] = (progress) => printer.part(openingPart(progress, files))
    printer.part(openingPart({ status: 'listing', files: 0 }, files))
    const open = () =>
      pictures.kind === 'folder' && pictures.linked
        ? session.openLinked(page, pictures.linked, onOpening)
        : session.openPictures(page, pictures.kind, pictures.path, onOpening)
    const dataset = await (table ? session.openWithTable(page, open, table.choice, table.outside) : open())
    const refusal = unlikeAsked(dataset, table ? { ...readAs, layout: 'table' } : readAs)
    if (refusal) throw new UnusableInput(refusal)
    for (const line of datasetLines(dataset)) printer.line(line)
    for (const line of goingOnLines(await start.goingOn(page), dataset)) printer.line(line)
    for (const line of followedLines(await start.followModel(page, config))) printer.line(line)
    // A search tries other recipes, in which they may do something.
    if (find === null && !datasetOut) for (const line of unusedLines(await start.recipe(page), typed, used)) console.error(line)
    for (const line of kindLines(dataset)) console.error(line)
    if (pictures.kind === 'folder' && pictures.passedOver)
      printer.line(`links passed over (they lead nowhere, or to a folder that is there already): ${pictures.passedOver}`)
    if (datasetOut) {
      timing.enter('saving')
      const kind = /\.csv$/i.test(datasetOut) ? 'table' : 'folders'
      const { taken } = await session.takeDataset(page, kind, datasetOut, (progress) =>
        printer.part({ what: 'writing pictures', ...progress }),
      )
      signal.throwIfAborted()
      for (const line of takenLines(datasetOut, taken)) printer.line(line)
      return 0
    }
    timing.enter('features')
    const trained = async () => {
      const board = tensorboard ? new (await import('./board')).Board(tensorboard, () => session.epochsOf(page)) : null
      try {
        return await session.train(page, {
          onMoment(moment, epochs) {
            timing.enter(moment.phase === 'loading' || moment.phase === 'features' ? 'features' : 'training')
            printer.moment(moment, epochs)
            board?.follow(epochs.length)
          },
        })
      } finally {
        const written = await board?.end()
        if (written) printer.line(written.fault ?? `wrote ${written.path}`)
      }
    }
    const found = async (minutes: number) => {
      const { state, outcome: best } = await session.findRecipe(page, minutes, (told) => {
        timing.enter(told.now?.features ? 'features' : 'training')
        const part = searchPart(told)
        if (part) printer.part(part)
      })
      for (const line of searchLines(state)) printer.line(line)
      return best
    }
    const outcome = await (find === null ? trained() : found(find))
    if (!outcome) return 1
    for (const line of outcomeLines(outcome)) printer.line(line)
    timing.enter('saving')
    const saved = await session.saveResults(page, out, (name, before) =>
      printer.part({ what: `writing ${name}`, done: before, of: RESULTS.length }),
    )
    // What an end from outside broke off is not kept: the person wants nothing left.
    signal.throwIfAborted()
    timing.enter('ending')
    printer.line(`finished in ${duration((performance.now() - started) / 1000)}`)
    const told = await tellSaved(saved, studio, push, { line: (text) => printer.line(text), error: (text) => console.error(text) })
    // Where a file could not be written the browser is closed by now, and its run kept.
    if (push && told === 0) await pushed(studio, push, printer, signal)
    return told
  }
  let code: number
  try {
    code = await orEnded(signal, work())
  } finally {
    // An opening that failed has closed what it had opened, and is told of above.
    const studio = await opening.catch(() => null)
    await studio?.close().catch((error: unknown) => {
      // Ended from outside, the command says so, whatever it broke off.
      if (!signal.aborted) throw error
      console.error(firstLine(error))
    })
  }
  if (tellTiming) for (const line of timing.lines()) printer.line(line)
  return code
}

const isPageProblem = (error: unknown): error is PageProblem => error instanceof Error && error.name === 'PageProblem'

/** The exit code for what went wrong, after one line about it. */
function explain(error: unknown): number {
  if (process.stdout.isTTY) process.stdout.write('\n')
  if (error instanceof Ended) {
    if (error.message) console.error(error.message)
    return error.code
  }
  // These texts have names in them, and a name may have line breaks.
  const known = error instanceof UnusableInput || isPageProblem(error)
  console.error(known ? printable(error.message) : firstLine(error))
  const others = isPageProblem(error) ? otherReadings(error.problem) : null
  if (others) console.error(others)
  if (error instanceof UnusableInput) return 2
  return isPageProblem(error) ? exitCodeOf(error.problem) : 1
}

async function main(): Promise<number> {
  const signal = endings()
  const request = parseTrainArguments(process.argv.slice(2))
  try {
    if (request.kind === 'wrong') throw new UnusableInput(request.message)
    if (request.kind === 'run') return await run(request, signal)
    console.log(trainHelp())
    // An output that takes nothing says so a moment later.
    await orEnded(signal, new Promise((resolve) => setImmediate(resolve)))
    return 0
  } catch (error) {
    // Ended from outside, the command says so, whatever else that broke off came first.
    return explain(signal.aborted ? signal.reason : error)
  }
}

process.exit(await main())
