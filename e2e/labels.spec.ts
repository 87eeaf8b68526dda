/** Wrong labels, found by the model among all pictures, training ones too, and decided one after another by keys. */
import { AxeBuilder } from '@axe-core/playwright'
import type { AutomationWindow } from '../src/app/automation'
import { en, expect, QUICK, test } from './support/test'

declare const window: Window & AutomationWindow

const { labels, pictures } = en

/** Ids of drawn pets that get the other label. */
const PLANTED = [3, 40, 77, 130, 171, 208]

test('planted wrong labels are found and put right by keys, and what was said to be right is not asked again', async ({ studio }) => {
  test.setTimeout(180_000)
  const { page } = studio
  const panel = page.getByRole('region', { name: labels.title })
  const list = panel.getByRole('listbox')
  const chosen = list.getByRole('option', { selected: true })
  const infoOf = (id: number) =>
    page.evaluate(async (one) => (await window.trainyard.trainer.dataset.samples({ ids: [one], offset: 0, limit: 1 })).samples[0]!, id)
  /** The pictures that the list shows, by their names. */
  const listed = () => list.getByRole('option').evaluateAll((all) => all.map((option) => option.getAttribute('aria-label') ?? ''))

  await studio.openDrawnPets()
  await test.step('without a model there is nobody to look', async () => {
    await expect(panel.getByRole('button', { name: labels.start })).toBeDisabled()
    await expect(panel.getByText(en.asking.noModel)).toBeVisible()
  })
  const right = await Promise.all(PLANTED.map(infoOf))
  const paths = right.map(({ path }) => path)
  for (const { id, label } of right)
    await page.evaluate(
      async ([one, className]) => void (await window.trainyard.getState().editPictures({ kind: 'relabel', ids: [one], className })),
      [id, label === 0 ? 'dog' : 'cat'] as const,
    )
  await studio.setRecipe({ ...QUICK, imageSize: 64, epochs: 1 })
  await studio.pressTrain()
  await studio.waitForEnd(90_000)
  await studio.goTo('data')

  await test.step('they come first, with the reason', async () => {
    await panel.getByRole('button', { name: labels.start }).click()
    await expect(list).toBeVisible({ timeout: 90_000 })
    const first = await listed()
    expect(paths.filter((path) => first.slice(0, 8).includes(path)).length).toBeGreaterThanOrEqual(5)
    expect(paths).toContain(first[0])
    await expect(panel.getByText(/^The model says “(cat|dog)”, \d+%\.$/)).toBeVisible()
    await expect(panel.getByText(/5 most alike/)).toBeVisible()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
      expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))).toEqual([])
    }
  })

  const [first, second, third] = (await listed()) as [string, string, string]
  const idOf = (path: string) => right.find((one) => one.path === path)!.id
  await test.step('A gives the class that the model says, Undo or Ctrl+Z takes it back', async () => {
    await list.focus()
    await expect(chosen).toHaveAttribute('aria-label', first)
    await page.keyboard.press('a')
    const said = labels.decided.relabel(first, right.find(({ path }) => path === first)!.label === 0 ? 'cat' : 'dog')
    await expect(panel.getByRole('status').filter({ hasText: said })).toBeVisible()
    await expect(chosen).toHaveAttribute('aria-label', second)
    expect((await infoOf(idOf(first))).label).toBe(right.find(({ path }) => path === first)!.label)
    await panel.getByRole('button', { name: pictures.undo }).click()
    await expect(chosen).toHaveAttribute('aria-label', first)
    await page.keyboard.press('a')
    await expect(chosen).toHaveAttribute('aria-label', second)
    await page.keyboard.press('Control+z')
    await expect(chosen).toHaveAttribute('aria-label', first)
    await page.keyboard.press('a')
    await expect(chosen).toHaveAttribute('aria-label', second)
  })

  await test.step('arrows move, R says that it is right, Delete leaves out, a digit gives a class', async () => {
    await page.keyboard.press('ArrowRight')
    await expect(chosen).toHaveAttribute('aria-label', third)
    await page.keyboard.press('r')
    await expect(panel.getByText(labels.confirmed(1))).toBeVisible()
    await page.keyboard.press('Home')
    await expect(chosen).toHaveAttribute('aria-label', second)
    await page.keyboard.press('Delete')
    await expect(panel.getByRole('status').filter({ hasText: labels.decided['leave-out'](second) })).toBeVisible()
    const next = (await listed())[0]!
    await expect(chosen).toHaveAttribute('aria-label', next)
    const { given, id } = await page.evaluate(() => {
      const { labelLook } = window.trainyard.getState()
      if (labelLook.status !== 'done') throw new Error('nothing was found')
      return labelLook.report.suspects[3]!
    })
    await page.keyboard.press(given === 'cat' ? '2' : '1')
    await expect.poll(async () => (await infoOf(id)).label).toBe(given === 'cat' ? 1 : 0)
  })

  await test.step('a second look is by what is kept, and does not ask again', async () => {
    await panel.getByRole('button', { name: labels.again }).click()
    await expect(list).toBeVisible({ timeout: 60_000 })
    const again = await listed()
    for (const path of [first, second, third]) expect(again).not.toContain(path)
    await panel.getByRole('button', { name: labels.askAgain }).click()
    await expect(panel.getByText(labels.confirmed(1))).toBeHidden()
  })

  await test.step('pictures like no other, on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await panel.getByText(/^Like no other/).click()
    await expect(list.getByRole('option')).toHaveCount(12)
    await expect(panel.getByRole('button', { name: labels.right })).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  })
})
