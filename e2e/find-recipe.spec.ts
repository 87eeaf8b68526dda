/** Finding a good recipe: for so long, with what was tried in sight; stopped and gone on with after a reload, and taken over into the form. */
import type { AutomationWindow } from '../src/app/automation'
import { PRESETS } from '../workers/protocol'
import { en, expect, QUICK, test } from './support/test'

declare const window: Window & AutomationWindow

const text = en.recipeSearch

test('a search is stopped, goes on after a reload, and its recipe is taken with one press', async ({ studio }) => {
  const { page } = studio
  await studio.openDrawnPets()
  // No stage has so many epochs: whatever is found is another recipe than this.
  await studio.setRecipe({ ...QUICK, epochs: 5, limit: 60, cachedViews: 1 })
  await studio.goTo('train')
  const entry = page.getByRole('region', { name: text.title, exact: true }).first()
  for (const minutes of [2, 10, 30]) await expect(entry.getByRole('button', { name: text.start(minutes) })).toBeEnabled()

  await entry.getByRole('button', { name: text.start(2) }).press('Enter')
  const tried = page.getByRole('region', { name: text.table })
  await expect(tried.getByRole('row')).toHaveCount(13)
  await expect(studio.trainButton).toBeDisabled()
  await expect(page.getByText(en.waitsFor.search)).toBeVisible()
  // The first recipes have their figures; the others wait.
  await expect(tried.getByRole('row').nth(2)).toContainText('%', { timeout: 60_000 })
  await page.getByRole('button', { name: text.stop }).click()
  await expect(page.getByText(text.ended.left)).toBeVisible({ timeout: 30_000 })

  await page.reload()
  await studio.goTo('train')
  await expect(page.getByText(text.ended.left)).toBeVisible({ timeout: 30_000 })
  await expect(tried.getByRole('row').nth(2)).toContainText('%')
  await expect.poll(() => studio.pictures(), { timeout: 30_000 }).toBe(240)
  // As the button does, with seconds for minutes.
  expect(await page.evaluate(() => window.trainyard.getState().goOnFinding(5))).toBe(true)
  const found = page.getByRole('region', { name: /^Found: recipe/ })
  await expect(found).toBeVisible()
  await expect(found.getByText(text.flatters)).toBeVisible()
  await found.getByRole('button', { name: text.take }).click()
  await expect(found.getByText(text.taken)).toBeVisible()
  const { config, best } = await page.evaluate(() => {
    const { config, search } = window.trainyard.getState()
    return { config, best: search.state?.trials.find(({ number }) => number === search.state?.best)?.config }
  })
  expect(config).toMatchObject({ learningRate: best?.learningRate, epochs: best?.epochs, limit: 60, imageSize: 32 })
  await expect(page.getByText(PRESETS.quick.help.en)).toHaveCount(0)

  await studio.goTo('runs')
  await expect(page.getByText(new RegExp(`^${en.runs.searchOf('')}`))).toBeVisible()
})
