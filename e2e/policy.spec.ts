/** What the page is allowed: no more than it needs, and it trains with threads all the same. */
import type { AutomationWindow } from '../src/app/automation'
import { launchOptions } from '../tools/chromium'
import { expect, QUICK, test } from './support/test'

declare const window: Window & AutomationWindow

test.use({ launchOptions: launchOptions('none') })

test('only the trainer may run scripts out of blobs, and it trains with threads by them', async ({ studio }) => {
  const { page } = studio
  const policies = new Map<string, string>()
  page.context().on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (/\/$|\.js$/.test(pathname)) policies.set(pathname, response.headers()['content-security-policy'] ?? '')
  })
  const blobs: string[] = []
  page.context().on('request', (request) => {
    if (request.url().startsWith('blob:') && request.resourceType() !== 'image') blobs.push(request.url())
  })
  await page.reload()
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 1, backend: 'tfjs-wasm' })
  await studio.pressTrain()
  await studio.waitForEnd(120_000)
  const device = await page.evaluate(async () => (await window.trainyard.trainer.runs.list())[0]?.device)
  expect(device).toMatchObject({ backend: 'tfjs-wasm' })
  // A thread's worker is a blob, and asks for the module's script, another blob.
  expect(blobs.length).toBeGreaterThanOrEqual(device?.threads ?? Number.POSITIVE_INFINITY)

  const withBlobs = [...policies].filter(([, policy]) => /script-src[^;]* blob:/.test(policy)).map(([path]) => path)
  expect(withBlobs).toEqual([expect.stringMatching(/^\/assets\/worker-[\w-]+\.js$/)])
  expect(policies.get('/')).toMatch(/script-src 'self' 'wasm-unsafe-eval';/)
  // The page itself can start no script that it was not served with.
  const started = await page.evaluate(async () => {
    const script = Object.assign(document.createElement('script'), {
      src: URL.createObjectURL(new Blob(['window.ran = true'], { type: 'text/javascript' })),
    })
    await new Promise((resolve) => {
      script.onload = resolve
      script.onerror = resolve
      document.head.append(script)
    })
    return 'ran' in window
  })
  expect(started).toBe(false)
})

test('the page is driven by program only where that was asked for before it loaded', async ({ studio, browser, baseURL }) => {
  expect(await studio.page.evaluate(() => 'trainyard' in window)).toBe(true)
  const visitor = await browser.newContext()
  const page = await visitor.newPage()
  for (const address of ['', '?automation', '?trainyardAutomation=true', '#trainyardAutomation']) {
    await page.goto(`${baseURL}${address}`)
    await expect(page.getByRole('main')).toBeVisible()
    expect(await page.evaluate(() => 'trainyard' in window)).toBe(false)
  }
  await visitor.close()
})
