/** The Train place tells what the next run would be and which run is shown; its settings stand in groups beside a bar that stays in sight. */
import { OPTIONS, PRESETS, SECTION_WORDS, SECTIONS, STARTS } from '../workers/protocol'
import { goodPictures, writeFiles } from './support/bad-files'
import { en, expect, test } from './support/test'

test('what it starts from comes first, settings fold in groups, and the bar stays in sight', async ({ studio }) => {
  const { page } = studio
  await studio.openDrawnPets()
  await studio.goTo('train')
  const recipe = page.getByRole('region', { name: en.train.next })
  await expect(recipe.getByRole('heading', { level: 2 })).toHaveText([en.train.next, en.train.weights, en.train.recipe])
  await expect(recipe.getByRole('list', { name: en.train.weights }).getByRole('heading')).toHaveText(
    Object.values(STARTS).map(({ label }) => label.en),
  )
  // The one group that most people need stands open, with what learns drawn where it is chosen, and told once.
  const group = (section: (typeof SECTIONS)[number]) => recipe.getByRole('group', { name: SECTION_WORDS[section].label.en, exact: true })
  await expect(group('main')).toBeVisible()
  for (const section of SECTIONS) if (section !== 'main') await expect(group(section)).toHaveCount(0)
  await expect(page.getByText(OPTIONS.strategy.label.en, { exact: true })).toHaveCount(1)
  await expect(group('main').getByRole('list', { name: en.train.networkPicture(en.train.blocks.fc) })).toBeVisible()
  await expect(page.getByText(/article/i)).toHaveCount(0)

  await recipe.getByText(SECTION_WORDS.augmentation.label.en, { exact: true }).click()
  const views = group('augmentation').getByRole('list', { name: en.pictures.views.list })
  await expect(views.getByRole('img')).toHaveCount(9)
  const drawn = () =>
    views.locator('canvas').evaluateAll((all) => (all as HTMLCanvasElement[]).map((one) => one.toDataURL().slice(-300)).join())
  const blank = await page.evaluate(() => document.createElement('canvas').toDataURL().slice(-300))
  await expect.poll(drawn).not.toContain(blank)
  const before = await drawn()
  const rotation = group('augmentation').getByRole('textbox', { name: OPTIONS.rotation.label.en, exact: true })
  await rotation.fill('90')
  await expect.poll(drawn).not.toBe(before)

  await rotation.scrollIntoViewIfNeeded()
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 844 })
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
    await expect(studio.trainButton, `at ${width} px`).toBeInViewport({ ratio: 1 })
  }
})

test('the button says what it would do, and the other column which run is shown', async ({ studio }, info) => {
  const { page } = studio
  await studio.openDrawnPets()
  await studio.goTo('train')
  await expect(studio.trainButton).toHaveText(en.train.startOn(en.train.defaultRecipe, en.data.drawnName))
  await page.getByText(PRESETS.quick.label.en, { exact: true }).click()
  await expect(studio.trainButton).toHaveText(en.train.startOn(PRESETS.quick.label.en, en.data.drawnName))
  await studio.setRecipe({ epochs: 1, imageSize: 32, limit: 60, backend: 'wasm' })
  await studio.pressTrain()
  await studio.waitForEnd(60_000)
  const shown = page.getByRole('heading', { name: new RegExp(`^${en.train.shown}: `) })
  await expect(shown).toBeVisible()
  await expect(page.getByText(/^\d.*right on validation · from Trainyard starter ResNet18 · /)).toBeVisible()
  await expect(studio.trainButton).toHaveText(en.train.startAgainOn(en.train.ownRecipe, en.data.drawnName))
  await studio.setRecipe({ epochs: 2, batchSize: 8 })
  await expect(studio.trainButton).toHaveText(en.train.startChanged(2))
  await expect(page.getByText(new RegExp(`: ${OPTIONS.epochs.label.en} 1 → 2 · ${OPTIONS.batchSize.label.en} \\d+ → 8\\.$`))).toBeVisible()

  // On a phone what the last run did comes first: one press leads to the recipe.
  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('button', { name: en.train.toRecipe }).click()
  await expect(page.getByRole('heading', { name: en.train.next, exact: true })).toBeFocused()
  await expect(page.getByRole('heading', { name: en.train.weights, exact: true })).toBeInViewport()
  await page.setViewportSize({ width: 1360, height: 900 })

  await studio.openFolder(writeFiles(info.outputPath('others'), goodPictures(4)))
  await expect.poll(() => studio.pictures()).toBe(8)
  await studio.goTo('train')
  await expect(page.getByText(en.train.ofOtherPictures(en.data.drawnName, 'others'))).toBeVisible()
  await expect(studio.trainButton).toHaveText(en.train.startOn(en.train.ownRecipe, 'others'))
})
