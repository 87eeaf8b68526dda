/** Drops files and folders of the disk on the page as a person does, with the browser's own drag and drop: the page gets real handles. */
import { expect, type Locator } from '@playwright/test'
import { en } from '../../src/app/words'

/**
 * Lets go of these paths over the middle of `target`.
 *
 * @param says what the page says that letting go there will do
 */
export async function dropOn(target: Locator, paths: readonly string[], says: string = en.data.dropHere): Promise<void> {
  const box = await target.boundingBox()
  if (!box) throw new Error('there is nothing to drop on')
  const session = await target.page().context().newCDPSession(target.page())
  const at = { x: box.x + box.width / 2, y: box.y + Math.min(box.height, 400) / 2 }
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  const send = (type: 'dragEnter' | 'dragOver' | 'drop') => session.send('Input.dispatchDragEvent', { type, ...at, data })
  // Where what lies under the pointer changes meanwhile, the page is asked by another dragenter in place of a dragover.
  const taken = await target.page().evaluateHandle(() => {
    const seen = { count: 0 }
    for (const type of ['dragenter', 'dragover'] as const)
      addEventListener(type, (event) => {
        if (event.defaultPrevented) seen.count++
      })
    return seen
  })
  const answered = (times: number) => expect.poll(() => taken.evaluate(({ count }) => count)).toBeGreaterThanOrEqual(times)
  await send('dragEnter')
  // A drop before the page has said that it takes one is thrown away.
  await expect(target.page().getByText(says, { exact: true })).toBeVisible()
  // Nor does it do to let go before the page has answered: a busy one takes a while to.
  await answered(1)
  for (const times of [2, 3]) {
    await send('dragOver')
    await answered(times)
  }
  await target.page().evaluate(() => new Promise(requestAnimationFrame))
  await send('drop')
  await session.detach()
}
