/** Labels in a table: from a drop to a submission, with a wrong guess put right on the way, and without a window. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { AutomationWindow } from '../src/app/automation'
import { BLUE, type Files, picture, RED, writeFiles } from './support/bad-files'
import { dropOn } from './support/drop'
import { en, expect, QUICK, test } from './support/test'

declare const window: Window & AutomationWindow

const text = en.tables
const COUNT = 24
const isRed = (i: number) => i % 3 === 0

/** Pictures without folders of classes; the table is called after its first column's words, and the labels stand in another. */
const files: Files = {
  ...Object.fromEntries(Array.from({ length: COUNT }, (_, i) => [`train/a${i}.jpg`, picture(isRed(i) ? RED : BLUE, i)])),
  ...Object.fromEntries([1, 2, 10].map((id) => [`test/${id}.jpg`, picture(id === 2 ? RED : BLUE, 100 + id)])),
  'labels.csv': `id,type,colour\n${Array.from({ length: COUNT }, (_, i) => `a${i},${i % 2 ? 'photo' : 'drawing'},${isRed(i) ? 'red' : 'blue'}\n`).join('')}gone,photo,red\n`,
  'sample_submission.csv': 'id,label\n1,0.5\n2,0.5\n10,0.5\n',
}

test('a folder with labels.csv: the guess, the right column, a table that comes later, training, a submission', async ({
  studio,
}, info) => {
  const { page } = studio
  const folder = resolve(writeFiles(info.outputPath('colours'), files))
  const classes = () => page.evaluate(() => window.trainyard.getState().dataset?.classes.map(({ name }) => name))
  await studio.goTo('data')
  await dropOn(page.getByTestId('drop-area'), [folder])
  await expect(page.getByText(text.from('labels.csv', COUNT + 1))).toBeVisible()
  await expect.poll(classes).toEqual(['drawing', 'photo'])
  const panel = page.getByRole('region', { name: text.title })
  await expect(panel.getByText(text.findings['rows-without-picture']({ rows: 1, examples: [] }))).toBeVisible()
  await expect(panel.getByText(text.findings['pictures-without-row']({ pictures: 3, examples: [] }))).toBeVisible()

  await test.step('another column', async () => {
    const column = panel.getByRole('combobox', { name: text.labelColumn })
    await expect(column).toHaveValue('type')
    await column.click()
    await page.getByRole('option', { name: 'colour', exact: true }).click()
    await expect.poll(classes).toEqual(['blue', 'red'])
    await expect(column, 'the keyboard stays where the choice was').toBeFocused()
    const rows = panel.getByRole('table').getByRole('row')
    await expect(rows.nth(1)).toContainText('red')
    await expect(rows.nth(1).getByRole('img')).toBeVisible()
    await expect(page.getByText(en.data.summary(COUNT, 2))).toBeVisible()
  })

  await test.step('what it was trained on is what is open: other labels are other pictures to a run', async () => {
    const fingerprint = () => page.evaluate(() => window.trainyard.getState().dataset?.fingerprint)
    const before = await fingerprint()
    const late = writeFiles(info.outputPath('late'), {
      'late.csv': readFileSync(join(folder, 'labels.csv'), 'utf8').replaceAll('red', 'warm'),
    })
    await panel.getByTestId('table-input').setInputFiles(join(late, 'late.csv'))
    await expect(page.getByText(text.from('late.csv', COUNT + 1))).toBeVisible()
    await expect.poll(fingerprint).not.toBe(before)
    await page.getByRole('button', { name: text.readBy('labels.csv') }).click()
    await expect(page.getByText(text.from('labels.csv', COUNT + 1))).toBeVisible()
    await panel.getByRole('combobox', { name: text.labelColumn }).click()
    await page.getByRole('option', { name: 'colour', exact: true }).click()
    await expect.poll(classes).toEqual(['blue', 'red'])
    await expect.poll(fingerprint).toBe(before)
  })

  await test.step('a table that does not fit says why, and nothing is lost', async () => {
    const other = writeFiles(info.outputPath('other'), { 'other.csv': 'file,label\nx.jpg,1\ny.jpg,2\n' })
    await panel.getByTestId('table-input').setInputFiles(join(other, 'other.csv'))
    await expect(studio.alert(text.faults['no-files'].why)).toBeVisible()
    await expect.poll(classes).toEqual(['blue', 'red'])
  })

  await studio.setRecipe({ ...QUICK, epochs: 1 })
  await studio.pressTrain()
  await studio.waitForEnd(60_000)
  await studio.goTo('use')
  await page.getByRole('tab', { name: en.use.tabs.submission }).click()
  await page.getByRole('button', { name: en.use.submission.make }).click()
  const save = page.getByRole('button', { name: en.use.submission.save })
  const [file] = await Promise.all([page.waitForEvent('download'), save.click()])
  const lines = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\n')
  expect(lines.map((line) => line.split(',')[0])).toEqual(['id', '1', '2', '10'])
})
