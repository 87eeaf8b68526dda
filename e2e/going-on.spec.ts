/** Going on with a model: a downloaded file and a run come back in with their head, and the page says what becomes of each class before it begins. */
import type { AutomationWindow } from '../src/app/automation'
import { FIRST_EPOCH_LOSS } from '../workers/protocol'
import { en, expect, QUICK, test } from './support/test'

declare const window: Window & AutomationWindow

const { goOn } = en.train

test('a model comes back in as its file or as the run that it is, says which classes stay, and knows them from the first epoch on', async ({
  studio,
}, info) => {
  const { page } = studio
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 6, learningRate: 3e-3, cachedViews: 1 })
  await studio.pressTrain()
  await studio.waitForEnd(60_000)
  const learned = await page.evaluate(() => window.trainyard.getState().run.summary?.best.val.accuracy ?? 0)
  expect(learned).toBeGreaterThan(0.85)

  await studio.goTo('use')
  await page.getByRole('tab', { name: en.use.tabs.download }).click()
  const button = page.getByRole('button', { name: `${en.use.download.button}: ${en.use.download.onnx.name}`, exact: true })
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
  const path = info.outputPath('pets.onnx')
  await download.saveAs(path)

  await studio.goTo('train')
  await page.locator('input[type=file][accept^=".safetensors"]').setInputFiles(path)
  const classes = await page.evaluate(() => window.trainyard.getState().dataset?.classes.map(({ name }) => name) ?? [])
  await expect(page.getByText(goOn.kept(classes))).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText(goOn.fresh([]).slice(0, 12))).toHaveCount(0)

  // So small steps teach a new head nothing: what is right after one epoch, the model knew.
  await studio.setRecipe({ epochs: 1, learningRate: 1e-7 })
  await studio.pressTrainAgain()
  await studio.waitForEnd(60_000)
  const after = () => page.evaluate(() => window.trainyard.getState().run.summary?.epochs[0]?.val.accuracy ?? 0)
  expect(await after()).toBeGreaterThanOrEqual(learned - 0.02)

  // Another name is another class: it is new, and the model's is forgotten.
  const [first = '', second = ''] = classes
  await page.evaluate((name) => window.trainyard.getState().editPictures({ kind: 'rename-class', from: name, to: 'newt' }), first)
  await studio.goTo('train')
  await page.getByRole('combobox', { name: goOn.ofRun }).click()
  await page.getByRole('option').last().click()
  await expect(page.getByText(goOn.kept([second]))).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText(goOn.fresh(['newt']))).toBeVisible()
  await expect(page.getByText(goOn.gone([first]))).toBeVisible()
  await expect(
    page.getByText(goOn.mayLose(`${Math.round(100 * FIRST_EPOCH_LOSS.all)}%`, `${Math.round(100 * FIRST_EPOCH_LOSS.few)}%`)),
  ).toBeVisible()
})
