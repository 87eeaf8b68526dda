/** One headless run on the page: opens the pictures, presses Train, follows it, and takes the files away. */
import { renameSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Download, JSHandle, Locator, Page } from '@playwright/test'
import type { AutomationWindow } from '../../src/app/automation'
import { en } from '../../src/app/words'
import type { DatasetSummary, IndexProgress, ReadAs } from '../../workers/protocol/dataset'
import type { SearchState } from '../../workers/protocol/search'
import type { TableChoice } from '../../workers/protocol/tables'
import type { TakeAwayKind } from '../../workers/protocol/takeAway'
import type { Logged } from './board'
import { type Result, type ResultName, type Saved, saveEach } from './out'
import { goTo, PageProblem, problem } from './page'
import type { EpochFigures, Moment, Outcome } from './progress'
import type { LinkedFile } from './source'

declare const window: Window & AutomationWindow

/** What a run looks like while it is on, as often as the page draws it. */
export interface RunWatcher {
  onMoment(moment: Moment, epochs: readonly EpochFigures[]): void
}

/** Told how far an opening is. */
export type OnOpening = (opening: IndexProgress) => void

/** Opens a folder or a zip as a person does. Rejects with `PageProblem` when it cannot be used. */
export function openPictures(page: Page, kind: 'folder' | 'zip', path: string, onOpening?: OnOpening): Promise<DatasetSummary> {
  return untilOpened(page, onOpening, async () => {
    await page.locator(`[data-testid=${kind}-input]`).first().setInputFiles(path, { timeout: 0 })
  })
}

/** Opens files as the folder that their paths make. Rejects with `PageProblem` when it cannot be used. */
export function openLinked(page: Page, linked: readonly LinkedFile[], onOpening?: OnOpening): Promise<DatasetSummary> {
  return untilOpened(page, onOpening, async () => {
    const input = await inputWith(
      page,
      linked.map(({ file }) => file),
    )
    const paths = linked.map(({ path }) => path)
    await page.evaluate(
      ([{ files }, named]) => {
        const all = [...(files ?? [])]
        if (all.length !== named.length) throw new Error(`The browser took ${all.length} of ${named.length} files`)
        void window.trainyard.openDataset({
          kind: 'items',
          items: [
            {
              kind: 'listed',
              files: {
                paths: named,
                // A method: tsx gives arrow functions their name by a helper that the page does not have.
                file(index) {
                  return Promise.resolve(all[index]!)
                },
              },
            },
          ],
        })
      },
      [input, paths] as const,
    )
  })
}

/** An input of the page, beside its own, that holds these files of the disk. */
async function inputWith(page: Page, files: readonly string[]): Promise<JSHandle<HTMLInputElement>> {
  const input: JSHandle<HTMLInputElement> = await page.evaluateHandle(() =>
    Object.assign(document.createElement('input'), { type: 'file', multiple: true }),
  )
  const element = input.asElement()
  if (!element) throw new Error('The page makes no input for files')
  await element.setInputFiles([...files], { timeout: 0 })
  return input
}

/**
 * Opens pictures and reads their labels from a table. What they are without it does not matter: they may have no classes at all.
 *
 * @param outside the table's path where it is not among what is opened
 */
export async function openWithTable(
  page: Page,
  open: () => Promise<DatasetSummary>,
  table: TableChoice,
  outside: string | null,
): Promise<DatasetSummary> {
  await open().catch((error: unknown) => {
    if (!(error instanceof PageProblem)) throw error
  })
  await page.evaluate(() => window.trainyard.getState().clearProblems())
  return untilOpened(page, undefined, async () => {
    if (outside === null) {
      await page.evaluate((choice) => void window.trainyard.getState().readAs({ layout: 'table', table: choice }), table)
      return
    }
    const input = await inputWith(page, [outside])
    await page.evaluate(
      ([{ files }, choice]) => {
        const [file] = files ?? []
        if (!file) throw new Error('The browser did not take the table')
        void window.trainyard
          .getState()
          .openDataset(
            { kind: 'items', items: [{ kind: 'file', path: file.name, file }] },
            { layout: 'table', table: { ...choice, file: file.name } },
          )
      },
      [input, table] as const,
    )
  })
}

async function untilOpened(page: Page, onOpening: OnOpening | undefined, give: () => Promise<void>): Promise<DatasetSummary> {
  await goTo(page, 'data')
  const before = await page.evaluate(() => window.trainyard.getState().datasetVersion)
  if (onOpening) {
    await page.exposeFunction('trainyardOpening', onOpening)
    await page.evaluate(() => {
      const { trainyardOpening } = window as unknown as { trainyardOpening: (opening: IndexProgress) => Promise<void> }
      let shown: unknown
      window.trainyard.subscribe(({ opening }) => {
        if (opening && opening !== shown) void trainyardOpening(opening)
        shown = opening
      })
    })
  }
  await give()
  await page.waitForFunction(
    (version) => {
      const { datasetVersion, problems } = window.trainyard.getState()
      return datasetVersion > version || problems.length > 0
    },
    before,
    { timeout: 0, polling: 50 },
  )
  const found = await page.evaluate((version) => {
    const { dataset, datasetVersion } = window.trainyard.getState()
    return datasetVersion > version ? dataset : null
  }, before)
  if (!found) throw (await problem(page)) ?? new Error('The page opened nothing and says nothing')
  return found
}

/** What became of the dataset that was taken away. */
export interface TakenDataset {
  /** Null of a table. */
  readonly taken: { readonly pictures: number; readonly gone: { readonly total: number }; readonly fingerprint: string } | null
}

/**
 * Takes the open dataset away as a person does, and writes it at `path`, whole or not at all.
 * @param onProgress told how many pictures are written
 */
export async function takeDataset(
  page: Page,
  kind: TakeAwayKind,
  path: string,
  onProgress: (progress: { readonly done: number; readonly of: number }) => void,
): Promise<TakenDataset> {
  const words = en.data.takeAway
  await goTo(page, 'data')
  await page.exposeFunction('trainyardTaken', onProgress)
  await page.evaluate(() => {
    // Nobody is here to answer the browser's own dialog.
    Object.assign(window, { showSaveFilePicker: undefined })
    const { trainyardTaken } = window as unknown as { trainyardTaken: (progress: { done: number; of: number }) => Promise<void> }
    let shown: unknown
    window.trainyard.subscribe(({ takeAway }) => {
      if (takeAway.status === 'working' && takeAway !== shown) void trainyardTaken({ done: takeAway.done, of: takeAway.of })
      shown = takeAway
    })
  })
  await page.getByRole('radio', { name: words.kinds[kind].name }).check()
  const [file] = await Promise.all([fileOrProblem(page, 0), page.getByRole('button', { name: words.start, exact: true }).click()])
  const part = `${path}.part`
  try {
    await file.saveAs(part)
    renameSync(part, path)
  } finally {
    rmSync(part, { force: true })
  }
  // The download begins a moment before the page calls it done.
  await page.waitForFunction(() => window.trainyard.getState().takeAway.status !== 'working', undefined, { timeout: 0, polling: 50 })
  return page.evaluate(() => {
    const { takeAway } = window.trainyard.getState()
    return { taken: takeAway.status === 'done' ? takeAway.taken : null }
  })
}

/** Says how the pictures that are opened next are read. */
export async function setReading(page: Page, readAs: ReadAs): Promise<void> {
  await page.evaluate((asked) => window.trainyard.readNextAs(asked), readAs)
}

/** The button that trains: it says what it would train, so that its name only begins the same. */
export const trainButton = (page: Page): Locator =>
  page.getByRole('main').getByRole('button', { name: new RegExp(`^(${en.train.start}|${en.train.startAgain})(:| with |$)`) })

/** What a log of the run that is shown is made of. */
export function epochsOf(page: Page): Promise<Logged> {
  return page.evaluate(() => {
    const { run, config } = window.trainyard.getState()
    const { status, started, epochs } = run
    return {
      ...{ config: run.config ?? config, classes: started?.classes ?? [], isWell: status === 'finished' },
      epochs: epochs.map(({ epoch, train, val, learningRate, confusion, seconds }) => ({
        epoch,
        train,
        val,
        learningRate,
        confusion,
        seconds,
      })),
    }
  })
}

/** Presses Train and follows the run to its end; resolves with what came out. Rejects with `PageProblem` when it fails. */
export async function train(page: Page, watcher: RunWatcher): Promise<Outcome> {
  await page.exposeFunction('trainyardMoment', (moment: Moment, epochs: readonly EpochFigures[]) => watcher.onMoment(moment, epochs))
  await page.evaluate(() => {
    const { trainyardMoment } = window as unknown as { trainyardMoment: (moment: Moment, epochs: readonly EpochFigures[]) => Promise<void> }
    let shown: unknown
    window.trainyard.subscribe(({ run }) => {
      if (run === shown) return
      shown = run
      const { phase, started, step, validation, features, testing } = run
      // The confusion matrix of every epoch stays where it is.
      const epochs = run.epochs.map(({ epoch, train, val, seconds, best }) => ({ epoch, train, val, seconds, best }))
      void trainyardMoment({ phase, started, step, validation, features, testing }, epochs)
    })
  })
  await goTo(page, 'train')
  // Nobody is here to be asked what to start from: what was not given is the starter.
  await page.evaluate(() => {
    const { start, rememberStart } = window.trainyard.getState()
    if (start === null) rememberStart('starter')
  })
  await trainButton(page).click()
  await page.waitForFunction(
    () => {
      const { run, problems } = window.trainyard.getState()
      return (
        ['finished', 'stopped', 'failed'].includes(run.status) ||
        run.standing === 'paused' ||
        (run.status === 'idle' && problems.length > 0)
      )
    },
    undefined,
    { timeout: 0, polling: 50 },
  )
  const { status, standing, log, summary, config } = await page.evaluate(() => window.trainyard.getState().run)
  // Nobody is here to pause it: only a full disk does.
  const full = log.flatMap((entry) => (entry.kind === 'note' && entry.note.code === 'storage-full' ? [entry.note] : [])).at(-1)
  if (standing === 'paused' && full) throw new PageProblem({ code: 'storage-full', values: { needed: full.needed, free: full.free } })
  if (status !== 'finished' || !summary) throw (await problem(page)) ?? new Error('The run failed and the page does not say why')
  const unscored = log.flatMap((entry) => (entry.kind === 'note' && entry.note.code === 'test-not-scored' ? [entry.note] : [])).at(-1)
  const mixesNot = log.some((entry) => entry.kind === 'note' && entry.note.code === 'no-mixed-precision')
  return { best: summary.best, by: config?.stopMetric ?? 'val-loss', test: summary.test ?? null, unscored: unscored ?? null, mixesNot }
}

/** Validation pictures whose answers are written down, for the scripts that check the files. */
const PREDICTIONS = 100

/** The download that a click starts, or the problem that the page tells of instead. Of `timeout` 0 it waits for as long as it takes. */
async function fileOrProblem(page: Page, timeout = 120_000): Promise<Download> {
  const refused = page
    .waitForFunction(
      () => window.trainyard.getState().problems.length > 0 || window.trainyard.getState().exportFailure !== null,
      undefined,
      { timeout: 0, polling: 50 },
    )
    .then(async () => {
      throw (await problem(page)) ?? new Error('The page offers no file and does not say why')
    })
  // Whichever comes first decides; the other ends with the page.
  refused.catch(() => {})
  return Promise.race([page.waitForEvent('download', { timeout }), refused])
}

/** Writes a file that was made. */
type Write = (path: string) => Promise<void>

/** CSS pixels. */
const DASHBOARD_WIDTH = 1440

async function screenshot(page: Page): Promise<Write> {
  await goTo(page, 'train')
  // As tall as it needs to be: what sticks to the window stays beside all of it.
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width: DASHBOARD_WIDTH, height })
  // Charts measure their panels a moment after the window has changed.
  await page.waitForFunction(() =>
    Array.from(document.querySelectorAll('.recharts-wrapper > .recharts-surface')).every((chart) => {
      const room = chart.closest('.recharts-responsive-container')?.getBoundingClientRect()
      return !room || Math.abs(chart.getBoundingClientRect().width - room.width) < 2
    }),
  )
  const png = await page.screenshot({ animations: 'disabled', type: 'png' })
  return (path) => writeFile(path, png)
}

/** Clicks for a file. */
async function download(
  page: Page,
  format: keyof typeof en.use.download & ('metrics-json' | 'onnx' | 'safetensors' | 'tfjs' | 'one-page' | 'hub'),
): Promise<Write> {
  await goTo(page, 'use')
  await page.getByRole('tab', { name: en.use.tabs.download }).click()
  // A file that failed has left its message, which would be taken for the next one's.
  await page.evaluate(() => window.trainyard.getState().forgetFailures())
  const button = page.getByRole('button', { name: `${en.use.download.button}: ${en.use.download[format].name}`, exact: true })
  const [file] = await Promise.all([fileOrProblem(page), button.click()])
  return (path) => file.saveAs(path)
}

async function predictions(page: Page): Promise<Write> {
  const answers = await page.evaluate((limit) => window.trainyard.trainer.insight.predictions(limit), PREDICTIONS)
  return (path) => writeFile(path, JSON.stringify(answers))
}

/**
 * Looks for a good recipe for so many minutes, takes it, and has its model answer.
 * Rejects with `PageProblem` where the search ended by one; without an outcome where the time did not do for a first result.
 */
export async function findRecipe(
  page: Page,
  minutes: number,
  onState: (state: SearchState) => void,
): Promise<{ readonly state: SearchState; readonly outcome: Outcome | null }> {
  await page.exposeFunction('trainyardSearch', onState)
  await goTo(page, 'train')
  const isDone = await page.evaluate(async (seconds) => {
    const { trainyardSearch } = window as unknown as { trainyardSearch: (state: SearchState) => Promise<void> }
    let shown: unknown
    const end = window.trainyard.subscribe(({ search: { state } }) => {
      if (state === null || state === shown) return
      shown = state
      void trainyardSearch(state)
    })
    const done = await window.trainyard.getState().findRecipe(seconds)
    end()
    return done
  }, minutes * 60)
  const { state } = await page.evaluate(() => window.trainyard.getState().search)
  if (!isDone || !state) throw (await problem(page)) ?? new Error('The search failed and the page does not say why')
  const found = state.trials.find(({ number }) => number === state.best)
  if (!found) return { state, outcome: null }
  const summary = await page.evaluate(async (id) => {
    const { runs, takeFound, useRun: answerBy } = window.trainyard.getState()
    const run = runs?.find((one) => one.id === id)
    takeFound()
    return run && (await answerBy(run)) ? window.trainyard.getState().run.summary : null
  }, found.runId)
  if (!summary) throw (await problem(page)) ?? new Error('The recipe that was found has no model')
  return { state, outcome: { best: summary.best, by: found.config.stopMetric, test: null, unscored: null, mixesNot: false } }
}

/** Saves the finished run's files and a screenshot of its dashboard into the folder `out`. Files that fail are told of in the result. */
export function saveResults(page: Page, out: string, onFile: (name: ResultName, before: number) => void): Promise<Saved> {
  const results: Result[] = [
    { name: 'dashboard.png', make: () => screenshot(page) },
    { name: 'metrics.json', make: () => download(page, 'metrics-json') },
    { name: 'model.onnx', make: () => download(page, 'onnx') },
    { name: 'model.safetensors', make: () => download(page, 'safetensors') },
    { name: 'model-tfjs.zip', make: () => download(page, 'tfjs') },
    { name: 'classifier.html', make: () => download(page, 'one-page') },
    { name: 'predictions.json', make: () => predictions(page) },
  ]
  return saveEach(out, results, onFile)
}

/** The finished run's model as a Hugging Face folder, in a zip. Rejects with `PageProblem` where the page does not make it. */
export async function hubZip(page: Page, scratch: string): Promise<Blob> {
  const path = join(scratch, 'huggingface.zip')
  const write = await download(page, 'hub')
  await write(path)
  return new Blob([await readFile(path)])
}
