/** The built studio in a headless Chromium, for headless training, benchmarks and screenshots. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { askForAutomation } from '../src/app/automationFlag'
import { type Gpu, launchOptions, requireChromium } from './chromium'
import { makeScratch, type Scratch, sweepScratch } from './scratch'
import { buildIfChanged } from './site/build'
import { type Site, serve } from './site/serve'

export interface Studio {
  readonly page: Page
  /** The page's address; ends with a slash. */
  readonly url: string
  /** Which adapter the browser was started for. */
  readonly gpu: Gpu
  /** Ends browser and server and leaves nothing behind; again it does nothing. */
  close(): Promise<void>
  /** Ends them as well, and leaves the browser's profile, with its runs and checkpoints, for good; resolves with its path. */
  closeAndKeep(): Promise<string>
}

export interface StudioOptions {
  /**
   * `hardware`: what the machine has, else no adapter. `software`: SwiftShader. `either`: the graphics card where there is
   * one, SwiftShader otherwise; for when WebGPU was asked for by name.
   */
  readonly gpu?: Gpu | 'either'
  /** CSS pixels; 1360 x 900 unless given. */
  readonly viewport?: { readonly width: number; readonly height: number }
  /** Device pixels per CSS pixel, for sharp screenshots. */
  readonly scale?: number
  /** Ends the opening between its steps. */
  readonly signal?: AbortSignal
  /** Told when the site is served, and the rest of the opening waits for the browser and its page only. */
  readonly onServed?: () => void
}

const hasAdapter = (page: Page) => page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()))

/** Of the folders below, the one with what the browser keeps. */
const PROFILE = 'profile'

/** Chromium makes a socket 46 characters below its temporary folder, and the system takes 107; where ours is longer it cleans up after itself, unless it is killed. */
const LONGEST_TMPDIR = 60

/**
 * A browser of its own, with everything that it writes in `scratch`. Its profile is on disk, as people have one: a private window keeps
 * checkpoints in memory, and has lost them in long runs. Signals are left to the caller, who has more to end than the browser.
 */
async function launch(
  scratch: Scratch,
  gpu: Gpu,
  { viewport = { width: 1360, height: 900 }, scale = 1 }: StudioOptions,
): Promise<BrowserContext> {
  const temporary = join(scratch.path, 'tmp')
  mkdirSync(temporary, { recursive: true })
  try {
    return await chromium.launchPersistentContext(join(scratch.path, PROFILE), {
      ...launchOptions(gpu),
      viewport,
      deviceScaleFactor: scale,
      locale: 'en-GB',
      artifactsDir: temporary,
      env: temporary.length <= LONGEST_TMPDIR ? { ...process.env, TMPDIR: temporary } : process.env,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    })
  } catch (error) {
    if (error instanceof Error && /no usable sandbox|sandbox_host|setuid_sandbox/i.test(error.message))
      throw new Error(
        'Chromium could not start its sandbox here: allow it user namespaces, or install the one that comes with your system.',
      )
    throw error
  }
}

/** The site, once it is built and served; nothing of it is left where the signal was aborted meanwhile. */
async function served({ signal, onServed }: StudioOptions): Promise<Site> {
  await buildIfChanged()
  signal?.throwIfAborted()
  const site = await serve()
  onServed?.()
  return site
}

/**
 * Builds where sources changed and serves, starts a browser beside that, and opens the page. Throws when no browser is found or the build fails,
 * and the signal's reason when that ended it.
 */
export async function openStudio(options: StudioOptions = {}): Promise<Studio> {
  const { gpu = 'hardware', signal } = options
  requireChromium()
  sweepScratch()
  let serving: Promise<Site> | null = null
  const open = async (kind: Gpu): Promise<Studio & { closeBrowser(): Promise<void> }> => {
    const scratch = makeScratch()
    let context: BrowserContext | null = null
    const endBrowser = async () => {
      await context?.close()
      context = null
    }
    const closeBrowser = async () => {
      await endBrowser()
      scratch.remove()
    }
    const closeSite = async () => {
      // One that never came has nothing to close, and whoever waits for it hears why.
      const site = await serving?.catch(() => null)
      await site?.close()
    }
    const close = async () => {
      await closeBrowser()
      await closeSite()
    }
    try {
      // The browser first: it starts in processes of its own while this one builds and serves.
      const launching = launch(scratch, kind, options)
      serving ??= served(options)
      // Heard below; until the browser is there nobody waits for it.
      serving.catch(() => {})
      context = await launching
      await context.addInitScript(askForAutomation)
      signal?.throwIfAborted()
      const page = context.pages()[0] ?? (await context.newPage())
      const site = await serving
      signal?.throwIfAborted()
      await page.goto(site.url)
      const closeAndKeep = async () => {
        await endBrowser()
        await closeSite()
        return scratch.keep(PROFILE)
      }
      return { page, url: site.url, gpu: kind, close, closeAndKeep, closeBrowser }
    } catch (error) {
      await close()
      throw error
    }
  }
  if (gpu !== 'either') return await open(gpu)
  const studio = await open('hardware')
  if (await hasAdapter(studio.page)) return studio
  await studio.closeBrowser()
  return await open('software')
}
