/** A model found among the downloads by what a person calls it, and pushed to a stand-in of the Hugging Face hub with their own token. */
import { createServer } from 'node:https'
import { words as pushWords } from '../src/predict/downloads/words'
import { launchOptions } from '../tools/chromium'
import { openStanding, openStandingRun } from '../tools/standing/page'
import { HUB_TOKENS, type StandInHub, standInHub } from '../workers/push/testing/standIn'
import { selfSigned } from './support/hub'
import { en, expect, test as studioTest } from './support/test'

const PORT = Number(process.env.TRAINYARD_E2E_PORT ?? 4271) + 13
const { push } = pushWords.en

const test = studioTest.extend<{ hub: StandInHub }>({
  hub: async ({ studio }, use, info) => {
    studio.allowed.add('https://huggingface.co')
    const hub = standInHub()
    const server = createServer(selfSigned(info.outputPath('hub')), hub.listener)
    await new Promise<void>((resolve) => server.listen(PORT, '127.0.0.1', resolve))
    await use(hub)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  },
})
test.use({
  launchOptions: launchOptions('none', [`--host-resolver-rules=MAP huggingface.co 127.0.0.1:${PORT}`, '--ignore-certificate-errors']),
})

test('a model is pushed by its own files, after what went wrong was put right', async ({ studio, hub, page }, info) => {
  // Chunks of 134 MB take a busy machine long; that they arrive is tested in Node.
  hub.transfer = 'basic'
  await studio.goTo('data')
  await openStanding(page, 'pair', info.outputPath('pictures'))
  await openStandingRun(page, 'completed', info.outputPath('pictures'))
  await page.goto('/#/use/download')
  const formats = page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 4 }) })
  await page.getByRole('searchbox', { name: en.use.download.search }).fill('iphone')
  await expect(formats).toHaveCount(1)
  await expect(formats).toContainText(en.use.download['onnx-f16'].name)
  await page.getByRole('searchbox').fill('transformers.js')
  await expect(formats).toHaveCount(1)

  const open = page.getByRole('button', { name: push.open })
  await open.click()
  const form = page.getByRole('form', { name: push.title })
  // Where the keyboard is once what was pressed has gone.
  const heading = page.getByRole('heading', { name: push.title })
  await expect(form).toContainText('onnx/model.onnx')
  const start = form.getByRole('button', { name: /^Push / })
  await start.click()
  await expect(form.getByLabel(push.token, { exact: true })).toHaveAttribute('aria-invalid', 'true')
  await expect(form.locator('[aria-invalid=true]').first()).toBeFocused()
  await form.getByLabel(push.repository).fill('pets')
  const licence = form.getByRole('combobox', { name: push.licence })
  if (await licence.isVisible()) {
    await licence.click()
    await page.getByRole('option', { name: push.licences.mit }).click()
  }
  await form.getByLabel(push.token, { exact: true }).fill(HUB_TOKENS.read)
  await start.click()
  await expect(studio.alert('This token may only read.')).toBeVisible({ timeout: 30_000 })
  await expect(heading).toBeFocused()
  expect(hub.repositories.size).toBe(0)

  hub.repositories.set('ada/pets', { isPrivate: true, files: new Map(), commits: [] })
  await form.getByLabel(push.token, { exact: true }).fill(HUB_TOKENS.write)
  await start.click()
  await form.getByRole('button', { name: /^Add a commit to/ }).click({ timeout: 30_000 })
  await expect(page.getByRole('link', { name: new RegExp(`^${push.see}: https://huggingface.co/ada/pets`) })).toBeVisible({
    timeout: 90_000,
  })
  // The token is typed in anew for each push: its field is empty, and nothing is wrong with that.
  await expect(form.getByLabel(push.token, { exact: true })).toHaveValue('')
  await expect(form.getByLabel(push.token, { exact: true })).not.toHaveAttribute('aria-invalid')
  await expect(heading).toBeFocused()
  await open.click()
  await expect(form).toBeHidden()
  await expect(open).toBeFocused()
  const { files, commits } = hub.repositories.get('ada/pets')!
  expect(commits).toHaveLength(1)
  for (const path of ['README.md', 'config.json', 'onnx/model.onnx']) expect(files.get(path)?.length, path).toBeGreaterThan(100)
  expect([...files.keys()].filter((path) => /\.(jpe?g|png|webp)$/i.test(path))).toEqual([])
})
