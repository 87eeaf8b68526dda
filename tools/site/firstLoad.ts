/** What a visit has to load before the page can be used: the page with its style and script, and the trainer, which opens pictures. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Bytes, gzipped as hosts do it. Raised only on purpose: what is needed later belongs into a dynamic import. */
export const BUDGET = 755_000

interface Loaded {
  /** Below the built folder. */
  readonly path: string
  readonly gzipped: number
}

/** In the built page: files that its HTML names. */
const NAMED = /(?:src|href)="\.\/([^"]+\.(?:js|css))"/g
/** In a script: what it imports for itself, not what it may import later. */
const IMPORTED = /(?:\bfrom|\bimport)\s*["'`]\.\/([\w.-]+\.js)["'`]/g
/** In the page's script: the trainer. */
const TRAINER = /["'`](worker-[\w-]+\.js)["'`]|import\(\s*["'`]\.\/(exposed-[\w-]+\.js)["'`]/g
/** The alphabet of the page's own texts; others are loaded where a name has their letters. */
const FONT = /^inter-latin-wght-normal/
/** Fonts are compressed by themselves. */
const PACKED = /\.woff2$/

const found = (text: string, pattern: RegExp): string[] => Array.from(text.matchAll(pattern), ([, first, second]) => first ?? second ?? '')

/**
 * The files in `folder`, the built site, that a first visit loads before pictures can be opened.
 * @throws Error where the trainer is not among them: the build names things otherwise than this reads
 */
export function firstLoad(folder: string): Loaded[] {
  const text = (path: string) => readFileSync(join(folder, path), 'utf8')
  const paths = new Set(['index.html', ...found(text('index.html'), NAMED)])
  for (const path of paths) {
    if (!path.startsWith('assets/') || !path.endsWith('.js')) continue
    for (const name of [...found(text(path), IMPORTED), ...found(text(path), TRAINER)]) paths.add(`assets/${name}`)
  }
  if (!Array.from(paths).some((path) => path.startsWith('assets/worker-'))) throw new Error('The trainer was not found in the built page.')
  for (const name of readdirSync(join(folder, 'assets'))) if (FONT.test(name)) paths.add(`assets/${name}`)
  return Array.from(paths, (path) => {
    const bytes = readFileSync(join(folder, path))
    return { path, gzipped: PACKED.test(path) ? bytes.length : gzipSync(bytes).length }
  })
}

export const sumOf = (files: readonly Loaded[]): number => files.reduce((sum, { gzipped }) => sum + gzipped, 0)
