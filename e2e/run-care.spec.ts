/** A run that a person can trust: it pauses when told to, says when there is nothing to learn from, and does not call a failure a success. */
import type { AutomationWindow } from '../src/app/automation'
import { en, expect, QUICK, test } from './support/test'

declare const window: Window & AutomationWindow

test('pressed while every picture is looked at, Pause says so, and the run goes on when told', async ({ studio }) => {
  const { page } = studio
  const main = page.getByRole('main')
  await studio.openDrawnPets()
  // Large pictures and several views: looking at all of them takes a while.
  await studio.setRecipe({ ...QUICK, strategy: 'feature-extraction', imageSize: 128, cachedViews: 4, epochs: 4, limit: 0 })
  await studio.pressTrain()
  await expect(
    main.getByText(/^The frozen network looks at every picture first \(4 views of 192 pictures, 48 for validation\): /),
  ).toBeVisible({ timeout: 60_000 })
  await main.getByRole('button', { name: en.train.pause, exact: true }).click()
  const resume = main.getByRole('button', { name: en.train.resume, exact: true })
  await expect(resume).toBeVisible()
  await expect(main.getByText(en.train.standing.paused, { exact: true })).toBeVisible({ timeout: 30_000 })
  await resume.click()
  await expect(
    main.getByText(/^The frozen network looks at every picture first \(4 views of 192 pictures, 48 for validation\): /),
  ).toBeVisible()
  await main.getByRole('button', { name: en.train.pause, exact: true }).click()
  await expect(main.getByText(en.train.standing.paused, { exact: true })).toBeVisible({ timeout: 30_000 })
  // Stopped while it stands still, it ends, and a new one runs.
  await main.getByRole('button', { name: en.train.stop, exact: true }).click()
  await expect(main.getByText(en.train.stoppedEarly)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('alert')).toHaveCount(0)
  await studio.setRecipe({ ...QUICK, epochs: 1 })
  await studio.trainButton.click()
  await studio.waitForEnd(90_000)
})

test('the curves move from the second step on, and a run that ended goes on for as many epochs as asked', async ({ studio }) => {
  const { page } = studio
  const main = page.getByRole('main')
  await studio.openDrawnPets()
  // Steps so many and so long that the epoch is not over before a busy page has asked.
  await studio.setRecipe({ ...QUICK, imageSize: 64, batchSize: 2, epochs: 1, limit: 0 })
  await page.evaluate(() => {
    // At once, however slow the machine is that this is asked from.
    const unsubscribe = window.trainyard.subscribe(({ run, pause }) => {
      if ((run.step?.step ?? 0) < 2) return
      unsubscribe()
      void pause()
    })
  })
  await studio.pressTrain()
  await expect(main.getByText(en.train.standing.paused, { exact: true })).toBeVisible({ timeout: 60_000 })
  // In the first epoch: nothing was validated yet.
  expect(await page.evaluate(() => window.trainyard.getState().run.epochs.length)).toBe(0)
  for (const name of [en.runView.charts.loss, en.runView.charts.accuracy]) {
    const chart = main.getByRole('img', { name: new RegExp(`^${name} \\(`) })
    await expect(chart.locator('path.recharts-line-curve').first(), `points of ${name}`).toHaveAttribute('d', /[ML][^ML]+[ML]/)
    await expect.poll(() => chart.locator('.recharts-yAxis-tick-labels text').count(), `ticks of ${name}`).toBeGreaterThanOrEqual(3)
  }
  await main.getByRole('button', { name: en.train.resume, exact: true }).click()
  await studio.waitForEnd(90_000)
  await main.getByRole('textbox', { name: en.train.longerEpochs }).fill('2')
  await main.getByRole('button', { name: en.train.longer(2) }).click()
  await expect.poll(() => page.evaluate(() => window.trainyard.getState().run.epochs.length), { timeout: 60_000 }).toBe(3)
  await studio.waitForEnd(60_000)
  await expect(main.getByText(en.train.notes['checkpoint-saved'](2, 0, 3)).first()).toBeVisible()
  await expect(main.getByText(/epoch 4/)).toHaveCount(0)
})

test('with every picture moved to validation there is nothing to learn from, and that is said', async ({ studio }) => {
  const { page } = studio
  await studio.openDrawnPets()
  await page.evaluate(async () => {
    const { trainer } = window.trainyard
    const ids = Array.from(await trainer.dataset.ids({}))
    await trainer.dataset.edit({ kind: 'move', ids, split: 'val' })
  })
  await studio.pressTrain()
  await expect(studio.alert('There is no picture to learn from').first()).toContainText(en.ui.whatToDo)
})

test('far too large a learning rate ends as diverged, and one press trains again with one that does not', async ({ studio }) => {
  const { page } = studio
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 3, learningRate: 10, patience: 0 })
  await studio.pressTrain()
  const again = page.getByRole('button', { name: en.train.tryAgainWith('0.001') })
  await expect(again).toBeVisible({ timeout: 90_000 })
  await expect(page.getByText(/^Finished/)).toHaveCount(0)
  await again.click()
  await expect.poll(() => page.evaluate(() => window.trainyard.getState().run.config?.learningRate)).toBe(0.001)
})
