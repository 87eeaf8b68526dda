/** Kaggle's submission from a small test folder: every file is in it or named. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { goodPictures, writeFiles } from './support/bad-files'
import { en, expect, QUICK, realPictures, test } from './support/test'

const text = en.use.submission
const PICTURES = 12

test('a test folder becomes submission.csv', async ({ studio }, info) => {
  const { page } = studio
  const folder = info.outputPath('test1')
  mkdirSync(join(folder, 'more'), { recursive: true })
  const made = Object.values(goodPictures(PICTURES))
  for (let id = 1; id <= PICTURES; id++) {
    const to = join(folder, `${id}.jpg`)
    if (id === 7) continue
    if (realPictures) copyFileSync(join(realPictures, `${id % 2 ? 'cat' : 'dog'}.${id}.jpg`), to)
    else writeFileSync(to, made[id]!)
  }
  writeFiles(folder, { '5.jpg': Buffer.from('no picture at all'), 'more/3.jpg': made[1]!, 'cover.jpg': made[2]! })

  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 1, limit: 60 })
  await studio.pressTrain()
  await studio.waitForEnd(60_000)
  await studio.goTo('use')
  await page.getByRole('tab', { name: en.use.tabs.submission }).click()
  await expect(page.getByText(text.noTest)).toBeVisible()
  await expect(page.getByRole('button', { name: text.make })).toBeDisabled()
  await expect(page.getByText(/^Log loss on your validation pictures/)).toBeVisible()
  await page.getByTestId('test-folder-input').setInputFiles(folder)
  await expect(page.getByText(en.better.test.open('test1', 12))).toBeVisible()
  await page.getByRole('button', { name: text.make }).click()
  await expect(page.getByText(text.rows(11))).toBeVisible()

  const named = (list: keyof typeof text.lists) => page.getByRole('list', { name: text.lists[list] }).getByRole('listitem')
  await expect(named('undecodable')).toHaveText([/5\.jpg$/])
  await expect(named('withoutId')).toHaveText([/cover\.jpg$/])
  await expect(named('duplicates')).toHaveText([/3\.jpg$/])
  await expect(named('missing')).toHaveText(['7'])
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: text.save }).click()])
  const [head, ...lines] = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\n')
  expect(head).toBe('id,label')
  const rows = lines.map((line) => line.split(',').map(Number))
  expect(rows.map(([id]) => id)).toEqual([1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12])
  expect(rows.every(([, label]) => label! >= 0.01 && label! <= 0.99)).toBe(true)
  expect(rows.find(([id]) => id === 5)).toEqual([5, 0.5])

  // What it was made with is no longer what is chosen: the file says so, until it is made again.
  const old = (basis: keyof typeof text.bases) => page.getByText(text.old([text.bases[basis]]))
  await page.getByRole('combobox', { name: text.clip }).click()
  await page.getByRole('option', { name: text.none, exact: true }).click()
  await expect(old('clip')).toBeVisible()
  await expect(page.getByText(/^Made with: .*test1.*“dog” · clipped to 0\.01/)).toBeVisible()
  await expect(page.getByRole('button', { name: text.save })).toBeHidden()
  await page.getByRole('button', { name: text.make }).click()
  await expect(page.getByRole('button', { name: text.save })).toBeVisible()
  await expect(old('clip')).toBeHidden()
  // The competition's own sample: its columns, its ids and their order, each with a line.
  const sample = info.outputPath('sample_submission.csv')
  writeFileSync(sample, '\ufefffile,is_cat\r\n12.jpg,0.5\r\n3,0.5\r\n99,0.5\r\n')
  await page.getByTestId('sample-input').setInputFiles(sample)
  await expect(page.getByText(text.sample.oneColumn('file', 'is_cat'))).toBeVisible()
  // The file from before is of no sample.
  await expect(page.getByText(text.bases.sample)).toBeVisible()
  await expect(page.getByRole('combobox', { name: text.positive })).toHaveValue('cat')
  await page.getByRole('button', { name: text.make }).click()
  await expect(page.getByText(text.rows(3))).toBeVisible()
  const listed = (list: keyof typeof text.lists) => page.getByRole('list', { name: text.sample.lists[list] }).getByRole('listitem')
  await expect(listed('missing')).toHaveText(['99'])
  await expect(listed('duplicates')).toHaveText([/more\/3\.jpg$/])
  await expect(page.getByText(`${text.sample.lists.withoutId} (10)`)).toBeVisible()
  const [filled] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: text.save }).click()])
  const table = readFileSync(await filled.path(), 'utf8')
  expect(table).toMatch(/^file,is_cat\n12\.jpg,[01]\.?\d*\n3,[01]\.?\d*\n99,0\.5\d*\n$/)
  const [columns, other] = ['columns.csv', 'other.csv'].map((name) => info.outputPath(name))
  writeFileSync(columns!, 'id,Dog,Cat\n1,0,0\n')
  writeFileSync(other!, 'id,wheat,maize\n1,0,0\n')
  await page.getByTestId('sample-input').setInputFiles(columns!)
  await expect(page.getByText(text.sample.manyColumns('id', 2))).toBeVisible()
  await page.getByTestId('sample-input').setInputFiles(other!)
  await expect(page.getByText(/No column is called as a class is/)).toBeVisible()
  await expect(page.getByRole('button', { name: text.make })).toBeDisabled()
  await page.getByRole('button', { name: text.sample.close }).click()
  await expect(page.getByRole('button', { name: text.make })).toBeEnabled()

  await studio.pressTrainAgain()
  await studio.waitForEnd(60_000)
  await studio.goTo('use')
  await page.getByRole('tab', { name: en.use.tabs.submission }).click()
  await expect(page.getByRole('button', { name: text.saveOld })).toBeVisible()
  await expect(page.getByText(/another run answers/)).toBeVisible()
})
