/** The pictures as a map, by keyboard and mouse: laid out, selected with a line, changed and taken back; those most like one; where the model fails. */
import { AxeBuilder } from '@axe-core/playwright'
import type { AutomationWindow } from '../src/app/automation'
import { en, expect, QUICK, test } from './support/test'

declare const window: Window & AutomationWindow

const { map, pictures, results } = en

test('a map is laid out, a line selects, keys re-label and take back, and similar pictures are found', async ({ studio }) => {
  test.setTimeout(120_000)
  const { page } = studio
  const panel = page.getByRole('region', { name: map.title })
  const canvas = panel.getByRole('application')
  const labelsOf = (ids: readonly number[]) =>
    page.evaluate(
      async (some) =>
        (await window.trainyard.trainer.dataset.samples({ ids: some, offset: 0, limit: some.length })).samples.map(({ label }) => label),
      ids,
    )

  await studio.openDrawnPets()
  await page.goto('/#/data/map')
  await expect(panel.getByText(en.asking.noModel)).toBeVisible()
  await studio.setRecipe({ ...QUICK, epochs: 1 })
  await studio.pressTrain()
  await studio.waitForEnd(60_000)
  await page.goto('/#/data/map')
  await panel.getByRole('button', { name: map.start }).click()
  await expect(canvas).toBeVisible({ timeout: 60_000 })
  await expect(canvas).toHaveAccessibleName(map.canvas(240))

  await test.step('axe finds nothing, and a phone has room for it', async () => {
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  await test.step('wheel and keys zoom, 0 shows all of it', async () => {
    await canvas.hover()
    await page.mouse.wheel(0, -400)
    await expect(canvas).not.toHaveAttribute('data-scale', '100')
    await canvas.focus()
    await page.keyboard.press('0')
    await expect(canvas).toHaveAttribute('data-scale', '100')
    await page.keyboard.press('+')
    await expect(canvas).toHaveAttribute('data-scale', '140')
    await page.keyboard.press('0')
  })

  await test.step('a line around all selects all, Escape none; a neighbourhood of the table by keyboard', async () => {
    await panel.getByText(map.tools.lasso, { exact: true }).click()
    const box = (await canvas.boundingBox())!
    const corners = [
      [2, 2],
      [box.width - 2, 2],
      [box.width - 2, box.height - 2],
      [2, box.height - 2],
      [2, 3],
    ] as const
    await page.mouse.move(box.x + 2, box.y + 2)
    await page.mouse.down()
    for (const [x, y] of corners) await page.mouse.move(box.x + x, box.y + y)
    await page.mouse.up()
    await expect(panel.getByText(pictures.selected(240))).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(panel.getByText(pictures.selected(240))).toBeHidden()
    await panel.getByRole('button', { name: /^Select neighbourhood 1,/ }).focus()
    await page.keyboard.press('Enter')
    await expect(panel.getByRole('button', { name: /^Show \d+ in the grid$/ })).toBeVisible()
  })

  await test.step('a digit gives them the class, Ctrl+Z takes that back', async () => {
    const ids = await page.evaluate(() => {
      const { pictureMap } = window.trainyard.getState()
      if (pictureMap.status !== 'done') throw new Error('there is no map')
      const { map: found } = pictureMap
      return Array.from(found.ids).filter((_, row) => found.neighbourhoods[row] === 0)
    })
    const before = await labelsOf(ids)
    // What is so already is no change.
    const to = before.every((label) => label === 1) ? 0 : 1
    await page.keyboard.press(String(to + 1))
    await expect.poll(() => labelsOf(ids)).toEqual(ids.map(() => to))
    const changed = before.filter((label) => label !== to).length
    await expect(panel.getByText(pictures.done.relabel(changed, to === 0 ? 'cat' : 'dog'))).toBeVisible()
    await page.keyboard.press('Control+z')
    await expect.poll(() => labelsOf(ids)).toEqual(before)
  })

  const grid = page.getByRole('grid', { name: pictures.title })
  await test.step('S in the grid shows the pictures most like one, and the way back to all', async () => {
    await panel.getByText(map.grid, { exact: true }).click()
    await expect(page.getByRole('radio', { name: map.grid, exact: true })).toBeFocused()
    await expect(grid.getByRole('gridcell').first()).toBeVisible()
    await grid.focus()
    await page.keyboard.press('s')
    await expect(page.getByText(/^The pictures most like “.+”, the most alike first\./)).toBeVisible()
    await expect.poll(() => page.evaluate(() => window.trainyard.getState().among?.ids.length)).toBe(61)
    await page.getByRole('button', { name: map.among.all }).click()
    await expect(page.getByText(/^The pictures most like/)).toBeHidden()
  })

  await test.step('where it fails is said in Results, or that nothing stands out', async () => {
    await page.goto('/#/results/pictures')
    const weak = page.getByRole('region', { name: results.weak.title })
    await weak.getByRole('button', { name: results.weak.start }).click()
    await expect(weak.getByRole('button', { name: results.weak.again })).toBeVisible({ timeout: 30_000 })
    await expect(weak.getByText(/wrong/).first()).toBeVisible()
  })
})
