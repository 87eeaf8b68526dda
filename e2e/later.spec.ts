/** What comes after the first draw may not come: the page says so, goes on, and has it once it can. */
import { launchOptions } from '../tools/chromium'
import { en, expect, test } from './support/test'

test.use({ launchOptions: launchOptions('none') })

test('a place whose script does not come says what to do, takes nothing else with it, and is drawn once it comes', async ({ studio }) => {
  const { page } = studio
  const script = /assets\/ResultsPlace-[\w-]+\.js/
  let asked = 0
  await page.route(script, (route) => {
    asked++
    return route.abort()
  })
  await page.reload()
  await studio.goTo('results')
  const { what, means } = en.problems['part-not-fetched']({})
  await expect(studio.alert(what)).toContainText(means)
  await expect(page.getByRole('main').getByRole('button', { name: en.app.reload })).toBeVisible()
  await expect(page.getByText(en.app.crashed)).toHaveCount(0)
  await expect(page.getByText('Something unforeseen')).toHaveCount(0)
  // Not without end.
  expect(asked).toBeLessThan(10)
  await studio.goTo('train')
  await expect(page.getByRole('heading', { name: en.train.title, level: 1 })).toBeVisible()

  await page.unroute(script)
  await studio.goTo('results')
  await expect(page.getByText(en.results.emptyTitle)).toBeVisible()
  await expect(page.getByRole('main').getByRole('button', { name: en.app.reload })).toHaveCount(0)
})
