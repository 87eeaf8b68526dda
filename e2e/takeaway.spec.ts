/** A dataset is taken away with what was changed in it, and opens again as the same one: in the studio, and without a window. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Download } from '@playwright/test'
import type { AutomationWindow } from '../src/app/automation'
import { goodPictures, writeFiles } from './support/bad-files'
import { en, expect, type Studio, test } from './support/test'

declare const window: Window & AutomationWindow

const words = en.data.takeAway
const PER_CLASS = 12

/** Clicks, and waits for the file that comes by the browser's downloads. */
async function taken({ page }: Studio, kind: keyof typeof words.kinds): Promise<Download> {
  await page.getByRole('radio', { name: words.kinds[kind].name }).check()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: words.start, exact: true }).click(),
  ])
  return download
}

const fingerprint = ({ page }: Studio) => page.getByText(words.fingerprint).locator('code').getAttribute('title')

test('a dataset taken away and opened again gives the same fingerprint of labels and split', async ({ studio }, info) => {
  const { page } = studio
  const pets = writeFiles(info.outputPath('pets'), goodPictures(PER_CLASS))
  const zip = info.outputPath('taken.zip')
  // The browser asks where to put the file; a test cannot answer its dialog.
  const withoutDialog = () => page.evaluate(() => Object.assign(window, { showSaveFilePicker: undefined }))

  await test.step('with a picture left out, one under another class, one moved, a class renamed', async () => {
    await studio.openFolder(pets)
    await expect(page.getByText(en.data.summary(2 * PER_CLASS, 2))).toBeVisible()
    await withoutDialog()
    await page.evaluate(async () => {
      const { editPictures } = window.trainyard.getState()
      await editPictures({ kind: 'leave-out', ids: [0] })
      await editPictures({ kind: 'relabel', ids: [1], className: 'dog' })
      await editPictures({ kind: 'move', ids: [2], split: 'val' })
      await editPictures({ kind: 'rename-class', from: 'cat', to: 'Katze' })
    })
    const download = await taken(studio, 'folders')
    expect(download.suggestedFilename()).toBe('pets.zip')
    await download.saveAs(zip)
    await expect(page.getByText(words.done(2 * PER_CLASS - 1, '').replace(/, \.$/, ''))).toBeVisible()
  })
  const first = await fingerprint(studio)
  expect(first).toMatch(/^[0-9a-f]{64}$/)

  await test.step('the table has a line for each, the one left out too', async () => {
    const table = info.outputPath('metadata.csv')
    await (await taken(studio, 'table')).saveAs(table)
    const rows = readFileSync(table, 'utf8').trimEnd().split('\n')
    expect(rows).toHaveLength(1 + 2 * PER_CLASS)
    expect(rows.filter((row) => row.endsWith(',by-hand'))).toHaveLength(1)
  })

  await test.step('the zip opens as that dataset, by the split in it', async () => {
    await studio.openZip(zip)
    await expect(page.getByText(en.data.summary(2 * PER_CLASS - 1, 2))).toBeVisible()
    await expect(page.getByText(en.data.splitFolders)).toBeVisible()
    await withoutDialog()
    await taken(studio, 'folders')
    await expect.poll(() => fingerprint(studio)).toBe(first)
  })

  await test.step('without a window too', () => {
    const said = execFileSync('node', ['tools/train.mjs', zip, '--dataset-out', info.outputPath('again.zip')], { encoding: 'utf8' })
    expect(said).toContain(`fingerprint of pictures, labels and split: ${first}`)
  })
})

test('written to where the person wants it, and nothing where they change their mind', async ({ studio }) => {
  const { page } = studio
  await studio.openDrawnPets()
  // What the dialog gives: a file of the browser's own stands for one of the disk.
  await page.evaluate(() => {
    const choose = async (): Promise<FileSystemFileHandle> => {
      const file = await (await navigator.storage.getDirectory()).getFileHandle('chosen.zip', { create: true })
      Object.assign(window, { chosen: file })
      return file
    }
    Object.assign(window, { showSaveFilePicker: choose })
  })
  const start = () => page.getByRole('button', { name: words.start, exact: true }).click()
  const size = () => page.evaluate(async () => (await (window as unknown as { chosen: FileSystemFileHandle }).chosen.getFile()).size)
  await start()
  await expect(page.getByText(new RegExp(`^${words.done(240, '').replace(/, \.$/, '')}`))).toBeVisible()
  const whole = await size()
  expect(whole).toBeGreaterThan(240 * 1000)

  // The dialog closed without a choice: nothing happens, and nothing is said.
  await page.evaluate(() => Object.assign(window, { showSaveFilePicker: () => Promise.reject(new DOMException('no', 'AbortError')) }))
  await start()
  await expect(page.getByRole('alert')).toHaveCount(0)
})
