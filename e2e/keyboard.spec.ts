/** The whole job by keyboard alone: open, train, look at mistakes, take the model away. */
import type { Locator } from '@playwright/test'
import { en, expect, test } from './support/test'

/** More stops than any screen has. */
const STOPS = 150

test('somebody does the whole job without a mouse', async ({ studio }) => {
  const { page } = studio
  const main = page.getByRole('main')
  /** Presses Tab until the element has the keyboard, as a person would. */
  const tabTo = async (element: Locator) => {
    await expect(element).toBeVisible()
    for (let i = 0; i < STOPS; i++) {
      if (await element.evaluate((node) => node === document.activeElement)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`Tab never reached ${element}`)
  }
  const press = async (element: Locator) => {
    await tabTo(element)
    await page.keyboard.press('Enter')
  }

  await press(page.getByRole('button', { name: en.data.drawn }))
  await expect(page.getByText(en.data.summary(240, 2))).toBeVisible()
  await press(main.getByRole('link', { name: en.data.continue }).or(main.getByRole('button', { name: en.data.continue })))

  const epochs = page.getByRole('textbox', { name: 'Epochs', exact: true })
  await tabTo(epochs)
  await page.keyboard.press('Control+A')
  await page.keyboard.type('1')
  const start = studio.trainButton
  await press(start)
  await studio.waitForEnd(60_000)

  await press(main.getByRole('link', { name: en.train.toResults }))
  await tabTo(page.getByRole('tab', { name: en.results.tabs.overview }))
  await page.keyboard.press('ArrowRight')
  await tabTo(page.locator('[data-cell="0/0"]'))
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await expect(page.locator('[data-cell="1/1"]')).toBeFocused()
  await page.keyboard.press('Enter')
  const drawer = page.getByRole('dialog')
  await expect(drawer.getByText(en.results.matrix.surest)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  await expect(page.locator('[data-cell="1/1"]')).toBeFocused()

  await press(main.getByRole('link', { name: en.results.toUse }))
  await tabTo(page.getByRole('tab', { name: en.use.tabs.webcam }))
  for (const tab of [en.use.tabs.pictures, en.use.tabs.submission, en.better.tab, en.noneOf.tab, en.use.tabs.download]) {
    await page.keyboard.press('ArrowRight')
    await expect(page.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true')
  }
  const button = page.getByRole('button', { name: `${en.use.download.button}: ${en.use.download.safetensors.name}` })
  await tabTo(button)
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
  expect(file.suggestedFilename()).toBe('drawn-1_model.safetensors')
})
