/** The built studio in a headless Chromium, for headless training, benchmarks and screenshots. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { askForAutomation } from '../src/app/automationFlag'
import { chromiumFlags, type Gpu, requireChromium } from './chromium'
import { buildIfChanged } from './site/build'
import { serve } from './site/serve'

export interface Studio {
  readonly page: Page
  /** The page's address; ends with a slash. */
  readonly url: string
  /** Which adapter the browser was started for. */
  readonly gpu: Gpu
  close(): Promise<void>
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
}

const hasAdapter = (page: Page) => page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()))

/** Builds where sources changed, serves, starts a browser and opens the page. Throws when no browser is found or the build fails. */
export async function openStudio(options: StudioOptions = {}): Promise<Studio> {
  const { gpu = 'hardware', viewport = { width: 1360, height: 900 }, scale = 1 } = options
  requireChromium()
  await buildIfChanged()
  const site = await serve()
  const open = async (kind: Gpu): Promise<Studio & { closeBrowser(): Promise<void> }> => {
    // A profile on disk, as people have one: a private window keeps checkpoints in memory, and has lost them in long runs.
    const profile = mkdtempSync(join(tmpdir(), 'trainyard-'))
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: requireChromium(),
      args: chromiumFlags(kind),
      viewport,
      deviceScaleFactor: scale,
      locale: 'en-GB',
    })
    await context.addInitScript(askForAutomation)
    const closeBrowser = async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    }
    const close = async () => {
      await closeBrowser()
      await site.close()
    }
    try {
      const page = context.pages()[0] ?? (await context.newPage())
      await page.goto(site.url)
      return { page, url: site.url, gpu: kind, close, closeBrowser }
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
