/**
 * Draws the icons that an installed studio has, of `public/icon.svg`: `npx tsx tools/icons.ts`. What it writes into `public/icons/` is committed; run it again when
 * the drawing changes.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'

const OUT = join('public', 'icons')
/** The drawing's own ground. */
const GROUND = '#5d5dd6'
/** Of a maskable icon only a circle of four fifths is sure to be seen (W3C, "maskable icons"); the drawing without its rounded ground lies well inside. */
const SAFE = 0.66

const drawing = readFileSync(join('public', 'icon.svg'), 'utf8')
const withoutGround = drawing.replace(/<rect [^>]*\/>/, '')

const drawn = (svg: string, side: number): Promise<Buffer> =>
  // 32 units a side; librsvg draws 72 dots an inch, one a unit.
  sharp(Buffer.from(svg), { density: (72 * side) / 32 })
    .resize(side, side)
    .png({ compressionLevel: 9 })
    .toBuffer()

/** The ground to all four edges: whoever shows it cuts its own shape. */
async function filled(side: number): Promise<Sharp> {
  const inner = Math.round(side * SAFE)
  return sharp({ create: { width: side, height: side, channels: 3, background: GROUND } }).composite([
    { input: await drawn(withoutGround, inner) },
  ])
}

mkdirSync(OUT, { recursive: true })
for (const side of [192, 512]) {
  await sharp(await drawn(drawing, side)).toFile(join(OUT, `any-${side}.png`))
  await (await filled(side)).png({ compressionLevel: 9 }).toFile(join(OUT, `maskable-${side}.png`))
}
await (await filled(180)).png({ compressionLevel: 9 }).toFile(join(OUT, 'touch-180.png'))
