/** Weights from the Hugging Face hub and from elsewhere: a broken download goes on where it broke, a failed or cancelled one changes nothing. */
import { readFileSync } from 'node:fs'
import type { AutomationWindow } from '../src/app/automation'
import { launchOptions } from '../tools/chromium'
import { ELSEWHERE, type FakeHub, fakeHub, STORE } from './support/hub'
import { en, expect, test as studioTest } from './support/test'

declare const window: Window & AutomationWindow

const PORT = Number(process.env.TRAINYARD_E2E_PORT ?? 4271) + 11
const FILE = readFileSync(new URL('../public/models/resnet18-starter.safetensors', import.meta.url))

const test = studioTest.extend<{ hub: FakeHub }>({
  hub: async ({ studio }, use, info) => {
    for (const host of ['huggingface.co', STORE, ELSEWHERE]) studio.allowed.add(`https://${host}`)
    const hub = await fakeHub(FILE, PORT, info.outputPath('hub'))
    await use(hub)
    await hub.close()
  },
})
// The hub's names lead to this machine, and its certificate is our own.
test.use({
  launchOptions: launchOptions('none', [
    `--host-resolver-rules=MAP huggingface.co 127.0.0.1:${PORT}, MAP ${STORE} 127.0.0.1:${PORT}, MAP ${ELSEWHERE} 127.0.0.1:${PORT}`,
    '--ignore-certificate-errors',
  ]),
})

test('a download that breaks half-way goes on there, and its weights are then used', async ({ studio, hub }) => {
  const { page } = studio
  hub.plan.push('break')
  await studio.goTo('train')
  await page.getByRole('button', { name: en.train.weightsGet }).click()
  await expect(page.getByText(en.train.weightsHub, { exact: true })).toBeVisible({ timeout: 30_000 })
  expect(hub.asked).toHaveLength(2)
  expect(hub.asked[0]).toBe('')
  const from = Number(/^bytes=(\d+)-$/.exec(hub.asked[1] ?? '')?.[1])
  expect(from).toBeGreaterThan(FILE.length / 4)
  expect(from).toBeLessThanOrEqual(FILE.length / 2)
  const { weights, config } = await page.evaluate(() => window.trainyard.getState())
  expect(weights).toMatchObject({ name: 'timm/resnet18.tv_in1k', bundled: false })
  expect(config.imageSize).toBe(weights?.bestSize)
  await expect(page.getByText(en.train.weightsVerified)).toBeVisible()
  // The second time it comes from this browser.
  await page.getByRole('button', { name: en.train.weightsBack }).click()
  await page.getByRole('button', { name: en.train.weightsGet }).click()
  await expect(page.getByText(en.train.weightsHub, { exact: true })).toBeVisible()
  expect(hub.asked).toHaveLength(2)
  // It is kept until somebody wants the room.
  await expect(page.getByText(/^Kept downloads: 1 file, 23 MB/)).toBeVisible()
  await page.getByRole('button', { name: en.train.keptRemove }).click()
  await expect(page.getByText(/^Kept downloads/)).toHaveCount(0)
  await expect(page.getByText(en.train.weightsHub, { exact: true })).toBeVisible()
  await page.getByRole('button', { name: en.train.weightsBack }).click()
  await page.getByRole('button', { name: en.train.weightsGet }).click()
  await expect(page.getByText(/^Kept downloads: 1 file/)).toBeVisible({ timeout: 30_000 })
  expect(hub.asked).toHaveLength(3)
})

test('a download that fails says so and leaves the weights chosen before; a cancelled one is silent and goes on later', async ({
  studio,
  hub,
}) => {
  const { page } = studio
  hub.plan.push('refuse', 'slow')
  await studio.goTo('train')
  const get = page.getByRole('button', { name: en.train.weightsGet })
  // Below the fold of a small window: what went wrong is told where it was asked for, not at the top of the page.
  await page.setViewportSize({ width: 390, height: 500 })
  await get.click()
  const card = page.getByRole('listitem').filter({ has: get })
  await expect(card.getByRole('alert').filter({ hasText: 'could not be downloaded (HTTP 503)' })).toBeInViewport()
  await expect(studio.alert('could not be downloaded')).toHaveCount(1)
  await expect(page.getByText(en.train.weightsBundled, { exact: true })).toBeVisible()
  await get.click()
  const bar = page.getByRole('progressbar', { name: en.train.weightsGet })
  await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: 20_000 }).toBeGreaterThan(20)
  await page.getByRole('button', { name: en.ui.cancel }).click()
  await expect(get).toBeVisible()
  await expect(studio.alert('could not be downloaded')).toHaveCount(0)
  await expect(page.getByText(en.train.weightsBundled, { exact: true })).toBeVisible()
  await get.click()
  await expect(page.getByText(en.train.weightsHub, { exact: true })).toBeVisible({ timeout: 30_000 })
  expect(hub.asked.at(-1)).toMatch(/^bytes=\d{6,}-$/)
})

test('other weights are taken by name or by any address; what is neither is not asked for', async ({ studio, hub }) => {
  const { page } = studio
  await studio.goTo('train')
  await page.getByText(en.train.hubOther).click()
  const name = page.getByRole('textbox', { name: en.train.hubName })
  await name.fill('https://example.org/model.h5')
  const get = page.getByRole('button', { name: en.train.hubGet, exact: true })
  // The bundled weights come first.
  await expect(get).toBeEnabled({ timeout: 60_000 })
  await name.press('Enter')
  await expect(studio.alert('is neither a model’s name on Hugging Face')).toBeVisible()
  expect(hub.asked).toHaveLength(0)
  await name.fill('somebody/resnet18-of-birds')
  await get.click()
  await expect(page.getByText('somebody/resnet18-of-birds', { exact: true })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText(en.train.weightsHub, { exact: true })).toBeVisible()
  expect(hub.asked.splice(0)).toEqual([''])

  const address = `https://${ELSEWHERE}/nets/birds.safetensors`
  const birds = page.getByText(`${ELSEWHERE}/birds.safetensors`, { exact: true })
  // The page itself, and all that see pictures, may not ask that server.
  expect(await page.evaluate((from) => fetch(from).then(String, String), address)).toContain('Failed to fetch')
  hub.plan.push('break')
  await name.fill(address)
  await get.click()
  await expect(birds).toBeVisible({ timeout: 30_000 })
  expect(hub.asked).toEqual(['', expect.stringMatching(/^bytes=\d{6,}-$/)])
  await expect(page.getByText(en.train.weightsHub, { exact: true })).toBeVisible()
  // Nobody stated a SHA-256 for it, so nothing is said of one.
  await expect(page.getByText(en.train.weightsVerified)).toHaveCount(0)
  await expect(page.getByText(en.train.weightsUnverified)).toHaveCount(0)
  // A moment later it comes from this browser; one that is slow can be cancelled. Nobody says whether it is still the same file then: it begins anew.
  await page.getByRole('button', { name: en.train.weightsBack }).click()
  await get.click()
  await expect(birds).toBeVisible()
  expect(hub.asked).toHaveLength(2)
  hub.plan.push('slow')
  await name.fill(`https://${ELSEWHERE}/nets/trees.safetensors`)
  await get.click()
  const bar = page.getByRole('progressbar', { name: en.train.weightsGet })
  await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: 20_000 }).toBeGreaterThan(20)
  await page.getByRole('button', { name: en.ui.cancel }).click()
  await expect(birds).toBeVisible()
  await expect(studio.alert('could not be downloaded')).toHaveCount(0)
  await get.click()
  await expect(page.getByText(`${ELSEWHERE}/trees.safetensors`, { exact: true })).toBeVisible({ timeout: 30_000 })
  expect(hub.asked.slice(2)).toEqual(['', ''])
  // Offline, what was had before can be had again.
  await page.context().setOffline(true)
  await name.fill(address)
  await get.click()
  await expect(birds).toBeVisible()
  await page.context().setOffline(false)
})

test('an address inside this network is not asked, and one that sends elsewhere is not followed', async ({ studio, hub }) => {
  const { page } = studio
  await studio.goTo('train')
  await page.getByText(en.train.hubOther).click()
  const name = page.getByRole('textbox', { name: en.train.hubName })
  const get = page.getByRole('button', { name: en.train.hubGet, exact: true })
  await name.fill('https://127.0.0.1/w.safetensors')
  await expect(get).toBeEnabled({ timeout: 60_000 })
  await get.click()
  await expect(studio.alert('is neither a model’s name on Hugging Face')).toBeVisible()
  hub.plan.push('redirect')
  await name.fill(`https://${ELSEWHERE}/nets/birds.safetensors`)
  await get.click()
  await expect(studio.alert('sends on to another address')).toBeVisible({ timeout: 30_000 })
  expect(hub.asked).toEqual([''])
  await expect(page.getByText(en.train.weightsBundled, { exact: true })).toBeVisible()
})

test('a download that arrives damaged is thrown away and says so; one that cannot be checked says that, until it can', async ({
  studio,
  hub,
}) => {
  const { page } = studio
  hub.plan.push('damage')
  await studio.goTo('train')
  const get = page.getByRole('button', { name: en.train.weightsGet })
  await get.click()
  await expect(studio.alert('arrived damaged')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText(en.train.weightsBundled, { exact: true })).toBeVisible()
  const kept = await page.evaluate(async () => (await (await caches.open('trainyard-weights')).keys()).map((request) => request.url))
  expect(kept).toEqual([])
  // The next try begins anew, and this time the hub does not say what to expect.
  hub.api = false
  await get.click()
  await expect(page.getByText(en.train.weightsUnverified)).toBeVisible({ timeout: 30_000 })
  await expect(studio.alert('arrived damaged')).toHaveCount(0)
  expect(hub.asked).toEqual(['', ''])
  // Once it does, what was kept is checked and not downloaded again.
  hub.api = true
  await page.getByRole('button', { name: en.train.weightsBack }).click()
  await get.click()
  await expect(page.getByText(en.train.weightsVerified)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText(en.train.weightsUnverified)).toHaveCount(0)
  expect(hub.asked).toEqual(['', ''])
})

test('a network that the weights are not of is said at once', async ({ studio }) => {
  const { page } = studio
  await studio.goTo('train')
  await expect(page.getByText(en.train.weightsBundled, { exact: true })).toBeVisible({ timeout: 60_000 })
  const said = page.getByText(en.train.otherDepth('ResNet18', 'ResNet34'))
  await expect(said).toHaveCount(0)
  await studio.setRecipe({ depth: '34' })
  await expect(said).toBeVisible()
  await studio.setRecipe({ depth: '18' })
  await expect(said).toHaveCount(0)
  // Its weights are a choice away.
  await page.getByText(en.train.hubOther).click()
  await page.getByLabel(en.train.hubNetworks).selectOption({ label: en.train.hubNetwork('ResNet50', '102 MB', '76.1%') })
  await expect(page.getByLabel(en.train.hubName)).toHaveValue('timm/resnet50.tv_in1k')
})
