/** The test function of every spec: the studio opened as on a first visit, watched for requests that leave it and for errors. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, test as base, expect, type Locator, type Page, type Request } from '@playwright/test'
import type { AutomationWindow } from '../../src/app/automation'
import { askForAutomation } from '../../src/app/automationFlag'
import { en } from '../../src/app/words'
import { trainButton } from '../../tools/train/session'
import type { RunConfig } from '../../workers/protocol/options'
import { drawnAtEachSize } from './frames'

declare const window: Window & AutomationWindow

export { en, expect }

/** Real pictures, where the machine has them; they are never part of the project. */
const SHARED = new URL('../../../shared/data/dogs-vs-cats/train/', import.meta.url).pathname
export const realPictures: string | null = existsSync(SHARED) ? SHARED : null

/** The page by what a person sees and does on it. */
export class Studio {
  /** Addresses outside the page's origin that anything asked for. */
  readonly strayRequests: string[] = []
  /** Other origins that a spec has something of its own stand in for. */
  readonly allowed = new Set<string>()
  /** Errors that nobody caught. */
  readonly errors: string[] = []

  constructor(
    readonly page: Page,
    private readonly home: string,
    /** The page's folder on that host. */
    private readonly folder = '/',
  ) {
    page.on('pageerror', (error) => this.errors.push(error.message))
  }

  /** Notes a request that goes elsewhere than to the page's own origin. */
  watch(request: Request): void {
    const { protocol, origin } = new URL(request.url())
    if (protocol !== 'blob:' && protocol !== 'data:' && origin !== this.home && !this.allowed.has(origin))
      this.strayRequests.push(request.url())
  }

  async goTo(place: keyof typeof en.places): Promise<void> {
    await this.page.goto(`${this.home}${this.folder}#/${place}`)
  }

  /** Chooses a folder by the page's own input. */
  async openFolder(path: string): Promise<void> {
    await this.goTo('data')
    await this.page.getByTestId('folder-input').first().setInputFiles(path)
  }

  async openZip(...paths: string[]): Promise<void> {
    await this.goTo('data')
    await this.page.getByTestId('zip-input').first().setInputFiles(paths)
  }

  async openDrawnPets(): Promise<void> {
    await this.goTo('data')
    await this.page.getByRole('button', { name: en.data.drawn }).click()
    // Drawing them takes a second on a quiet machine, and long on a busy one.
    await expect(this.page.getByText(en.data.summary(240, 2))).toBeVisible({ timeout: 60_000 })
  }

  /** Sets options as the form does, all at once. */
  async setRecipe(config: Partial<RunConfig>): Promise<void> {
    expect(await this.page.evaluate((partial) => window.trainyard.setConfig(partial), config)).toEqual([])
  }

  /** The button that trains, whatever it says that it would train. */
  get trainButton(): Locator {
    return trainButton(this.page)
  }

  async pressTrain(): Promise<void> {
    await this.goTo('train')
    await this.trainButton.click()
  }

  /** Trains once more, with the recipe as it is. */
  async pressTrainAgain(): Promise<void> {
    await this.goTo('train')
    await this.trainButton.click()
    await expect(this.page.getByText(/^Finished/)).toHaveCount(0)
  }

  /** Waits until the run says that it is over. */
  async waitForEnd(timeout: number): Promise<void> {
    await expect(this.page.getByText(/^Finished/).first()).toBeVisible({ timeout })
  }

  /** The message about a problem. */
  alert(text: string | RegExp): Locator {
    return this.page.getByRole('alert').filter({ hasText: text })
  }

  /** How many pictures the studio says it holds; null when it holds none. */
  pictures(): Promise<number | null> {
    return this.page.evaluate(() => {
      const counts = window.trainyard.getState().dataset
      return counts && counts.counts.train + counts.counts.val + counts.counts.test + counts.unlabelled
    })
  }
}

/** What a visit leaves in which somebody chose the starter; where site data is blocked, they are asked in every visit. */
function chooseStarter(): void {
  try {
    const key = 'trainyard.preferences'
    if (localStorage.getItem(key) === null) localStorage.setItem(key, '{"start":"starter"}')
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}

interface Worker {
  /** A browser with a profile on the disk, as people have one: a private window keeps the page's files in memory, and compiles its scripts anew each time. */
  readonly profile: BrowserContext
  /** The browser's own settings, as its file `Preferences` has them. */
  readonly preferences: object
  /** Whether nobody has chosen what to start from yet: the first press of Train then asks. Else it was the bundled starter, in an earlier visit. */
  readonly newcomer: boolean
}

/** Whatever a spec does, no request may leave the page's origin, and no error may go uncaught. Each finds the browser as on a first visit. */
export const test = base.extend<{ studio: Studio }, Worker>({
  preferences: [{}, { option: true, scope: 'worker' }],
  newcomer: [false, { option: true, scope: 'worker' }],
  profile: [
    async ({ playwright, launchOptions, preferences, newcomer }, use, info) => {
      const folder = mkdtempSync(join(tmpdir(), 'trainyard-e2e-'))
      mkdirSync(join(folder, 'Default'))
      writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences))
      const { viewport, locale, contextOptions, baseURL } = info.project.use
      const options = { ...contextOptions, viewport, locale, baseURL, acceptDownloads: true }
      const defined = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
      const context = await playwright.chromium.launchPersistentContext(folder, { ...launchOptions, ...defined })
      await context.addInitScript(askForAutomation)
      if (!newcomer) await context.addInitScript(chooseStarter)
      await use(context)
      await context.close()
      rmSync(folder, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
  browser: [
    async ({ profile }, use) => {
      const browser = profile.browser()
      if (!browser) throw new Error('no browser behind the profile')
      await use(browser)
    },
    { scope: 'worker' },
  ],
  context: async ({ profile, baseURL }, use) => {
    await use(profile)
    await profile.clearPermissions()
    await profile.unrouteAll({ behavior: 'ignoreErrors' })
    const page = await profile.newPage()
    const session = await profile.newCDPSession(page)
    // The last page stays until another is there: without any the browser would end.
    for (const other of profile.pages()) if (other !== page) await other.close()
    await session.send('Storage.clearDataForOrigin', { origin: new URL(baseURL ?? '').origin, storageTypes: 'all' })
  },
  page: async ({ context }, use) => {
    await use(drawnAtEachSize(await context.newPage()))
  },
  studio: async ({ page, context, baseURL }, use) => {
    const studio = new Studio(page, new URL(baseURL ?? '').origin)
    const watch = (request: Request) => studio.watch(request)
    context.on('request', watch)
    await page.goto('/')
    await use(studio)
    context.off('request', watch)
    expect(studio.strayRequests, 'requests that left the page').toEqual([])
    expect(studio.errors, 'errors that nobody caught').toEqual([])
  },
})

/** The shortest recipe that still learns something: the head alone, on small pictures. */
export const QUICK: Partial<RunConfig> = { strategy: 'feature-extraction', epochs: 2, imageSize: 32, backend: 'wasm' }
