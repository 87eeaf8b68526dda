/** Tabs have addresses: Back, Forward and a reload lead to the tab that was open, and a link may name one. */
import { en, expect, QUICK, test } from './support/test'

test('Back, Forward and a reload keep the tab; an address that names none opens the first', async ({ studio }) => {
  test.setTimeout(180_000)
  const { page } = studio
  const tab = (name: string) => page.getByRole('tab', { name, exact: true })
  const isOpen = async (name: string, address: RegExp) => {
    await expect(tab(name)).toHaveAttribute('aria-selected', 'true')
    await expect(page).toHaveURL(address)
  }
  const { tabs } = en.results
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 1, limit: 60 })
  await studio.pressTrain()
  await studio.waitForEnd(90_000)

  await studio.goTo('results')
  await isOpen(tabs.overview, /#\/results$/)
  await tab(tabs.curves).click()
  await isOpen(tabs.curves, /#\/results\/curves$/)
  await tab(tabs.epochs).click()
  await isOpen(tabs.epochs, /#\/results\/epochs$/)
  await page.goBack()
  await isOpen(tabs.curves, /#\/results\/curves$/)

  await page.getByRole('navigation', { name: en.app.places }).getByRole('link', { name: en.places.use }).click()
  await isOpen(en.use.tabs.webcam, /#\/use$/)
  await tab(en.use.tabs.pictures).click()
  await isOpen(en.use.tabs.pictures, /#\/use\/pictures$/)
  await page.goBack()
  await isOpen(en.use.tabs.webcam, /#\/use$/)
  await page.goBack()
  await isOpen(tabs.curves, /#\/results\/curves$/)
  await page.goForward()
  await page.goForward()
  await isOpen(en.use.tabs.pictures, /#\/use\/pictures$/)

  await page.reload()
  // After a reload no run is open; the newest opens with one click, at the tab that the address names.
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Open “/ })
    .click()
  await isOpen(en.use.tabs.pictures, /#\/use\/pictures$/)

  // Tabs that arrow keys pass by are no steps of the history.
  await page.goto('/#/results')
  await tab(tabs.curves).click()
  for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowRight', 'End', 'ArrowRight']) await page.keyboard.press(key)
  await isOpen(tabs.overview, /#\/results\/overview$/)
  await page.keyboard.press('ArrowRight')
  await expect(tab(tabs.overview)).toHaveAttribute('aria-selected', 'false')
  await page.goBack()
  await isOpen(tabs.overview, /#\/results$/)

  await page.goto('/#/results/nothing')
  await expect(tab(tabs.overview)).toHaveAttribute('aria-selected', 'true')
})
