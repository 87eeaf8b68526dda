/** A Vision Transformer from the choice of its pictures' size to its files: a size that cannot be is said before anything is pressed. */
import type { AutomationWindow } from '../src/app/automation'
import type { ExportFormat } from '../workers/protocol'
import { OPTIONS } from '../workers/protocol'
import { en, expect, QUICK, test } from './support/test'

declare const window: Window & AutomationWindow

const { download } = en.use

test('sizes that it does not take are told at once, its files are made, and its ONNX file comes back in', async ({ studio }, info) => {
  const { page } = studio
  await studio.openDrawnPets()
  await studio.goTo('train')
  await page.evaluate(() => window.trainyard.getState().takeUntrained('deit_tiny_patch16_224'))
  await studio.setRecipe({ ...QUICK, epochs: 1, imageSize: 100, limit: 40 })
  const note = page.getByText(en.train.sizesOfPatches([100], 16, [96, 112]))
  await expect(note).toBeVisible()
  await page.getByRole('textbox', { name: OPTIONS.imageSize.label.en, exact: true }).fill('32')
  await expect(note).toHaveCount(0)
  await studio.pressTrain()
  await studio.waitForEnd(60_000)

  await page.goto('/#/use/download')
  const row = (format: ExportFormat) =>
    page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: download[format].name, exact: true }) })
  // What it loses is told before it is taken.
  await row('onnx-int8').getByRole('button', { name: download.button }).click()
  await expect(row('onnx-int8').getByText(/validation picture/)).toBeVisible({ timeout: 60_000 })
  for (const format of ['one-page', 'tfjs', 'teachable-machine'] as const) {
    // Each is read back and held to the studio's answers first.
    const button = row(format).getByRole('button', { name: download.button })
    await Promise.all([page.waitForEvent('download', { timeout: 60_000 }), button.click()])
  }
  const [file] = await Promise.all([page.waitForEvent('download'), row('onnx').getByRole('button', { name: download.button }).click()])
  const path = info.outputPath('tiny.onnx')
  await file.saveAs(path)

  await studio.goTo('train')
  await page.locator('input[type=file][accept^=".safetensors"]').setInputFiles(path)
  const classes = await page.evaluate(() => window.trainyard.getState().dataset?.classes.map(({ name }) => name) ?? [])
  await expect(page.getByText(en.train.goOn.kept(classes))).toBeVisible({ timeout: 30_000 })
})
