/** The main story in browsers that Playwright does not drive: pictures in, trained on the processor, looked at, tried, taken away, and gone on with after a reload; and a short run on Firefox's WebGPU. */
import type { RunConfig } from '../workers/protocol/options'
import { type OtherBrowser, startFirefox, startWebKit } from './support/otherBrowsers'
import { en, expect, test } from './support/test'

/** What the page shows, as a person reads it. */
const shown = (browser: OtherBrowser) => browser.evaluate<string>('return document.body?.innerText ?? ""')

const shows = (browser: OtherBrowser, text: string | RegExp, timeout = 30_000) =>
  expect
    .poll(() => shown(browser), { timeout })
    .toMatch(typeof text === 'string' ? new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')) : text)

/** Clicks what has that name, once it is there and can be pressed. */
async function press(browser: OtherBrowser, name: RegExp, within = 'body', timeout = 60_000): Promise<void> {
  const mark = `
    for (const old of document.querySelectorAll('[data-pressed]')) old.removeAttribute('data-pressed')
    const all = [...document.querySelectorAll(${JSON.stringify(within)} + ' :is(button, a, [role=tab])')]
    const found = all.find((one) => ${name}.test(one.getAttribute('aria-label') ?? one.textContent.trim()) && one.checkVisibility() && !one.disabled)
    found?.setAttribute('data-pressed', '')
    return Boolean(found)`
  await expect.poll(() => browser.evaluate(mark), { message: `${name}`, timeout }).toBe(true)
  await browser.click('[data-pressed]')
}

const goTo = (browser: OtherBrowser, place: string) => browser.evaluate(`location.hash = '#/${place}'`)

/** What an earlier visit left: the starter chosen, and a recipe. The page takes it at the next load. */
const remember = (browser: OtherBrowser, { backend = 'wasm', ...recipe }: Partial<RunConfig>) =>
  browser.evaluate(`
    localStorage.setItem('trainyard.preferences', ${asItem({ language: 'en', start: 'starter', backend })})
    localStorage.setItem('trainyard.recipe', ${asItem({ imageSize: 32, limit: 40, cachedViews: 1, ...recipe })})`)
const asItem = (value: object) => JSON.stringify(JSON.stringify(value))

const TRAIN = /^Train(:| with | again|$)/

/** Gives a drawn picture to an input, as choosing a file does. */
const GIVE_PICTURE = `
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 })
  const context = canvas.getContext('2d')
  context.fillStyle = 'peru'
  context.fillRect(8, 8, 48, 48)
  return new Promise((resolve) => canvas.toBlob((blob) => {
    const files = new DataTransfer()
    files.items.add(new File([blob], 'mine.png', { type: 'image/png' }))
    const input = document.querySelector('input[type=file][accept="image/*"]:not([capture])[aria-label=${JSON.stringify(en.use.pictures.drop)}]')
    if (!input) return resolve(false)
    input.files = files.files
    input.dispatchEvent(new Event('change', { bubbles: true }))
    resolve(true)
  }))`

/** Takes down what the page hands to the browser's downloads, which differ. */
const WATCH_DOWNLOADS = `
  window.taken = []
  const click = HTMLAnchorElement.prototype.click
  HTMLAnchorElement.prototype.click = function () {
    if (this.download) window.taken.push(this.download)
    click.call(this)
  }`

/** The page is opened with what `remember` left, and with pets. */
async function visit(browser: OtherBrowser, url: string, recipe: Partial<RunConfig>): Promise<void> {
  await browser.open(`${url}licences.txt`)
  await remember(browser, recipe)
  await browser.open(`${url}#/data`)
  await havePets(browser)
}

/** Gives a picture and waits for its answer. */
async function ask(browser: OtherBrowser): Promise<void> {
  await goTo(browser, 'use/pictures')
  await shows(browser, en.use.pictures.drop)
  await expect.poll(() => browser.evaluate(GIVE_PICTURE), { timeout: 30_000 }).toBe(true)
  await shows(browser, 'mine.png')
  await shows(browser, /\d%/)
}

/** The epoch that the page names, of so many; 0 where it names none. */
const epochOf = async (browser: OtherBrowser, epochs: number) =>
  Number(new RegExp(`Epoch (\\d+) of ${epochs}`).exec(await shown(browser))?.[1] ?? 0)

/** What the page can do without, and uses where it is there; the README tells who lacks what. */
const LACKS = `
  const relaxed = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 123, 123, 123, 1, 123, 3, 2, 1, 0, 10, 13, 1, 11, 0, 32, 0, 32, 1, 32, 2, 253, 133, 2, 11])
  const shares = () => {
    try {
      new MessageChannel().port1.postMessage(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }))
      return crossOriginIsolated
    } catch {
      return false
    }
  }
  const has = {
    threads: shares(),
    'fused products': WebAssembly.validate(relaxed),
    'graphics card': Boolean(navigator.gpu),
    'private files': Boolean(navigator.storage?.getDirectory),
    'room left': Boolean(navigator.storage?.estimate),
    'remembered folder': 'showDirectoryPicker' in window,
    'zip written to a chosen file': 'showSaveFilePicker' in window,
    'service worker': 'serviceWorker' in navigator,
    camera: Boolean(navigator.mediaDevices?.getUserMedia),
  }
  return Object.keys(has).filter((feature) => !has[feature])`

/** Drawn pets are open, by themselves after a reload where the browser can, else by a press. */
async function havePets(browser: OtherBrowser): Promise<void> {
  const summary = en.data.summary(240, 2)
  await expect(async () => {
    if ((await shown(browser)).includes(summary)) return
    await press(browser, new RegExp(`^${en.data.drawn}`), 'body', 2000)
    await shows(browser, summary)
  }).toPass({ timeout: 120_000 })
}

/** @param lacks what the browser has not; without private files no run outlives its tab, and the page says so */
async function mainStory(browser: OtherBrowser, url: string, lacks: readonly string[]): Promise<void> {
  await visit(browser, url, { strategy: 'feature-extraction', epochs: 2 })
  expect(await browser.evaluate(LACKS)).toEqual(lacks)

  await goTo(browser, 'train')
  await press(browser, TRAIN, 'main')
  await shows(browser, /Finished/, 120_000)
  if (lacks.includes('private files')) await shows(browser, en.problems['no-storage']({ why: 'blocked', detail: '' }).what)
  // Where memory cannot be shared nobody waits for other threads: one is all that was asked for.
  if (lacks.includes('threads')) await shows(browser, 'Started on CPU · wasm, 1 thread:')
  expect(await shown(browser)).not.toContain(en.train.notes['one-thread'])
  await expect
    .poll(() => browser.evaluate('return document.querySelectorAll(".recharts-line-curve").length'), { timeout: 30_000 })
    .toBeGreaterThan(0)

  await goTo(browser, 'results')
  await shows(browser, en.results.confusionTitle)
  await ask(browser)

  await goTo(browser, 'use/download')
  await browser.evaluate(WATCH_DOWNLOADS)
  await press(browser, /^Download: ONNX$/)
  await expect.poll(() => browser.evaluate('return window.taken'), { timeout: 90_000 }).toEqual([expect.stringMatching(/\.onnx$/)])

  if (lacks.includes('private files')) return
  // A long run (fewer than a thousand epochs are written without a comma), and the page is loaded anew in the middle of it.
  await visit(browser, url, { strategy: 'full', epochs: 900, patience: 0 })
  await goTo(browser, 'train')
  await press(browser, TRAIN, 'main')
  await expect.poll(() => epochOf(browser, 900), { timeout: 120_000 }).toBeGreaterThan(1)
  const before = await epochOf(browser, 900)
  await browser.open(`${url}licences.txt`)
  await browser.open(`${url}#/data`)
  await havePets(browser)
  await press(browser, /^Go on with .*, epoch \d+$/)
  await expect.poll(() => epochOf(browser, 900), { timeout: 120_000 }).toBeGreaterThan(before)
}

/** Firefox's WebGPU trains the small starter's head, and answers. */
async function onGraphics(browser: OtherBrowser, url: string): Promise<void> {
  await visit(browser, url, { strategy: 'feature-extraction', epochs: 1, batchSize: 8, backend: 'webgpu' })
  await goTo(browser, 'train')
  await press(browser, TRAIN, 'main')
  await shows(browser, /Started on WebGPU · /, 120_000)
  await shows(browser, /Finished/, 300_000)
  await ask(browser)
}

test.skip(process.platform !== 'linux', 'other systems have no WebKitGTK, and no Firefox that is driven as here')

/** Plays a story, and shows what the page showed where it fails: there is no picture of these browsers' pages beside the report. */
async function play(name: string, start: () => Promise<OtherBrowser>, story: (browser: OtherBrowser) => Promise<void>): Promise<void> {
  // A machine may have other work; what does not come is said by each wait's own end.
  test.setTimeout(600_000)
  const browser = await start()
  try {
    await story(browser)
  } catch (error) {
    console.error(`${name} showed:\n${await shown(browser).catch(String)}`)
    throw error
  } finally {
    await browser.close()
  }
}

for (const [name, start, lacks] of [
  ['Firefox', startFirefox, ['graphics card', 'remembered folder', 'zip written to a chosen file']],
  [
    'WebKitGTK',
    startWebKit,
    ['threads', 'fused products', 'graphics card', 'private files', 'room left', 'remembered folder', 'zip written to a chosen file'],
  ],
] as const)
  test(`the main story in ${name}`, ({ baseURL }) =>
    play(
      name,
      () => start(),
      (browser) => mainStory(browser, baseURL ?? '', lacks),
    ))

test('Firefox trains and answers on its WebGPU', ({ baseURL }) =>
  play(
    'Firefox',
    () => startFirefox(true),
    (browser) => onGraphics(browser, baseURL ?? ''),
  ))
