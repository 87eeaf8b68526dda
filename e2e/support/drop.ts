/** Drops files and folders of the disk on the page as a person does, with the browser's own drag and drop: the page gets real handles. */
import { expect, type Locator } from '@playwright/test'
import { en } from '../../src/app/i18n/en'

/** Lets go of these paths over the middle of `target`. */
export async function dropOn(target: Locator, paths: readonly string[]): Promise<void> {
  const box = await target.boundingBox()
  if (!box) throw new Error('there is nothing to drop on')
  const session = await target.page().context().newCDPSession(target.page())
  const at = { x: box.x + box.width / 2, y: box.y + Math.min(box.height, 400) / 2 }
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  const send = (type: 'dragEnter' | 'dragOver' | 'drop') => session.send('Input.dispatchDragEvent', { type, ...at, data })
  await send('dragEnter')
  // A drop before the page has said that it takes one is thrown away.
  await expect(target.page().getByText(en.data.dropHere)).toBeVisible()
  // Nor does it do to let go before the page has answered: a busy one takes a while to.
  const taken = await target.page().evaluateHandle(() => {
    const seen = { count: 0 }
    addEventListener('dragover', (event) => {
      if (event.defaultPrevented) seen.count++
    })
    return seen
  })
  for (let i = 1; i <= 2; i++) {
    await send('dragOver')
    await expect.poll(() => taken.evaluate(({ count }) => count)).toBeGreaterThanOrEqual(i)
  }
  await target.page().evaluate(() => new Promise(requestAnimationFrame))
  await send('drop')
  await session.detach()
}
