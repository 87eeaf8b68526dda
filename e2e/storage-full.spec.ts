/** The disk is full: the run pauses, says so, and goes on without losing what it learnt. */
import { en, expect, QUICK, test } from './support/test'

test('a full disk pauses the run with a message, and it can go on', async ({ studio }) => {
  const { page } = studio
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 2, patience: 0 })
  const session = await page.context().newCDPSession(page)
  const { usage } = await session.send('Storage.getUsageAndQuota', { origin: new URL(page.url()).origin })
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize: usage + 4_000_000 })
  await studio.pressTrain()
  const resume = page.getByRole('main').getByRole('button', { name: en.train.resume, exact: true })
  await expect(resume).toBeVisible({ timeout: 90_000 })
  await expect(page.getByText(/No room to save/).first()).toBeVisible()
  await resume.click()
  await studio.waitForEnd(90_000)
  await studio.goTo('results')
  await expect(page.getByText(en.results.accuracy).first()).toBeVisible()
})
