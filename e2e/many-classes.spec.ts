/** Many classes: the confusion matrix is drawn instead of written, and still opens the pictures of a cell. */
import { picture, writeFiles } from './support/bad-files'
import { en, expect, QUICK, test } from './support/test'

const { results, scores } = en
const CLASSES = 20

test('the matrix of 20 classes is one drawing; its mistakes are named and open their pictures', async ({ studio }, info) => {
  const { page } = studio
  const colour = (c: number) => [(c * 53) % 256, (c * 97) % 256, (c * 151) % 256] as const
  const files = Object.fromEntries(
    Array.from({ length: CLASSES * 5 }, (_, i) => [`class ${i % CLASSES}/${i}.jpg`, picture(colour(i % CLASSES), i)] as const),
  )
  await studio.openFolder(writeFiles(info.outputPath('many'), files))
  await expect(page.getByText(en.data.summary(CLASSES * 5, CLASSES))).toBeVisible()
  await studio.setRecipe({ ...QUICK, epochs: 1, patience: 0 })
  await studio.pressTrain()
  await studio.waitForEnd(120_000)
  await studio.goTo('results')
  await page.getByRole('tab', { name: results.tabs.confusion, exact: true }).click()

  const drawing = page.getByLabel(scores.drawn(CLASSES))
  await expect(drawing).toBeVisible()
  await expect(page.locator('td[data-right]')).toHaveCount(0)
  const named = page.getByRole('region', { name: new RegExp(`${scores.mostMixed}|${scores.mixedOnce}`) })
  const first = named.getByRole('button').first()
  await expect(first).toHaveText(/\S/)
  const what = (await first.textContent()) ?? ''
  await first.click()
  const drawer = page.getByRole('dialog')
  await expect(drawer.getByRole('heading', { name: what })).toBeVisible()
  await expect(drawer.getByRole('listitem').first()).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()

  // The second class taken for the first: its cell lies in the first column of the second row.
  const box = await drawing.boundingBox()
  await drawing.click({ position: { x: (0.5 * box!.width) / CLASSES, y: (1.5 * box!.height) / CLASSES } })
  await expect(drawer.getByRole('heading', { name: scores.wrong('class 1', 'class 0') })).toBeVisible()
  await page.keyboard.press('Escape')
  // By the keyboard: one to the right is where the first class was taken for the second one in line.
  await drawing.focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await expect(drawer.getByRole('heading', { name: scores.right('class 0') })).toBeVisible()
})
