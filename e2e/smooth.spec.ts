/** A run leaves the page free to answer, and ends without leaving workers behind. */
import type { AutomationWindow } from '../src/app/automation'
import { longestTask } from './support/tasks'
import { en, expect, QUICK, test } from './support/test'

declare const window: Window & AutomationWindow

/** The longest that the page may be busy at a time, milliseconds of processor time: by the clock a test on a shared machine would measure its neighbours. */
const LONGEST_TASK_MS = 100

test('while a run is on, the page is never busy for a tenth of a second', async ({ studio, browser }) => {
  const { page } = studio
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, imageSize: 64 })
  await studio.goTo('train')
  const busy = await longestTask(browser, page, async () => {
    await page.evaluate(() => {
      const end = performance.now() + 150
      while (performance.now() < end);
    })
  })
  // The measurement sees something: a task of known length, most of which the page had the processor.
  expect(busy.clock).toBeGreaterThan(145)
  expect(busy.processor).toBeGreaterThan(10)

  const run = await longestTask(browser, page, async () => {
    await studio.pressTrain()
    await studio.waitForEnd(90_000)
  })
  expect(run.tasks).toBeGreaterThan(100)
  const description = `${run.processor.toFixed(0)} ms of processor time, ${run.clock.toFixed(0)} ms by the clock`
  test.info().annotations.push({ type: 'longest task', description })
  console.log(`longest task of the page during a run: ${description}`)
  expect(run.processor).toBeLessThan(LONGEST_TASK_MS)
})

test('when a run has ended its decoders are gone, and when the page is closed everything is', async ({ studio, browser }) => {
  const { page } = studio
  const session = await browser.newBrowserCDPSession()
  const workers = async () => (await session.send('Target.getTargets', { filter: [{ type: 'worker' }] })).targetInfos.length
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 30, patience: 0 })
  await studio.pressTrain()
  await expect.poll(() => page.evaluate(() => window.trainyard.getState().run.step?.step ?? 0), { timeout: 60_000 }).toBeGreaterThan(0)
  const during = await workers()
  expect(during, 'the trainer and its decoders').toBeGreaterThan(1)
  await page.evaluate(() => window.trainyard.stop())
  await expect(page.getByText(en.train.ended.stopped).first()).toBeVisible({ timeout: 60_000 })
  await expect.poll(workers, 'the decoders went with the run').toBeLessThan(during)
  await page.close()
  await expect.poll(workers).toBe(0)
})
