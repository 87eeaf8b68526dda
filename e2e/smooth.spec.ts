/** A run leaves the page free to answer, and ends without leaving workers behind. How long its tasks are is for `npm run bench -- smooth`. */
import type { AutomationWindow } from '../src/app/automation'
import { en, expect, QUICK, test } from './support/test'

declare const window: Window & AutomationWindow & { changes: number }

/** 192 pictures to train, twice. */
const STEPS = 2 * (192 / 4)
/** How long a chart waits for the one before, as `src/run/MetricChart.tsx` has it. */
const TURN_MS = 60

// A browser of its own: the clock that is stopped here is all of the browser's, also for the pages of later specs.
test.use({ preferences: { smooth: {} } })

test('while a run is on, no step is drawn by itself, and what a run shows is drawn piece by piece', async ({ studio }) => {
  const { page } = studio
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, batchSize: 4 })
  await studio.goTo('train')
  // The page's timers stand still: what is drawn is drawn by events, however slow the machine is.
  await page.clock.install()
  await page.clock.pauseAt(Date.now() + 1000)
  await page.evaluate(() => {
    window.changes = 0
    let shown = window.trainyard.getState().run
    window.trainyard.subscribe(({ run }) => {
      if (run !== shown) window.changes++
      shown = run
    })
  })
  const charts = page.getByRole('main').locator('.recharts-wrapper')
  const before = await charts.count()
  await studio.pressTrain()
  await expect.poll(() => page.evaluate(() => window.trainyard.getState().run.status), { timeout: 90_000 }).toBe('finished')
  const { steps, changes } = await page.evaluate(() => {
    const { run } = window.trainyard.getState()
    return { steps: (run.started?.stepsPerEpoch ?? 0) * run.epochs.length, changes: window.changes }
  })
  expect(steps).toBe(STEPS)
  expect(changes, 'phases, epochs and notes').toBeLessThan(STEPS / 2)

  // The second chart waits until the first has left the page room to answer.
  await page.clock.runFor(1)
  await expect(charts).toHaveCount(before + 1)
  await page.clock.runFor(TURN_MS - 10)
  await expect(charts).toHaveCount(before + 1)
  await page.clock.runFor(TURN_MS)
  await expect(charts).toHaveCount(before + 2)
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
