/** The built folder on any static host: in a sub-folder, with no headers; with threads, without a network, installed, and in its next version. */
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Page } from '@playwright/test'
import type { AutomationWindow } from '../src/app/automation'
import { launchOptions } from '../tools/chromium'
import { BUDGET, firstLoad, sumOf } from '../tools/site/firstLoad'
import { DIST } from '../tools/site/folder'
import { plainSite } from './support/plainSite'
import { en, expect, QUICK, Studio, test } from './support/test'

declare const window: Window & AutomationWindow

/** An address that is none of this machine's own, and secure: nothing is kept of what the machine itself serves. */
const PORT = Number(process.env.TRAINYARD_E2E_PORT ?? 4271) + 13
const SECURE = `http://studio.test:${PORT}`
test.use({
  launchOptions: launchOptions('none', [
    '--host-resolver-rules=MAP studio.test 127.0.0.1',
    `--unsafely-treat-insecure-origin-as-secure=${SECURE}`,
  ]),
})

/** Threads of the newest run, once it has ended. */
async function train(studio: Studio, epochs: number): Promise<number | undefined> {
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs })
  await studio.pressTrain()
  await studio.waitForEnd(120_000)
  return studio.page.evaluate(async () => (await window.trainyard.trainer.runs.list())[0]?.device.threads)
}

/** The page is reloaded on its own: whatever is asked of it in that moment is asked again. */
const isIsolated = (page: Page) =>
  expect(async () => expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(true)).toPass({ timeout: 30_000 })

interface Manifest {
  readonly name: string
  readonly start_url: string
  readonly display: string
  readonly icons: readonly { readonly src: string; readonly sizes: string; readonly purpose: string }[]
}

/** What of the manifest an installation asks for, with the width that each icon really has. */
const installable = (page: Page) =>
  page.evaluate(async () => {
    const { href } = document.querySelector<HTMLLinkElement>('link[rel=manifest]')!
    const manifest = (await (await fetch(href)).json()) as Manifest
    const icons = manifest.icons.map(async ({ src, sizes, purpose }) => {
      const image = new Image()
      image.src = new URL(src, href).href
      await image.decode()
      return { sizes, purpose, width: image.naturalWidth }
    })
    return { ...manifest, start: new URL(manifest.start_url, href).href, icons: await Promise.all(icons) }
  })

test('from a host that sends no headers, it trains with threads, then without the host, and takes a new version when asked', async ({
  context,
  page,
}) => {
  const site = await plainSite('studio.test', PORT)
  const studio = new Studio(page, site.origin, site.folder)
  const asked = new Set<string>()
  context.on('request', (request) => {
    studio.watch(request)
    asked.add(request.url().replace(site.url, '') || 'index.html')
  })
  try {
    await page.goto(site.url)
    await isIsolated(page)
    // What is counted is what is loaded, and within the budget.
    const first = firstLoad(DIST)
    for (const { path } of first) await expect.poll(() => asked.has(path), { message: path }).toBe(true)
    expect(sumOf(first), 'bytes before the page can be used').toBeLessThanOrEqual(BUDGET)
    const cores = await page.evaluate(() => navigator.hardwareConcurrency)
    const threads = await train(studio, 1)
    expect(threads).toBe(Math.min(8, cores > 2 ? cores - 1 : cores))
    await expect(page.getByText(en.site.oneThread)).toHaveCount(0)

    const { icons, start, ...manifest } = await installable(page)
    expect(manifest).toMatchObject({ name: 'Trainyard', display: 'standalone' })
    expect(start).toBe(site.url)
    for (const purpose of ['any', 'maskable'])
      for (const side of [192, 512]) expect(icons).toContainEqual({ sizes: `${side}x${side}`, purpose, width: side })
    const devtools = await context.newCDPSession(page)
    expect(await devtools.send('Page.getInstallabilityErrors')).toEqual({ installabilityErrors: [] })

    // Everything is kept by now, or soon.
    await expect.poll(() => page.evaluate(() => window.trainyard.getState().isKept), { timeout: 60_000 }).toBe(true)
    await site.stop()
    await page.reload()
    await isIsolated(page)
    expect(await train(studio, 2)).toBe(threads)

    // The next version: the page has other bytes, and the service worker knows them.
    const [html = '', script = ''] = ['index.html', 'sw.js'].map((file) => readFileSync(join(DIST, file), 'utf8'))
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
    const newer = html.replace('<title>', '<meta name="version" content="newer"><title>')
    site.replace({ '': newer, 'sw.js': script.replace(sha256(html), sha256(newer)) })
    await site.again()
    await page.reload()
    const offer = page.getByRole('status').filter({ hasText: en.site.newVersion })
    await expect(offer).toBeVisible({ timeout: 30_000 })
    await expect(page.locator('meta[name=version]')).toHaveCount(0)
    // Never into a run.
    await studio.openDrawnPets()
    await studio.setRecipe({ ...QUICK, epochs: 500 })
    await studio.pressTrain()
    await expect(page.getByRole('button', { name: en.train.stop })).toBeVisible()
    await expect(offer).toHaveCount(0)
    await page.evaluate(() => window.trainyard.stop())
    await offer.getByRole('button', { name: en.site.take }).click()
    await expect(page.locator('meta[name=version]')).toHaveCount(1)
    await isIsolated(page)

    expect(studio.strayRequests).toEqual([])
    expect(studio.errors).toEqual([])
  } finally {
    await site.stop()
  }
})

test('at an address that is not secure it trains with one thread, and says so', async ({ page }) => {
  const site = await plainSite('studio.test')
  try {
    const studio = new Studio(page, site.origin, site.folder)
    await page.goto(site.url)
    await expect(page.getByText(en.site.notSecure)).toBeVisible()
    expect(await train(studio, 1)).toBe(1)
    // The browser has no clipboard for such a page: a text is copied all the same, and not nothing in silence.
    await page.evaluate(() => {
      location.hash = '#/use/download'
    })
    const { onnx, code } = en.use.download
    const item = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: onnx.name, exact: true }) })
    await item.getByText(code.show).click()
    await item.getByRole('button', { name: `${code.copy}: ${onnx.name}, ${code.where.Python}` }).click()
    await expect(item.getByText(en.ui.copied)).toBeVisible()
    await page.evaluate(() => document.body.append(document.createElement('textarea')))
    const field = page.locator('textarea').last()
    await field.focus()
    await page.keyboard.press('Control+V')
    await expect(field).toHaveValue(/import onnxruntime/)
    expect(studio.errors).toEqual([])
  } finally {
    await site.stop()
  }
})

test('the package that npm packs brings all that it needs, and serves the studio', async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-packed-'))
  // As whoever gets the file, and not as a part of this run.
  const env = { PATH: process.env.PATH, HOME: folder, npm_config_offline: 'true', npm_config_update_notifier: 'false' }
  const npm = (cwd: string, ...args: string[]) => execFileSync('npm', args, { cwd, env, stdio: 'pipe' })
  npm('.', 'pack', '--pack-destination', folder)
  const packed = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? ''
  writeFileSync(join(folder, 'package.json'), '{}')
  npm(folder, 'install', `./${packed}`)
  expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['trainyard'])
  const command = join(folder, 'node_modules', '.bin', 'trainyard')
  const server = spawn(command, ['--no-open', '--port', '4390'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    let url = ''
    for await (const line of createInterface(server.stdout)) {
      url = /Trainyard is at (\S+)/.exec(line)?.[1] ?? ''
      if (url) break
    }
    await page.goto(url)
    await isIsolated(page)
    // What every file of it needs is served, the largest too.
    const weights = await page.evaluate(async () => (await (await fetch('models/resnet18-starter.safetensors')).arrayBuffer()).byteLength)
    expect(weights).toBeGreaterThan(20e6)
    // On the machine itself no service worker is left at an address that others may use.
    await expect(page.getByRole('main')).toBeVisible()
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0)
  } finally {
    server.kill()
    await once(server, 'exit')
    rmSync(folder, { recursive: true, force: true })
  }
})
