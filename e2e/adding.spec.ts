/** Adding to what is open, and putting it right: what a person finds missing after the first look, and afterwards in use. */
import { join, resolve } from 'node:path'
import type { AutomationWindow } from '../src/app/automation'
import { BLUE, RED, writeFiles } from './support/bad-files'
import { dropOn } from './support/drop'
import { flatJpeg, yCbCr } from './support/jpeg'
import { en, expect, QUICK, type Studio, test } from './support/test'

declare const window: Window & AutomationWindow

const GREEN = [90, 150, 60] as const

/** A picture that looks like no other of its colour. */
function picture(colour: readonly [number, number, number], n: number): Buffer {
  const shade = (x: number, y: number) =>
    ((Math.imul(x + 1, 73_856_093) ^ Math.imul(y + 1, 19_349_663) ^ Math.imul(n + 1, 83_492_791)) >>> 7) % 120
  return flatJpeg({
    width: 64,
    height: 64,
    block: (x, y) => yCbCr([colour[0] + shade(x, y) - 60, colour[1] + shade(y, x) - 60, colour[2]]),
  })
}

/** Pictures of one colour, a little different each, as files on the disk. */
const loose = (folder: string, colour: readonly [number, number, number], count: number, from = 0): string[] => {
  const names = Array.from({ length: count }, (_, i) => `${from + i}.jpg`)
  writeFiles(folder, Object.fromEntries(names.map((name, i) => [name, picture(colour, 500 + from + i)])))
  return names.map((name) => resolve(join(folder, name)))
}
/** A class's row in the list of classes. */
const row = ({ page }: Studio, name: string) => page.locator(`tr[data-class-name="${name}"]`)
const dropArea = ({ page }: Studio) => page.getByTestId('drop-area')

test('pictures, a class and a folder are added to what is open, taken back, and are there again after a reload', async ({
  studio,
}, info) => {
  const { page } = studio
  await studio.openDrawnPets()
  const birds = loose(info.outputPath('birds'), GREEN, 4)

  await test.step('loose pictures ask what they are', async () => {
    await dropOn(dropArea(studio), birds, en.adding.dropHere)
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: en.adding.className }).fill('bird')
    await dialog.getByRole('button', { name: en.adding.add(4) }).click()
    await expect(page.getByText(en.adding.added(4, ['bird']))).toBeVisible()
    await expect(row(studio, 'bird')).toContainText('bird')
    await expect(page.getByText(en.data.summary(244, 3))).toBeVisible()
  })

  await test.step('what is there already is not added again', async () => {
    await dropOn(dropArea(studio), birds.slice(0, 1), en.adding.dropHere)
    await page.getByRole('radio', { name: en.adding.prediction }).check()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: en.adding.add(1) })
      .click()
    await expect(page.getByText(en.adding.sameAs('0.jpg', 'bird'))).toBeVisible()
    await expect(page.getByText(en.adding.noneAdded)).toBeVisible()
  })

  await test.step('dropped on a class they are of it', async () => {
    await dropOn(row(studio, 'bird'), loose(info.outputPath('more'), GREEN, 1, 10), en.adding.dropOn('bird'))
    await expect(page.getByText(en.adding.added(1, ['bird']))).toBeVisible()
  })

  await test.step('an empty class takes pictures of the gallery, is removed, and comes back', async () => {
    await page.getByRole('textbox', { name: en.adding.newClassName }).fill('fish')
    await page.keyboard.press('Enter')
    await expect(row(studio, 'fish')).toContainText(en.adding.empty)
    await page.getByTestId('add-to-fish').setInputFiles(loose(info.outputPath('fish'), BLUE, 3, 20))
    await expect(page.getByText(en.data.summary(248, 4))).toBeVisible()
    await row(studio, 'fish')
      .getByRole('button', { name: en.adding.remove('fish') })
      .click()
    await expect(page.getByText(en.data.summary(245, 3))).toBeVisible()
    await expect(page.getByRole('status').getByText(en.adding.removed('fish'))).toHaveCount(1)
    await expect(page.getByRole('heading', { name: en.data.classes })).toBeFocused()
    await page.keyboard.press('Control+z')
    await expect(page.getByText(en.data.summary(248, 4))).toBeVisible()
  })

  await test.step('a folder of classes', async () => {
    const folder = info.outputPath('animals')
    loose(join(folder, 'fox'), RED, 2, 30)
    loose(join(folder, 'Bird'), GREEN, 2, 40)
    const button = page.getByRole('button', { name: en.adding.folder, exact: true })
    await button.focus()
    await page.getByTestId('add-folder-input').setInputFiles(folder)
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText(`${en.adding.foldersOf('bird', 2, false)}, ${en.adding.foldersOf('fox', 2, true)}`)
    await dialog.getByRole('button', { name: en.adding.add(4) }).click()
    await expect(page.getByText(en.data.summary(252, 5))).toBeVisible()
    await expect(button).toBeFocused()
  })

  await test.step('after a reload all of it is there', async () => {
    await page.reload()
    await expect(page.getByText(en.data.summary(252, 5))).toBeVisible({ timeout: 60_000 })
    await expect(page.getByText(en.adding.count(12))).toBeVisible()
  })

  await test.step('one that a model answered about is added where it belongs', async () => {
    await studio.setRecipe({ ...QUICK, epochs: 1, limit: 80 })
    await studio.pressTrain()
    await studio.waitForEnd(90_000)
    await page.goto('/#/use/pictures')
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles(loose(info.outputPath('new'), RED, 1, 60))
    await page.getByRole('button', { name: en.adding.forPicture('60.jpg') }).click()
    await page.getByRole('combobox', { name: en.adding.other }).fill('wolf')
    await page.keyboard.press('Enter')
    await expect(page.getByText(en.adding.added(1, ['wolf']))).toBeVisible()
    await studio.goTo('data')
    await expect(page.getByText(en.data.summary(253, 6))).toBeVisible()
  })
})

test('a class pressed shows its pictures, keys put them right, and of a picture under two classes one press says which', async ({
  studio,
}, info) => {
  const { page } = studio
  const pets = Array.from({ length: 12 }, (_, n) => [
    [`cat/${n}.jpg`, picture(RED, n)],
    [`dog/${n}.jpg`, picture(BLUE, n)],
  ]).flat() as [string, Uint8Array][]
  // One cat lies among the dogs too.
  await studio.openFolder(writeFiles(info.outputPath('pets'), { ...Object.fromEntries(pets), 'dog/cat.jpg': picture(RED, 3) }))
  const grid = page.getByRole('grid', { name: en.pictures.title })
  const status = page.getByRole('status')

  await test.step('a class in the list filters the grid, pressed again it shows all', async () => {
    const cat = row(studio, 'cat').getByRole('button', { name: 'cat', exact: true })
    await cat.click()
    await expect(cat).toHaveAttribute('aria-pressed', 'true')
    await expect(page.getByText(en.pictures.shown(12, 12), { exact: true }).last()).toBeVisible()
    await cat.click()
    await expect(page.getByText(en.pictures.shown(25, 25), { exact: true }).last()).toBeVisible()
  })

  await test.step('of one picture under two classes a press says what it is', async () => {
    await page.getByRole('button', { name: en.pictures.health.start }).click()
    await page.getByRole('button', { name: en.adding.is('cat') }).click()
    await expect(page.getByText(en.pictures.changes.leftOut(1))).toBeVisible()
    const out = await page.evaluate(() => window.trainyard.trainer.dataset.samples({ leftOut: true, offset: 0, limit: 9 }))
    expect(out.samples.map(({ path }) => path)).toEqual(['pets/dog/cat.jpg'])
  })

  await test.step('the sheet of keys opens and closes; by then keys do nothing', async () => {
    await grid.focus()
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: en.keys.title })
    await expect(sheet.getByText(en.keys.commands.class)).toBeVisible()
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Escape')
    await expect(sheet).toBeHidden()
    await expect(page.getByText(en.pictures.changes.leftOut(1))).toBeVisible()
  })

  await test.step('digits give classes, Delete leaves out, Ctrl+Z takes back and Ctrl+Shift+Z does it again', async () => {
    await expect(row(studio, 'dog').getByTitle(en.keys.number(2))).toBeVisible()
    await grid.focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('2')
    await expect(status.getByText(en.pictures.done.relabel(2, 'dog'))).toBeVisible()
    await page.keyboard.press('Control+z')
    await expect(status.getByText(en.keys.undone)).toBeVisible()
    await expect(page.getByText(en.pictures.changes.relabelled(2))).toBeHidden()
    await page.keyboard.press('Control+Shift+z')
    await expect(page.getByText(en.pictures.changes.relabelled(2))).toBeVisible()
    // The grid has the keyboard still: the picture that it is at.
    await page.keyboard.press('Delete')
    await expect(page.getByText(en.pictures.changes.leftOut(2))).toBeVisible()
    await page.keyboard.press('9')
    await expect(status.getByText(en.keys.noSuchClass(9))).toBeVisible()
  })

  await test.step('what is typed is text', async () => {
    await page.getByRole('textbox', { name: en.adding.newClassName }).fill('fox 2')
    await page.keyboard.press('Backspace')
    await page.keyboard.press('Control+z')
    await expect(page.getByText(en.pictures.changes.leftOut(2))).toBeVisible()
  })
})
