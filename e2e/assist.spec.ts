/** A few labelled pictures and a folder without labels: the model helps to label it, by keyboard alone. */
import { AxeBuilder } from '@axe-core/playwright'
import type { AutomationWindow } from '../src/app/automation'
import { en, expect, test } from './support/test'

declare const window: Window & AutomationWindow

const { assist, adding, pictures } = en

test('forty labelled pictures and a folder without labels become a labelled dataset, by keys', async ({ studio }) => {
  test.setTimeout(120_000)
  const { page } = studio
  const panel = page.getByRole('region', { name: assist.title })
  const list = panel.getByRole('listbox')
  const withoutLabel = (total: number) => expect(panel.getByText(assist.without(total))).toBeVisible()

  await studio.openDrawnPets()
  await expect(panel).toHaveCount(0)
  await studio.setRecipe({ imageSize: 64, backend: 'wasm' })
  await test.step('a person who has 40 labelled ones adds a flat folder of 60 others', async () => {
    await page.evaluate(async () => {
      const { trainer, getState } = window.trainyard
      const { samples } = await trainer.dataset.samples({ offset: 0, limit: 240 })
      const fileOf = async (id: number, path: string) => ({
        path,
        file: new File([await trainer.dataset.file(id)], path.split('/').at(-1)!),
      })
      const given = { labelled: [], others: [] } as Record<'labelled' | 'others', Awaited<ReturnType<typeof fileOf>>[]>
      const [cats, dogs] = [0, 1].map((kind) => samples.filter(({ label }) => label === kind)) as [typeof samples, typeof samples]
      const byTurns = cats.slice(0, 50).flatMap((cat, i) => [cat, dogs[i]!])
      for (const [i, { id, label }] of byTurns.entries()) {
        if (i < 40) given.labelled.push(await fileOf(id, `pets/${label === 0 ? 'cat' : 'dog'}/${i}.jpg`))
        else given.others.push(await fileOf(id, `inbox/${i}.jpg`))
      }
      const items = (all: typeof given.others) => all.map((one) => ({ kind: 'file' as const, ...one }))
      await getState().openDataset({ kind: 'items', items: items(given.labelled) })
      void getState().offerPictures({ kind: 'items', items: items(given.others) })
    })
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText(adding.found('inbox', 60))
    await dialog.getByRole('radio', { name: adding.prediction }).focus()
    await page.keyboard.press('Space')
    await dialog.getByRole('button', { name: adding.add(60) }).focus()
    await page.keyboard.press('Enter')
    await withoutLabel(60)
  })

  await test.step('asked, a head answers by the forty labels, and labels nothing', async () => {
    await panel.getByRole('button', { name: assist.start }).focus()
    await page.keyboard.press('Enter')
    await expect(panel.getByText(/^Answered by what was learnt from 3\d labels/)).toBeVisible({ timeout: 60_000 })
    await expect(list.getByRole('option')).toHaveCount(12)
    await withoutLabel(60)
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))).toEqual([])
  })

  await test.step('A accepts, a digit gives a class, Delete leaves out, Ctrl+Z takes back', async () => {
    await list.focus()
    await page.keyboard.press('a')
    await withoutLabel(59)
    await page.keyboard.press('2')
    await withoutLabel(58)
    await page.keyboard.press('Delete')
    await withoutLabel(57)
    await page.keyboard.press('Control+z')
    await withoutLabel(58)
    for (let left = 57; left >= 55; left--) {
      await page.keyboard.press('a')
      await withoutLabel(left)
    }
  })

  await test.step('taught again it says how right it is by the number of labels', async () => {
    await panel.getByRole('button', { name: assist.teach }).focus()
    await page.keyboard.press('Enter')
    await expect(panel.getByRole('img', { name: /^Validation accuracy by labels: \d+% with 40, \d+% with 45/ })).toBeVisible({
      timeout: 60_000,
    })
  })

  await test.step('all that are sure enough are accepted at once, counted before, and undone at once', async () => {
    const least = panel.getByRole('textbox', { name: assist.least })
    await least.focus()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('50')
    const accept = panel.getByRole('button', { name: assist.acceptAll(55, 50) })
    await expect(accept).toBeEnabled()
    await accept.focus()
    await page.keyboard.press('Enter')
    await expect(panel.getByText(assist.allLabelled)).toBeVisible()
    await panel.getByRole('button', { name: pictures.undo }).first().focus()
    await page.keyboard.press('Enter')
    await withoutLabel(55)
    await page.setViewportSize({ width: 390, height: 844 })
    await expect(list).toBeVisible()
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  })
})
