/** The decoders keep up: while the processor trains, it hardly ever waits for pictures. The figure is the dashboard's own. */
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { AutomationWindow } from '../src/app/automation'
import { picture, writeFiles } from './support/bad-files'
import { expect, realPictures, test } from './support/test'

declare const window: Window & AutomationWindow

/** Of the engine's time, at most this share may be spent waiting for pictures. */
const MOST_WAITING = 0.05
const PER_CLASS = 300

/** Real pictures where the machine has them, drawn ones of their size otherwise. */
function petFolder(folder: string): string {
  mkdirSync(folder, { recursive: true })
  for (const kind of ['cat', 'dog'] as const)
    for (let n = 0; n < PER_CLASS; n++) {
      const name = `${kind}.${n}.jpg`
      if (realPictures) copyFileSync(join(realPictures, name), join(folder, name))
      else writeFiles(folder, { [name]: picture(kind === 'cat' ? [190, 60, 40] : [40, 90, 190], n, 400) })
    }
  return folder
}

test(
  'while a run trains on the processor at 64 px, less than 5% of its time goes by waiting for pictures',
  { tag: '@alone' },
  async ({ studio }, info) => {
    test.setTimeout(300_000)
    const { page } = studio
    await studio.openFolder(petFolder(info.outputPath('train')))
    await expect.poll(() => studio.pictures()).toBe(2 * PER_CLASS)
    await studio.setRecipe({ strategy: 'full', learningRate: 1e-4, epochs: 1, imageSize: 64, batchSize: 32, backend: 'wasm', patience: 0 })
    await page.evaluate(() => {
      const seen: number[] = []
      Object.assign(window, { seen })
      window.trainyard.subscribe(({ run }) => run.step && seen.push(run.step.waiting))
    })
    await studio.pressTrain()
    const figure = page.getByText(/^\d+% waiting for data$/)
    await expect(figure).toBeVisible({ timeout: 120_000 })
    await studio.waitForEnd(240_000)
    const seen = await page.evaluate(() => (window as unknown as { seen: number[] }).seen)
    expect(seen.length).toBeGreaterThan(3)
    const last = seen.at(-1)!
    console.log(`waiting for data: ${(last * 100).toFixed(1)}% of the run's time`)
    info.annotations.push({ type: 'waiting for data', description: `${(last * 100).toFixed(1)}%` })
    expect(last).toBeLessThan(MOST_WAITING)
  },
)
