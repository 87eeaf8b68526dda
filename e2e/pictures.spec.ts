/** Somebody looks after their pictures: checks, leaves out, re-labels, moves, renames and merges, and then trains; and 25,000 of them. */
import type { Page } from '@playwright/test'
import type { AutomationWindow } from '../src/app/automation'
import { AUGMENTATIONS } from '../workers/protocol/presets'
import { picture, RED } from './support/bad-files'
import { PLANTED_PER_CLASS, plantedFolder } from './support/planted'
import { en, expect, QUICK, test } from './support/test'

declare const window: Window & AutomationWindow

// A click that leads nowhere is told from a machine that is slow.
test.use({ actionTimeout: 20_000 })

const text = en.pictures
const { health } = text
const TOTAL = 2 * PLANTED_PER_CLASS + 8

const grid = (page: Page) => page.getByRole('grid', { name: text.title })
const tile = (page: Page, path: string) =>
  grid(page)
    .getByRole('gridcell')
    .filter({ has: page.locator(`img[alt$="/${path}"]`) })
const tick = (page: Page, path: string) => tile(page, path).locator('[data-tick]')
const finding = (page: Page, problem: keyof typeof health.problems) => page.getByRole('region', { name: health.problems[problem].name })
const counts = (page: Page) =>
  page.evaluate(() =>
    Object.fromEntries(window.trainyard.getState().dataset?.classes.map(({ name, counts: c }) => [name, c.train + c.val + c.test]) ?? []),
  )
const choose = async (page: Page, filter: string, option: string | RegExp) => {
  await page.getByRole('combobox', { name: filter }).click()
  await page.getByRole('option', { name: option }).click()
}

test('somebody puts a messy folder in order and trains on it', async ({ studio }, info) => {
  test.slow()
  const { page } = studio
  const folder = plantedFolder(info.outputPath('my pets'))
  await studio.openFolder(folder)
  await expect(page.getByText(en.data.summary(TOTAL, 2))).toBeVisible()

  await test.step('checks the pictures: the worst comes first', async () => {
    await page.getByRole('button', { name: health.start }).click()
    await expect(page.getByText(health.found(TOTAL, 5))).toBeVisible({ timeout: 30_000 })
    const found = () => page.locator('section[data-problem]').evaluateAll((sections) => sections.map((s) => s.getAttribute('data-problem')))
    await expect.poll(found).toEqual(['two-labels', 'cannot-decode', 'duplicate', 'near-duplicate', 'tiny'])
    await expect(finding(page, 'two-labels').getByRole('button', { name: /^Look at/ })).toHaveCount(2)
  })

  await test.step('keeps one finding in and leaves out the rest', async () => {
    await expect(page.getByRole('button', { name: health.apply(6) })).toBeVisible()
    await finding(page, 'near-duplicate')
      .getByRole('switch', { name: /dog\.904\.jpg$/ })
      .click()
    await page.getByRole('button', { name: health.apply(5) }).click()
    await expect(page.getByText(health.settled(4))).toBeVisible()
    await expect(finding(page, 'two-labels')).toBeHidden()
    await expect(finding(page, 'near-duplicate')).toBeVisible()
    await expect.poll(() => counts(page)).toEqual({ cat: PLANTED_PER_CLASS + 1, dog: PLANTED_PER_CLASS + 2 })
  })

  await test.step('looks at the two-faced picture and says what it is', async () => {
    await choose(page, text.filter.problem, text.filter.counted(health.problems['two-labels'].name, 2))
    await expect(grid(page).getByRole('gridcell')).toHaveCount(2)
    await tile(page, 'dog.900.jpg').click()
    const look = page.getByRole('dialog')
    await expect(look.getByText(text.large.pixels(256, 256, '')).or(look.getByText(/256 × 256 px/))).toBeVisible()
    await look.getByRole('combobox', { name: text.large.className }).click()
    await page.getByRole('option', { name: 'cat' }).click()
    await look.getByRole('switch', { name: text.large.takesPart }).click()
    await expect.poll(() => counts(page)).toEqual({ cat: PLANTED_PER_CLASS + 2, dog: PLANTED_PER_CLASS + 2 })
    await page.keyboard.press('Escape')
    await expect(look).toBeHidden()
    await choose(page, text.filter.problem, text.filter.all)
  })

  await test.step('selects with Shift, and gives two pictures a class of their own', async () => {
    await tick(page, 'cat.0.jpg').click()
    await tile(page, 'cat.10.jpg').click({ modifiers: ['Shift'] })
    await expect(page.getByText(text.selected(3))).toBeVisible()
    await tile(page, 'cat.0.jpg').click()
    await expect(page.getByText(text.selected(2))).toBeVisible()
    await page.getByRole('button', { name: text.actions.relabel }).click()
    await page.getByRole('combobox', { name: text.actions.className, exact: true }).fill('kitten')
    await page.keyboard.press('Enter')
    await expect(page.getByText(text.done.relabel(2, 'kitten'))).toBeVisible()
    await expect.poll(() => counts(page)).toEqual({ cat: PLANTED_PER_CLASS, dog: PLANTED_PER_CLASS + 2, kitten: 2 })
  })

  await test.step('moves a picture to testing by the keyboard', async () => {
    await choose(page, en.data.classFilter, 'dog')
    await grid(page).focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Space')
    await page.keyboard.press('Shift+ArrowRight')
    await expect(page.getByText(text.selected(2))).toBeVisible()
    await page.getByRole('button', { name: text.actions.move }).click()
    await page.getByRole('menuitem', { name: en.data.split.test }).click()
    await expect(page.getByText(text.done.move(2, en.data.split.test))).toBeVisible()
    await choose(page, en.data.splitFilter, en.data.split.test)
    await expect(grid(page).getByRole('gridcell')).toHaveCount(2)
    await choose(page, en.data.classFilter, en.data.allClasses)
    await choose(page, en.data.splitFilter, en.data.allSplits)
  })

  await test.step('renames one class and merges another', async () => {
    const rename = async (from: string, to: string) => {
      await page.getByRole('button', { name: text.classes.rename(from) }).click()
      await page.getByRole('textbox', { name: text.classes.name(from) }).fill(to)
    }
    await rename('dog', 'hound')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('rowheader', { name: 'hound' })).toBeVisible()
    await rename('kitten', 'cat')
    await expect(page.getByText(text.classes.exists('cat'))).toBeVisible()
    await page.getByRole('button', { name: text.classes.merge('kitten', 'cat') }).click()
    await expect.poll(() => counts(page)).toEqual({ cat: PLANTED_PER_CLASS + 2, hound: PLANTED_PER_CLASS + 2 })
  })

  await test.step('undoes what was done last, and does it again', async () => {
    await tick(page, 'cat.1.jpg').click()
    await page.getByRole('button', { name: text.actions.leaveOut, exact: true }).click()
    await expect(page.getByText(text.done['leave-out'](1))).toBeVisible()
    expect((await counts(page)).cat).toBe(PLANTED_PER_CLASS + 1)
    await page.getByRole('button', { name: text.undo }).first().click()
    await expect.poll(async () => (await counts(page)).cat).toBe(PLANTED_PER_CLASS + 2)
  })

  await test.step('finds it all again after a reload', async () => {
    await page.reload()
    await studio.openFolder(folder)
    await expect(page.getByText(health.found(TOTAL, 5))).toBeVisible()
    await expect.poll(() => counts(page)).toEqual({ cat: PLANTED_PER_CLASS + 2, hound: PLANTED_PER_CLASS + 2 })
    for (const line of [text.changes.leftOut(4), text.changes.moved(2)]) await expect(page.getByText(line)).toBeVisible()
    await choose(page, text.filter.problem, text.filter.states['left-out'])
    await expect(grid(page).getByRole('gridcell')).toHaveCount(4)
    await expect(tile(page, 'cat.900.jpg')).toContainText(text.leftOut)
  })

  await test.step('trains on what is left', async () => {
    await studio.setRecipe({ ...QUICK, epochs: 1 })
    await studio.pressTrain()
    await studio.waitForEnd(90_000)
    const started = await page.evaluate(() => window.trainyard.getState().run.started)
    expect(started?.classes).toEqual(['cat', 'hound'])
    expect((started?.trainCount ?? 0) + (started?.valCount ?? 0)).toBe(2 * PLANTED_PER_CLASS + 4 - 2)
  })
})

test('nine views show what the network gets, and follow the preset', async ({ studio }) => {
  const { page } = studio
  await studio.openDrawnPets()
  await grid(page).focus()
  await page.keyboard.press('Enter')
  const look = page.getByRole('dialog')
  const views = look.getByRole('list', { name: text.views.list }).getByRole('img')
  await expect(views).toHaveCount(9)
  const pixels = () =>
    views.evaluateAll((canvases) => (canvases as HTMLCanvasElement[]).map((canvas) => `${canvas.width} ${canvas.toDataURL().slice(-400)}`))
  const size = await page.evaluate(() => window.trainyard.getState().config.imageSize)
  await expect.poll(async () => (await pixels()).every((view) => view.startsWith(`${size} `))).toBe(true)
  const article = await pixels()
  expect(new Set(article).size).toBeGreaterThan(5)
  await look.getByText(AUGMENTATIONS.none.label.en, { exact: true }).click()
  await expect.poll(async () => new Set(await pixels()).size).toBe(1)
  await look.getByText(AUGMENTATIONS.article.label.en, { exact: true }).click()
  await expect.poll(pixels, { timeout: 30_000 }).toEqual(article)
  await look.getByText(AUGMENTATIONS.strong.label.en, { exact: true }).click()
  expect(await page.evaluate(() => window.trainyard.getState().config)).toMatchObject(AUGMENTATIONS.strong.changes)
  // The next picture is one key away.
  await look.getByText(text.large.place(1, 240)).click()
  await page.keyboard.press('ArrowRight')
  await expect(look.getByText(text.large.place(2, 240))).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(grid(page)).toBeFocused()
})

test('uneven classes: said, and one click does something about it', async ({ studio }) => {
  const { page } = studio
  const bytes = Array.from({ length: 50 }, (_, n) => [...picture(RED, n)])
  await page.evaluate(
    (all) => window.trainyard.openFiles(all.map((one, n) => new File([new Uint8Array(one)], n < 40 ? `cat.${n}.jpg` : `dog.${n}.jpg`))),
    bytes,
  )
  const uneven = page.getByRole('region', { name: text.imbalance.choice })
  await expect(uneven).toContainText(text.imbalance.title('cat', 4, 'dog'))
  await uneven.getByText('Rare classes weigh more').click()
  expect(await page.evaluate(() => window.trainyard.getState().config.balance)).toBe('weighted')
  await uneven.getByRole('link', { name: text.imbalance.link }).click()
  await expect(page.getByRole('combobox', { name: 'Uneven classes' })).toBeInViewport()
})

test('of 25,000 pictures a screenful is drawn wherever one scrolls, and a check of them can be cancelled', async ({ studio }) => {
  test.slow()
  const { page } = studio
  const bytes = Array.from({ length: 60 }, (_, n) => [...picture(RED, n)])
  expect(
    await page.evaluate((few) => {
      const content = few.map((one) => new Uint8Array(one))
      const files = Array.from({ length: 25_000 }, (_, n) => new File([content[n % 60]!], `${n % 2 ? 'dog' : 'cat'}.${n}.jpg`))
      return window.trainyard.openFiles(files)
    }, bytes),
  ).toBe(true)
  await expect(page.getByText(en.data.summary(25_000, 2))).toBeVisible()
  const cells = grid(page).getByRole('gridcell')
  await expect(cells.first().locator('img')).toBeVisible()

  let most = 0
  await grid(page).hover()
  for (let i = 0; i < 40; i++) {
    await page.mouse.wheel(0, i < 20 ? 600 : 20_000)
    most = Math.max(most, await cells.count())
  }
  await grid(page).focus()
  await page.keyboard.press('End')
  await expect(cells.last().locator('img')).toBeVisible()
  await page.keyboard.press('Control+A')
  await expect(page.getByText(text.selected(25_000))).toBeVisible()
  await page.keyboard.press('Home')
  await expect(cells.first().locator('img')).toBeVisible()
  expect(most, 'a screenful of tiles and a little').toBeLessThan(120)

  await page.getByRole('button', { name: health.start }).click()
  await expect(page.getByRole('progressbar', { name: health.label })).toBeVisible()
  await expect(page.getByText(/^about .* left$/)).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: en.ui.cancel }).click()
  await expect(page.getByRole('button', { name: health.start })).toBeVisible()
})
