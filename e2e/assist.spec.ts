/** A few labelled pictures and a folder without labels: the model helps to label it, by keyboard alone. */
import { AxeBuilder } from '@axe-core/playwright'
import type { AutomationWindow } from '../src/app/automation'
import { en, expect, test } from './support/test'

declare const window: Window & AutomationWindow

const { assist, adding, labels, pictures } = en

test('forty labelled pictures and a folder without labels become a labelled dataset, by keys', async ({ studio }) => {
  test.setTimeout(180_000)
  const { page } = studio
  const panel = page.getByRole('region', { name: assist.title })
  const list = panel.getByRole('listbox')
  const withoutLabel = (total: number) => expect(panel.getByText(assist.without(total))).toBeVisible()

  await studio.goTo('data')
  await studio.setRecipe({ imageSize: 64, backend: 'wasm' })
  await test.step('a person who has 40 labelled ones adds a flat folder of 60 others', async () => {
    const others = await page.evaluateHandle(async () => {
      const { trainer, getState } = window.trainyard
      await getState().openDataset({ kind: 'drawn', count: 100, seed: 7 })
      const { samples } = await trainer.dataset.samples({ offset: 0, limit: 100 })
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
      return items(given.others)
    })
    await expect(page.getByText(en.data.summary(40, 2))).toBeVisible()
    await expect(panel).toHaveCount(0)
    await page.evaluate((items) => void window.trainyard.getState().offerPictures({ kind: 'items', items }), others)
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
    // A key that comes before the next picture is there decides nothing.
    const press = async (key: string, left: number) => {
      await page.keyboard.press(key)
      await expect(panel.getByText(labels.place(1, left), { exact: true })).toBeVisible()
    }
    await press('a', 19)
    await press('2', 18)
    await press('Delete', 17)
    await withoutLabel(57)
    await press('Control+z', 18)
    await withoutLabel(58)
    for (const left of [17, 16, 15]) await press('a', left)
    await withoutLabel(55)
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
    // At once: what is drawn anew between two keys takes the selection from what is typed over.
    await least.fill('50')
    await expect(least).toHaveValue('50%')
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
