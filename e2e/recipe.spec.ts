/** The recipe's helpers: presets, the drawn schedule, the learning-rate finder, blocks lit as they begin to learn. */
import type { AutomationWindow } from '../src/app/automation'
import { OPTIONS, SECTION_WORDS } from '../workers/protocol/options'
import { PRESETS } from '../workers/protocol/presets'
import { en, expect, test } from './support/test'

declare const window: Window & AutomationWindow

test('a preset fills the form and the schedule follows it', async ({ studio }) => {
  const { page } = studio
  await studio.goTo('train')
  const schedule = page.getByRole('img', { name: /^Learning rate over the run/ })
  await expect(schedule).toBeVisible()
  await page.getByText(PRESETS.best.label.en, { exact: true }).click()
  await expect(page.getByText(PRESETS.best.help.en)).toBeVisible()
  // One cycle begins at a 25th of its peak.
  await expect(page.getByRole('img', { name: en.train.scheduleLabel('4e-5', '0.001', '4e-9') })).toBeVisible()
  await page.getByText(PRESETS.quick.label.en, { exact: true }).click()
  expect(await page.evaluate(() => window.trainyard.getState().config)).toMatchObject({ epochs: 5, imageSize: 96, limit: 400 })
  await studio.setRecipe({ epochs: 6 })
  await expect(page.getByText(en.recipe.presetNone)).toBeVisible()

  await test.step('what is changed is marked with the way back; a visit is no change, and what is not taken is said', async () => {
    const epochs = page.getByRole('textbox', { name: OPTIONS.epochs.label.en, exact: true })
    await page.getByRole('button', { name: en.recipe.backLabel(OPTIONS.epochs.label.en, '5') }).click()
    await expect(epochs).toHaveValue('5')
    await epochs.fill('9')
    await expect(page.getByText(en.train.changed(1), { exact: true }).first()).toBeVisible()
    await epochs.fill('5')
    await epochs.blur()
    await expect(page.getByText(en.train.changed(1), { exact: true })).toHaveCount(0)
    // Key by key, of which the first would be possible.
    await epochs.fill('')
    await epochs.pressSequentially('5000')
    await epochs.blur()
    await expect(page.getByText(/^5000 is not possible here .* it stays at 5\.$/)).toBeVisible()
    await expect(epochs).toHaveValue('5')
    // All at once, far beyond: it is not moved to the limit when the field is left.
    await epochs.fill('5000000')
    await epochs.blur()
    await expect(page.getByText(/^5000000 is not possible here .* it stays at 5\.$/)).toBeVisible()
    await expect(epochs).toHaveValue('5')
    await expect.poll(() => page.evaluate(() => window.trainyard.getState().config.epochs)).toBe(5)
  })
})

test('the finder suggests a learning rate, and one click takes it', async ({ studio }) => {
  const { page } = studio
  await studio.openDrawnPets()
  await studio.setRecipe({ imageSize: 32, limit: 60, batchSize: 16, backend: 'wasm' })
  await studio.goTo('train')
  await page.getByRole('button', { name: en.train.find }).click()
  await expect(page.getByRole('progressbar', { name: en.train.finding })).toBeVisible()
  // The answer stands in the group of the rate, right below it, and says what would be taken.
  const take = page.getByRole('group', { name: SECTION_WORDS.main.label.en, exact: true }).getByRole('button', { name: /^Take [\d.e-]+$/ })
  await expect(take).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('img', { name: /^Smoothed loss over the learning rate/ })).toBeVisible()
  const suggestion = await page.evaluate(() => window.trainyard.getState().finding?.suggestion ?? 0)
  expect(suggestion).toBeGreaterThan(1e-6)
  expect(suggestion).toBeLessThan(0.2)
  await take.click()
  expect(await page.evaluate(() => window.trainyard.getState().config.learningRate)).toBe(Number(suggestion.toPrecision(2)))
  await expect(take).toBeHidden()
})

test('with gradual unfreezing the blocks light up one by one', async ({ studio }) => {
  const { page } = studio
  await studio.openDrawnPets()
  await studio.setRecipe({ strategy: 'gradual', epochs: 3, imageSize: 32, limit: 60, backend: 'wasm', patience: 0 })
  await studio.goTo('train')
  const { blocks } = en.train
  const drawn = (names: readonly string[]) => page.getByRole('list', { name: en.train.networkPicture(names.join(', ')) })
  await expect(page.getByRole('list', { name: en.train.stages }).getByRole('listitem')).toHaveCount(3)
  // Which blocks were lit, one after the other, while the run was on.
  await page.evaluate(() => {
    const seen: string[] = []
    Object.assign(window, { seen })
    new MutationObserver(() => {
      const lit = [...document.querySelectorAll('li[data-lit="true"]')].map((item) => item.querySelectorAll('span')[1]?.textContent ?? '')
      if (seen.at(-1) !== lit.join(', ')) seen.push(lit.join(', '))
    }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['data-lit'] })
  })
  await expect(drawn([blocks.fc])).toBeVisible()
  await studio.pressTrain()
  await studio.waitForEnd(90_000)
  const seen = await page.evaluate(() => (window as Window & { seen?: string[] }).seen ?? [])
  expect(seen.slice(0, 2)).toEqual([`${blocks.layer4}, ${blocks.fc}`, `${blocks.layer3}, ${blocks.layer4}, ${blocks.fc}`])
  const log = page.getByRole('group', { name: en.train.log })
  await expect(log.getByText(en.train.notes.unfroze(blocks.layer4, 2))).toBeVisible()
  await expect(log.getByText(en.train.notes.unfroze(blocks.layer3, 3))).toBeVisible()
})

test('pictures are mixed by a policy of its own, shown with both shares, and trained at sizes that grow', async ({ studio }) => {
  const { page } = studio
  await studio.openDrawnPets()
  await studio.setRecipe({ imageSize: 48, limit: 60, batchSize: 16, epochs: 2, backend: 'wasm', patience: 0 })
  await studio.goTo('train')
  await page.getByText(SECTION_WORDS.augmentation.label.en, { exact: true }).click()
  const group = page.getByRole('group', { name: SECTION_WORDS.augmentation.label.en, exact: true })
  // Kept features cannot be mixed: the fields are not there, and it says why.
  await expect(group.getByText(en.train.notMixed)).toBeVisible()
  await expect(group.getByRole('textbox', { name: OPTIONS.mixup.label.en, exact: true })).toHaveCount(0)
  await studio.setRecipe({ strategy: 'full', policy: 'trivial', trainSizes: '32,48' })
  await expect(group.getByText(en.train.notMixed)).toHaveCount(0)
  await group.getByRole('textbox', { name: OPTIONS.cutmix.label.en, exact: true }).fill('1')
  const mixed = group.getByRole('list', { name: en.train.mixedList })
  await expect(mixed.getByRole('listitem')).toHaveCount(3)
  await expect(mixed.getByRole('img', { name: en.train.mixedView(1) })).toHaveAttribute('width', '32')
  await expect(mixed).toContainText(/\d+%/)
  await studio.pressTrain()
  await studio.waitForEnd(90_000)
  expect(await page.evaluate(() => window.trainyard.getState().run.summary?.epochs.length)).toBe(2)
})
