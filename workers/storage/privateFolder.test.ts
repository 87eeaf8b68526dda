import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PrivateFolder } from './privateFolder'
import { type FakeBrowser, openBrowser } from './testing/browser'
import { SILENCE } from './testing/faults'

let browser: FakeBrowser
beforeEach(() => {
  browser = openBrowser()
})
afterEach(() => browser.close())

const silent = { code: 'no-storage', values: { why: 'silent' } }
const make = (name: string) => (folder: FileSystemDirectoryHandle) => folder.getFileHandle(name, { create: true }).then(() => name)
const turn = () => new Promise((resolve) => setTimeout(resolve))

test('work that is not answered is waited for once: the folder is tried beside, and worked in again when it answers', async () => {
  const folder = new PrivateFolder('kept', 20)
  browser.faults.set((call, index) => (call === 'create' && index < 3 ? SILENCE : null))
  await expect(folder.use(make('a'))).rejects.toMatchObject(silent)
  const work = vi.fn(make('b'))
  await expect(folder.use(work)).rejects.toMatchObject(silent)
  expect(work).not.toHaveBeenCalled()
  await turn()
  expect(await folder.use(work)).toBe('b')
})

test('a folder is found anew after site data was cleared', async () => {
  const folder = new PrivateFolder('kept')
  await folder.use(make('a'))
  browser.clearSiteData()
  expect(await folder.use(make('b'))).toBe('b')
  const names = await folder.use(async (now) => {
    const all: string[] = []
    for await (const name of now.keys()) all.push(name)
    return all
  })
  expect(names).toEqual(['b'])
})
