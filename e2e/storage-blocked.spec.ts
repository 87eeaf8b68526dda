/** Site data is blocked for the page: it opens, trains, says what is not kept, and the model can be taken away. */
import { en, expect, QUICK, test } from './support/test'

test.use({ preferences: { profile: { default_content_setting_values: { cookies: 2 } } } })

test('with site data blocked the page trains, and says that nothing is kept', async ({ studio }) => {
  const { page } = studio
  const look = () =>
    page.evaluate(() =>
      Promise.resolve()
        .then(() => typeof localStorage)
        .catch((error: Error) => error.name),
    )
  await expect.poll(look).toBe('SecurityError')
  await expect(studio.alert('This browser keeps nothing for this page')).toBeVisible()
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 1 })
  await studio.pressTrain()
  // What was chosen in an earlier visit is not kept either.
  await page.getByRole('dialog', { name: en.train.startAsk }).getByRole('button', { name: en.train.weightsBack }).click()
  await studio.waitForEnd(120_000)
  await expect(page.getByText(/The run goes on and is not kept/).first()).toBeVisible()
  await studio.goTo('runs')
  await expect(page.getByRole('table').first().getByRole('row').nth(1)).toContainText(en.runs.status.finished)
  await studio.goTo('use')
  await page.getByRole('tab', { name: en.use.tabs.download }).click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('group', { name: /safetensors/ })
      .or(page.getByRole('listitem').filter({ hasText: /safetensors/ }))
      .first()
      .getByRole('button')
      .first()
      .click(),
  ])
  expect(file.suggestedFilename()).toMatch(/safetensors$/)
})
