/** The disk is full: the run pauses, says so, goes on without losing what it learnt, and is saved again once there is room. */
import type { AutomationWindow } from '../src/app/automation'
import { en, expect, QUICK, type Studio, test } from './support/test'

declare const window: Window & AutomationWindow

/** Fills the disk but for 4 MB, less than a checkpoint; gives what frees it again. */
async function fillDisk({ page }: Studio): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page)
  const { origin } = new URL(page.url())
  const { usage } = await session.send('Storage.getUsageAndQuota', { origin })
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 4_000_000 })
  return async () => {
    await session.send('Storage.overrideQuotaForOrigin', { origin })
  }
}

/** Trains until the run pauses for want of room; gives what frees the disk, and the button to go on. */
async function trainUntilFull(studio: Studio) {
  const { page } = studio
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 2, patience: 0 })
  const free = await fillDisk(studio)
  await studio.pressTrain()
  const resume = page.getByRole('main').getByRole('button', { name: en.train.resume, exact: true })
  await expect(resume).toBeVisible({ timeout: 90_000 })
  await expect(page.getByText(/No room to save/).first()).toBeVisible()
  return { free, resume }
}

test('a full disk pauses the run with a message, and it can go on', async ({ studio }) => {
  const { page } = studio
  const { resume } = await trainUntilFull(studio)
  await resume.click()
  await studio.waitForEnd(90_000)
  await studio.goTo('results')
  await expect(page.getByText(en.results.accuracy).first()).toBeVisible()
})

test('once there is room again the run is saved, and is there on the next visit', async ({ studio }) => {
  const { page } = studio
  const { free, resume } = await trainUntilFull(studio)
  await expect(page.getByText(en.train.notes['checkpoint-saved'](2, 0))).toBeHidden()
  await free()
  await resume.click()
  await expect(page.getByText(en.train.notes['checkpoint-saved'](3, 0, 2))).toBeVisible({ timeout: 90_000 })
  await studio.waitForEnd(90_000)
  await page.reload()
  await studio.goTo('runs')
  const row = page.getByRole('table').first().getByRole('row').nth(1)
  await expect(row).toContainText(en.runs.status.finished)
  await row.getByRole('button', { name: /^Actions for/ }).click()
  await page.getByRole('menuitem', { name: en.runs.use }).click()
  await expect(page).toHaveURL(/#\/use$/)
  expect(await page.evaluate(() => window.trainyard.getState().model?.runId)).toBeTruthy()
})
