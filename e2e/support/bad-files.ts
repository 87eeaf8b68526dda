/** Everything that people drop by mistake or by bad luck, made at test time: the rows of "what gets what when it is bad". */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Page } from '@playwright/test'
import { BlobReader, BlobWriter, configure, ZipWriter } from '@zip.js/zip.js'
import { animatedGif, animatedWebp } from './animations'
import { flatJpeg, yCbCr } from './jpeg'

configure({ useWebWorkers: false })

/** Files by their path in the folder or zip. */
export type Files = Readonly<Record<string, Uint8Array | string>>

type Rgb = readonly [number, number, number]
export const RED: Rgb = [190, 60, 40]
export const BLUE: Rgb = [40, 90, 190]

/** A small JPEG in about this colour, every `n` a little different. */
export function picture(colour: Rgb, n: number, size = 64): Buffer {
  const shade = (x: number, y: number) => ((x * 31 + y * 17 + n * 13) % 40) - 20
  return flatJpeg({ width: size, height: size, block: (x, y) => yCbCr([colour[0] + shade(x, y), colour[1] + shade(y, x), colour[2]]) })
}

/** `perClass` good pictures of each of two classes, named as Kaggle names them. */
export function goodPictures(perClass: number): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {}
  for (let n = 0; n < perClass; n++) {
    files[`cat.${n}.jpg`] = picture(RED, n)
    files[`dog.${n}.jpg`] = picture(BLUE, n)
  }
  return files
}

/** Writes files below `folder` and returns it. */
export function writeFiles(folder: string, files: Files): string {
  mkdirSync(folder, { recursive: true })
  for (const [path, content] of Object.entries(files)) {
    const place = join(folder, path)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, content)
  }
  return folder
}

interface ZipOptions {
  readonly password?: string
  readonly level?: number
  /** Bytes of a name in the encoding of an old system; the zip then does not say which. */
  readonly encode?: (name: string) => Uint8Array
}

/** A zip of files, stored unless a level is given; encrypted where there is a password. Names are taken as they are, `../` included. */
export async function zipOf(files: Files, { encode, ...options }: ZipOptions = {}): Promise<Buffer> {
  const names = encode ? { useUnicodeFileNames: false, encodeText: encode } : {}
  const writer = new ZipWriter(new BlobWriter(), { level: 0, ...options, ...names })
  for (const [path, content] of Object.entries(files))
    await writer.add(path, new BlobReader(new Blob([new Uint8Array(Buffer.from(content))])))
  return Buffer.from(await (await writer.close()).arrayBuffer())
}

/** A still WebP of one colour, by the browser's own encoder. */
async function stillWebp(page: Page, colour: Rgb): Promise<Buffer> {
  const address = await page.evaluate((rgb) => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 64
    const context = canvas.getContext('2d')
    if (!context) throw new Error('no 2d context')
    context.fillStyle = `rgb(${rgb.join(',')})`
    context.fillRect(0, 0, 64, 64)
    return canvas.toDataURL('image/webp', 0.9)
  }, colour)
  return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64')
}

/** Pictures that are unusual but right: each must be taken in. */
export async function oddPictures(page: Page): Promise<Record<string, Uint8Array>> {
  return {
    'cat/cmyk.jpg': flatJpeg({ width: 64, height: 64, block: () => [245, 55, 225, 255] }),
    'cat/grey.jpg': flatJpeg({ width: 64, height: 64, block: (x) => [x * 30] }),
    // Lies on its side: red left and blue right in the file, upright it is red above blue.
    'cat/turned.jpg': flatJpeg({ width: 96, height: 48, orientation: 6, block: (x) => yCbCr(x < 6 ? RED : BLUE) }),
    'dog/moving.gif': animatedGif(64, RED, BLUE),
    'dog/moving.webp': animatedWebp(64, await stillWebp(page, RED), await stillWebp(page, BLUE)),
    'dog/12000 x 9000.jpg': flatJpeg({ width: 12_000, height: 9000, block: (x, y) => yCbCr([x % 250, y % 250, 120]) }),
    'cat/猫 🐱 й.jpg': picture(RED, 1),
    // The same name in both folders.
    'cat/1.jpg': picture(RED, 2),
    'dog/1.jpg': picture(BLUE, 3),
  }
}

/** What is not a usable picture: each must be left out with its reason, and the rest go on. */
export function brokenFiles(): Record<string, Uint8Array | string> {
  const whole = picture(RED, 5, 256)
  return {
    'cat.900.jpg': '',
    'cat.901.jpg': whole.subarray(0, 30),
    'cat.902.jpg': 'This is a shopping list, not a cat.',
    'notes.txt': 'eggs, milk',
    '.DS_Store': 'x',
  }
}

/** A safetensors file whose `conv1.weight` has the wrong shape. */
export function wrongWeights(): Buffer {
  const header = Buffer.from(JSON.stringify({ 'conv1.weight': { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] } }))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  return Buffer.concat([length, header, Buffer.alloc(16)])
}
