/** Files as people really have them: what the network sees is what the browser shows, turned and laid on white as there; what is refused is refused in both. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type Harness, openHarness } from '../tools/harness'

interface OddFile {
  readonly name: string
  readonly kind: 'transparent' | 'tiff' | 'turned' | 'bmp' | 'damaged'
  readonly file: string
  readonly width: number
  readonly height: number
  readonly white: string
  readonly black?: string
  readonly ignored?: string
}
const made = JSON.parse(readFileSync('workers/data/decode/fixtures/odd.json', 'utf8')) as OddFile[]

/** Other projects' public fixtures; `../shared` has them where this project is worked on. */
const PUBLIC = '../shared/data/odd-pictures'
const published = existsSync(PUBLIC)
  ? readdirSync(PUBLIC, { recursive: true, withFileTypes: true })
      .filter(
        (entry) => entry.isFile() && /\.(jpe?g|png|gif|webp|avif|bmp)$/.test(entry.name) && !/^plum-.*(large|limited)/.test(entry.name),
      )
      .map((entry) => join(entry.parentPath, entry.name))
  : []

const DECODE = '/workers/data/decode/decode.ts'
const POOL = '/workers/data/decode/pool.ts'

let harness: Harness
test.beforeAll(async () => {
  harness = await openHarness(
    new Map([
      ...made.map(({ name, file }) => [name, () => Buffer.from(file, 'base64')] as const),
      ...published.map((path) => [path.replaceAll('/', '!'), () => readFileSync(path)] as const),
    ]),
  )
})
test.afterAll(() => harness.close())

test('pictures that one can see through, turned ones and bitmaps of OS/2 have the pixels that Pillow shows', async () => {
  const files = made.filter(({ kind }) => kind !== 'damaged')
  const differences = await harness.page.evaluate(
    async ([address, all]) => {
      const { decode } = (await import(address)) as typeof import('../workers/data/decode/decode')
      const bytes = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
      const found: Record<string, number | string> = {}
      for (const file of all) {
        for (const ground of ['white', 'black', 'ignored'] as const) {
          const wanted = file[ground]
          if (!wanted) continue
          const name = `${file.name} ${ground}`
          try {
            const picture = await decode(new Blob([bytes(file.file)]))
            const { data, width, height, bgr, channels } = await picture.pixels(ground)
            const pixels = bytes(wanted)
            let most = 0
            for (let i = 0; i < width * height; i++)
              for (let c = 0; c < 3; c++) most = Math.max(most, Math.abs(data[i * channels + (bgr ? 2 - c : c)]! - pixels[i * 3 + c]!))
            found[name] = width === file.width && height === file.height ? most : `${width} x ${height}`
            picture.close()
          } catch (error) {
            found[name] = String(error)
          }
        }
      }
      return found
    },
    [DECODE, files] as const,
  )
  expect(Object.entries(differences).filter(([, difference]) => typeof difference !== 'number' || difference > 2)).toEqual([])
})

/** What pages show although it cannot be had whole: cut off, damaged, or of a kind that is not handed out. Both the network and the thumbnail go without. */
const REFUSED = /^(cut-.*|zeros|cut|truncated)\.(jpg|png)$|^xcsn0g01\.png$|profile2\.\d+bpc\.yuv422\.alpha-(full|limited)\.avif$/

test('the network and the thumbnail see what the page shows, or all of them nothing', async () => {
  test.slow()
  const names = [
    ...made.filter(({ name }) => !name.endsWith('.tif')).map(({ name }) => name),
    ...published.map((path) => path.replaceAll('/', '!')),
  ]
  const seen = await harness.page.evaluate(
    async ([address, pooling, all]) => {
      const { decode } = (await import(address)) as typeof import('../workers/data/decode/decode')
      const { DecodePool } = (await import(pooling)) as typeof import('../workers/data/decode/pool')
      const pool = new DecodePool(1)
      const pixelsOf = (source: ImageBitmap, width: number, height: number): Uint8ClampedArray => {
        const context = new OffscreenCanvas(width, height).getContext('2d')!
        context.fillStyle = 'white'
        context.fillRect(0, 0, width, height)
        context.drawImage(source, 0, 0, width, height)
        return context.getImageData(0, 0, width, height).data
      }
      /** Mean difference, levels. */
      const apart = (one: ArrayLike<number>, other: ArrayLike<number>, bgr = false): number => {
        let sum = 0
        for (let i = 0; i < one.length; i++)
          if (i % 4 < 3) sum += Math.abs(one[bgr && i % 4 < 3 ? i - (i % 4) + 2 - (i % 4) : i]! - other[i]!)
        return sum / ((one.length / 4) * 3)
      }
      const found: { name: string; page: string | null; network: string; thumbnail: string }[] = []
      for (const name of all) {
        const blob = await (await fetch(`/files/${name}`)).blob()
        const image = new Image()
        image.src = URL.createObjectURL(blob)
        const shown = await image.decode().then(
          () => true,
          () => false,
        )
        const { naturalWidth: width, naturalHeight: height } = image
        // The page's own picture, but for the colour profile, which the network never goes by.
        const page = shown ? await createImageBitmap(image, { colorSpaceConversion: 'none' }).catch(() => null) : null
        const reference = page && pixelsOf(page, width, height)
        const network = await decode(blob).then(
          async (picture) => {
            const { data, bgr = false } = await picture.pixels('white')
            const sides = `${picture.width} x ${picture.height}`
            return sides !== `${width} x ${height}`
              ? sides
              : reference && apart(data, reference, bgr) > 1
                ? `${apart(data, reference, bgr).toFixed(1)} apart`
                : 'the same'
          },
          (error: { fault?: string }) => `${error.fault}`,
        )
        const side = Math.max(width, height) || 64
        const thumbnail = await pool.thumbnail({ kind: 'file', file: new File([blob], name) }, side).then(
          async (jpeg) => {
            const small = await createImageBitmap(jpeg)
            const difference = reference && small.width === width ? apart(pixelsOf(small, width, height), reference) : 0
            return `${small.width} x ${small.height}` !== `${width} x ${height}`
              ? `${small.width} x ${small.height}`
              : difference > 16
                ? `${difference.toFixed(1)} apart`
                : 'the same'
          },
          (error: { fault?: string }) => `${error.fault}`,
        )
        found.push({
          name: name.slice(name.lastIndexOf('!') + 1),
          page: shown ? (reference ? 'shown' : 'not whole') : null,
          network,
          thumbnail,
        })
      }
      pool.dispose()
      return found
    },
    [DECODE, POOL, names] as const,
  )
  expect(seen.length).toBeGreaterThan(made.length / 2)
  const read = seen.filter(({ network }) => network === 'the same')
  expect(read.every(({ thumbnail }) => thumbnail === 'the same')).toBe(true)
  // Everything else gives nothing to either, and is shown by no page, or by a page in part.
  const others = seen.filter((one) => !read.includes(one))
  expect(others.filter(({ network, thumbnail }) => network !== thumbnail || !['cannot-decode', 'not-a-picture'].includes(network))).toEqual(
    [],
  )
  expect(others.filter(({ name, page }) => page !== null && !REFUSED.test(name)).map(({ name }) => name)).toEqual([])
  expect(read.filter(({ name }) => REFUSED.test(name)).map(({ name }) => name)).toEqual([])
})
