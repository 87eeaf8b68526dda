/** Makes the README's picture, docs/dashboard.png: a run on drawn pets in the built page. `npx tsx tools/screenshot.ts` */
import { en } from '../src/app/words'
import { openStudio } from './studio'
import { setRecipe } from './train/page'
import { train } from './train/session'

const studio = await openStudio({ gpu: 'none', viewport: { width: 1440, height: 960 } })
try {
  const { page } = studio
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' })
  await setRecipe(page, { epochs: 6, strategy: 'full', imageSize: 64, learningRate: 1e-4, batchSize: 16 })
  await page.getByRole('button', { name: en.data.drawn }).click()
  await page.getByText(en.data.summary(240, 2)).waitFor()
  await train(page, { onMoment: () => {} })
  await page.evaluate(() => scrollTo(0, 0))
  await page.screenshot({ path: 'docs/dashboard.png', animations: 'disabled' })
  console.log('wrote docs/dashboard.png')
} finally {
  await studio.close()
}
process.exit(0)
