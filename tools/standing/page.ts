/** Puts standing data into a page the way a person would: a folder opened, the file of a run taken in, the run opened. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Page } from '@playwright/test'
import type { AutomationWindow } from '../../src/app/automation'
import { STANDING, type StandingCourse, type StandingName } from '../../workers/protocol/testing/standing'
import { standingFiles } from './files'
import { standingRunFile } from './runFile'

declare const window: Window & AutomationWindow

/** The pictures as a folder below `scratch`; its path. */
export function writeStanding(name: StandingName, scratch: string): string {
  const folder = join(scratch, STANDING[name].name)
  for (const [path, content] of Object.entries(standingFiles(name))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

/** Opens the pictures in place of those that are open. `scratch`: where they may be written. */
export async function openStanding(page: Page, name: StandingName, scratch: string): Promise<void> {
  const folder = writeStanding(name, scratch)
  await page.evaluate(() => {
    location.hash = '#/data'
  })
  const before = await page.evaluate(() => window.trainyard.getState().datasetVersion)
  await page.getByTestId('folder-input').first().setInputFiles(folder)
  await page.waitForFunction((version) => window.trainyard.getState().datasetVersion > version, before)
}

/**
 * Takes in a run over the pictures of a set that are open, and opens it.
 * @throws where another run is shown after that
 */
export async function openStandingRun(page: Page, course: StandingCourse, scratch: string): Promise<void> {
  const open = await page.evaluate(async () => {
    const { dataset } = window.trainyard.getState()
    if (!dataset) throw new Error('no pictures are open')
    const { samples } = await window.trainyard.trainer.dataset.samples({ offset: 0, limit: 100_000 })
    return {
      dataset: { fingerprint: dataset.fingerprint, name: dataset.name, classes: dataset.classes },
      samples: samples.map(({ path, label, split }) => ({ path, label, split })),
    }
  })
  const set = Object.entries(STANDING).find(([, { name }]) => name === open.dataset.name)?.[0]
  if (!set) throw new Error(`no set of the standing data is open: ${open.dataset.name}`)
  const id = `standing-${set}-${course}`
  const path = join(scratch, `${id}.trainyard.zip`)
  writeFileSync(path, await standingRunFile(id, open, course))
  const input = await page.evaluateHandle(() => Object.assign(document.createElement('input'), { type: 'file' }))
  await input.asElement()!.setInputFiles(path)
  const fault = await page.evaluate(
    async ([{ files }, wanted]) => {
      const { getState } = window.trainyard
      const [file] = files ?? []
      if (!file || !(await getState().importRun(file))) return getState().problems[0]?.problem ?? 'not imported'
      const record = getState().runs?.find((run) => run.id === wanted)
      return record && (await getState().openRun(record)) ? null : (getState().problems[0]?.problem ?? 'not opened')
    },
    [input, id] as const,
  )
  if (fault) throw new Error(`the run of the standing data: ${JSON.stringify(fault)}`)
  const shown = await page.evaluate(() => window.trainyard.getState().run.started?.classes)
  const wanted = open.dataset.classes.map(({ name }) => name)
  if (JSON.stringify(shown) !== JSON.stringify(wanted))
    throw new Error(`the run that is shown is of ${shown?.join()}, not ${wanted.join()}`)
}
