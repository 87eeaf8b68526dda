/** Windows of another size that are drawn: headless Chromium has been seen to draw none after a change of size, once in a thousand, and a click then waits for ever. */
import type { Page } from '@playwright/test'

const PATIENCE_MS = 10_000

/** Whether two frames come. A page whose own thread is blocked gives no answer at all, and the test ends there. */
const isDrawn = (page: Page): Promise<boolean> =>
  page.evaluate(
    (patience) =>
      new Promise<boolean>((resolve) => {
        setTimeout(() => resolve(false), patience)
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)))
      }),
    PATIENCE_MS,
  )

/** Has `page.setViewportSize` resolve when the page is drawn at that size, which is set anew where no frame comes. */
export function drawnAtEachSize(page: Page): Page {
  const resize = page.setViewportSize.bind(page)
  page.setViewportSize = async (size) => {
    await resize(size)
    if (await isDrawn(page)) return
    console.warn(`no frame came at ${size.width} x ${size.height}: the size is set anew`)
    await resize({ ...size, height: size.height + 1 })
    await resize(size)
    if (!(await isDrawn(page))) throw new Error(`the browser draws no frames at ${size.width} x ${size.height}`)
  }
  return page
}
