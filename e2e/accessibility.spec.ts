/** Every place, empty and filled, light and dark, has nothing that axe holds against WCAG 2.1 A and AA. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { plantedFolder } from './support/planted'
import { en, expect, QUICK, test } from './support/test'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']
/** The rules of those that go by colours: the dark scheme has the same page in others. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']

/** Checks what is shown, light and dark. */
const checker = (page: Page) => async (what: string) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
    // Colours on their way from one scheme to the other are nobody's.
    await page.evaluate(() => {
      for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish()
    })
    // There are no frames: a page of axe's own to gather their findings would only take its time.
    const axe = new AxeBuilder({ page }).setLegacyMode()
    const { violations } = await (colorScheme === 'light' ? axe.withTags(TAGS) : axe.withRules(OF_COLOURS)).analyze()
    const found = violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.target.join(' ')}`))
    expect.soft(found, `${what}, ${colorScheme}`).toEqual([])
  }
}

test('every place is accessible, light and dark', async ({ studio }) => {
  test.setTimeout(240_000)
  const { page } = studio
  const check = checker(page)
  const look = async (when: string) => {
    for (const place of Object.keys(en.places) as (keyof typeof en.places)[]) {
      await studio.goTo(place)
      await expect(page.getByRole('main')).toBeVisible()
      await check(`${place}, ${when}`)
    }
  }
  await look('before anything is open')
  await page.goto('/#/data/capture')
  await expect(page.getByRole('button', { name: en.capture.use })).toBeVisible()
  await check('capturing pictures')
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 1, limit: 60 })
  await studio.pressTrain()
  await studio.waitForEnd(60_000)
  await look('after a run')

  for (const place of ['results', 'use'] as const) {
    await studio.goTo(place)
    await expect.poll(() => page.getByRole('tab').count()).toBeGreaterThan(3)
    const tabs = await page.getByRole('tab').allInnerTexts()
    // The first of each was looked at with its place.
    for (const tab of tabs.slice(1)) {
      await page.getByRole('tab', { name: tab, exact: true }).click()
      await expect(page.getByText(en.results.loading)).toBeHidden()
      await check(`${place}: ${tab}`)
    }
  }
  await studio.goTo('results')
  await page.getByRole('tab', { name: en.results.tabs.pictures }).click()
  await page.getByText(en.results.gallery.kinds.unsure, { exact: true }).click()
  await page.getByRole('button', { name: /^Why/ }).first().click()
  await expect(page.getByRole('dialog').locator('canvas')).toHaveCount(2)
  await check('Grad-CAM')
  await page.keyboard.press('Escape')
  await page.getByRole('tab', { name: en.results.tabs.confusion }).click()
  await page.locator('[data-cell="1/1"]').click()
  await expect(page.getByRole('dialog').getByText(en.results.matrix.surest)).toBeVisible()
  await check('a cell of the confusion matrix')
})

test('looking after pictures is accessible, light and dark', async ({ studio }, info) => {
  const { page } = studio
  const { pictures } = en
  const check = checker(page)
  await studio.openFolder(plantedFolder(info.outputPath('my pets')))
  const grid = page.getByRole('grid', { name: pictures.title })
  await expect(grid.getByRole('img').first()).toBeVisible()
  await grid.focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Shift+ArrowRight')
  await check('pictures selected')
  await page.getByRole('button', { name: pictures.actions.relabel }).click()
  const name = page.getByRole('combobox', { name: pictures.actions.className, exact: true })
  await expect(name).toBeFocused()
  await check('a class to be given')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: pictures.actions.leaveOut, exact: true }).click()
  await expect(page.getByText(pictures.done['leave-out'](2))).toBeVisible()
  await page.getByRole('button', { name: pictures.classes.rename('dog') }).click()
  await page.getByRole('textbox', { name: pictures.classes.name('dog') }).fill('cat')
  await expect(page.getByText(pictures.classes.exists('cat'))).toBeVisible()
  await check('a class to be merged, pictures left out')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: pictures.health.start }).click()
  await expect(page.locator('section[data-problem]').last().locator('img')).not.toHaveCount(0, { timeout: 30_000 })
  await check('what the check found')
  await grid.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeVisible()
  await check('one picture')
})
