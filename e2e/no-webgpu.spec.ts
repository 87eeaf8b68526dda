/** A browser without a WebGPU adapter trains on the processor, and says so. */
import { launchOptions } from '../tools/chromium'
import { en, expect, QUICK, test } from './support/test'

test.use({ launchOptions: launchOptions('none') })

test('no WebGPU: the device chip says why and measures what is there, and training works', async ({ studio }) => {
  const { page } = studio
  expect(await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()))).toBe(false)
  const chip = page.getByRole('button', { name: en.device.label })
  await expect(chip).toContainText(en.device.cpu)
  await chip.click()
  await expect(page.getByText(en.device.why['no-adapter'])).toBeVisible()
  // Measured by keyboard, and stopped: all of it takes minutes.
  const { measure } = en.device
  // The chip's choices come first.
  const open = page.getByRole('button', { name: measure.open })
  await expect(async () => {
    await page.keyboard.press('Tab')
    await expect(open).toBeFocused({ timeout: 200 })
  }).toPass()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: measure.title })
  await expect(dialog.getByRole('button', { name: en.ui.close })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(dialog.getByRole('button', { name: measure.start })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('progressbar', { name: measure.progress })).toBeVisible()
  await expect(dialog).toContainText(measure.reference, { timeout: 60_000 })
  await expect(dialog.getByRole('button', { name: measure.stop })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog).toContainText(measure.notWhole, { timeout: 60_000 })
  await expect(dialog.getByRole('button', { name: measure.again })).toBeFocused()
  await expect(dialog.getByRole('button', { name: measure.save })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(chip).toBeFocused()
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 1, backend: 'auto' })
  await studio.pressTrain()
  await studio.waitForEnd(60_000)
})

test('a GPU that is not there, asked for by name', async ({ studio }) => {
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 1, backend: 'webgpu' })
  await studio.pressTrain()
  await expect(studio.alert(en.ui.whatToDo).first()).toBeVisible()
  await studio.setRecipe({ backend: 'auto' })
})
