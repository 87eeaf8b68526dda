/** Firefox and WebKitGTK as Debian has them, driven by WebDriver: Playwright drives only builds of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { Builder, By, Capabilities } from 'selenium-webdriver'
import { findLavapipe } from '../../tools/lavapipe'
import { Firefox, freePort } from '../../tools/verify/marionette'

/** What a story needs of a browser. */
export interface OtherBrowser {
  open(url: string): Promise<void>
  reload(): Promise<void>
  /** @param script body of a function, which may return a promise */
  evaluate<T>(script: string): Promise<T>
  /** As a person does: scrolled to, and nothing may lie over it. */
  click(selector: string): Promise<void>
  close(): Promise<void>
}

/** `webgpu`: with its own, on Mesa's lavapipe. */
export async function startFirefox(webgpu = false): Promise<OtherBrowser> {
  const driver = webgpu ? findLavapipe() : null
  if (webgpu && driver === null) throw new Error('Mesa’s lavapipe was not found: install mesa-vulkan-drivers')
  return Firefox.start(
    'firefox-esr',
    {
      'network.proxy.allow_hijacking_localhost': false,
      ...(webgpu ? { 'dom.webgpu.enabled': true, 'dom.webgpu.workers.enabled': true, 'gfx.webgpu.ignore-blocklist': true } : {}),
    },
    driver === null ? {} : { VK_DRIVER_FILES: driver },
  )
}

/** Ends the driver with the browser and the screen that it has: they are one group of processes. */
async function end(driver: ChildProcess): Promise<void> {
  // One that has ended already tells it no more.
  if (driver.exitCode !== null || driver.signalCode !== null) return
  const ended = once(driver, 'exit')
  if (driver.pid) process.kill(-driver.pid, 'SIGTERM')
  await ended
}

/** MiniBrowser on a screen that nobody sees. It keeps nothing when it ends. */
export async function startWebKit(): Promise<OtherBrowser> {
  const port = await freePort()
  const server = `http://127.0.0.1:${port}`
  const command = ['-a', 'WebKitWebDriver', `--port=${port}`, '--host=127.0.0.1']
  const driver = spawn('xvfb-run', command, { stdio: 'ignore', detached: true })
  try {
    for (let tries = 0; !(await fetch(`${server}/status`).catch(() => null))?.ok; tries++) {
      if (tries > 100) throw new Error('WebKitWebDriver did not start')
      await wait(200)
    }
    const options = { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { args: ['--automation'] } }
    const browser = await new Builder().usingServer(server).withCapabilities(new Capabilities(options)).build()
    await browser.manage().setTimeouts({ script: 120_000, pageLoad: 60_000 })
    return {
      open: (url) => browser.get(url),
      reload: () => browser.navigate().refresh(),
      evaluate: <T>(script: string) => browser.executeScript<T>(script) as Promise<T>,
      click: async (selector) => browser.findElement(By.css(selector)).click(),
      async close() {
        try {
          await browser.quit()
        } finally {
          await end(driver)
        }
      },
    }
  } catch (error) {
    await end(driver)
    throw error
  }
}
