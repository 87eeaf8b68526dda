/** A folder with a labelled test split: scored once at the end, shown beside validation, in what is taken away, and kept. */
import { readFileSync } from 'node:fs'
import { BLUE, type Files, picture, RED, writeFiles } from './support/bad-files'
import { en, expect, QUICK, test } from './support/test'

const text = en.results.test
const pets = (split: string, count: number, from: number): Files =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      [`${split}/cat/${n}.jpg`, picture(RED, from + n)] as const,
      [`${split}/dog/${n}.jpg`, picture(BLUE, from + n)] as const,
    ]).flat(),
  )

test('labelled test pictures are scored once, at the end, and stand beside validation', async ({ studio }, info) => {
  const { page } = studio
  const broken = { 'test/dog/broken.jpg': picture(BLUE, 99).subarray(0, 80) }
  const folder = writeFiles(info.outputPath('pets'), { ...pets('train', 12, 0), ...pets('val', 6, 20), ...pets('test', 5, 40), ...broken })
  await studio.goTo('data')
  await page.getByTestId('folder-input').setInputFiles(folder)
  await expect(page.getByText(en.data.summary(47, 2))).toBeVisible()
  await studio.setRecipe({ ...QUICK, epochs: 1 })
  await studio.pressTrain()
  await studio.waitForEnd(60_000)
  await expect(page.getByText(en.train.logTested(10, 10))).toBeVisible()
  await expect(page.getByText(en.train.notes['test-picture-left-out']('pets/test/dog/broken.jpg'))).toBeVisible()

  await studio.goTo('results')
  await expect(page.getByRole('definition').filter({ hasText: en.results.accuracyHint(10, 10) })).toBeVisible()
  await page.getByRole('tab', { name: en.results.tabs.test }).click()
  await expect(page.getByText(text.pictures(10, 1))).toBeVisible()
  const row = page.getByRole('table', { name: text.beside }).getByRole('row', { name: text.figures.interval })
  await expect(row.getByRole('cell')).toHaveText(['75.8% – 100.0%', '72.2% – 100.0%'])
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 })
      await page.screenshot({ path: info.outputPath(`test-${width}-${colorScheme}.png`), fullPage: true })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    }
  }

  await studio.goTo('use')
  await page.getByRole('tab', { name: en.use.tabs.download }).click()
  const take = page.getByRole('button', { name: `${en.use.download.button}: ${en.use.download['metrics-json'].name}`, exact: true })
  const [file] = await Promise.all([page.waitForEvent('download'), take.click()])
  const metrics = JSON.parse(readFileSync(await file.path(), 'utf8'))
  expect(metrics.test).toMatchObject({
    accuracy: 1,
    pictures: 10,
    unreadable: 1,
    confusion: [
      [5, 0],
      [0, 5],
    ],
  })

  // A run of an earlier visit has it as it was.
  await page.reload()
  await studio.goTo('results')
  await page.getByRole('button', { name: /^Open “/ }).click()
  await page.getByRole('tab', { name: en.results.tabs.test }).click()
  await expect(page.getByText(text.pictures(10, 1))).toBeVisible()
})
