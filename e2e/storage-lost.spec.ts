/** What the browser keeps is taken away while the page is open: by a person who clears site data, by a newer version of the studio in another tab. */
import { en, expect, QUICK, type Studio, test } from './support/test'

// A browser of its own: what is cleared here is all of the origin's, while tabs of earlier stories may still be letting go of it.
test.use({ preferences: { lost: {} } })

const saved = ({ page }: Studio, epoch: number, epochs: number) => page.getByText(en.train.notes['checkpoint-saved'](epoch, 0, epochs))

test('site data is cleared in the middle of a run: the checkpoints after that are there on the next visit', async ({ studio }) => {
  const { page } = studio
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 6, patience: 0 })
  await studio.pressTrain()
  await expect(saved(studio, 2, 6)).toBeVisible({ timeout: 90_000 })
  const session = await page.context().newCDPSession(page)
  await session.send('Storage.clearDataForOrigin', { origin: new URL(page.url()).origin, storageTypes: 'all' })
  await studio.waitForEnd(120_000)
  await expect(saved(studio, 7, 6)).toBeVisible()
  await page.reload()
  await studio.goTo('runs')
  await expect(page.getByRole('table').first().getByRole('row').nth(1)).toContainText(en.runs.status.finished)
})

test('a newer version was here: the page says so, and trains', async ({ studio }) => {
  const { page } = studio
  // The page has this database open, and lets go of it.
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('trainyard-runs', 99)
        request.onsuccess = () => {
          request.result.close()
          resolve()
        }
        request.onerror = () => reject(request.error ?? new Error('not opened'))
      }),
  )
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 1 })
  await studio.pressTrain()
  await studio.waitForEnd(120_000)
  await expect(page.getByText(/A newer version of Trainyard was used in this browser/).first()).toBeVisible()
})
