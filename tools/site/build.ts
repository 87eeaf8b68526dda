/** Builds the page when its sources have changed since the last build. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DIST } from './folder'

const STAMP = join('.cache', 'build.txt')
const SOURCES = ['index.html', 'package-lock.json', 'vite.config.ts', 'src', 'workers', 'public', 'tools/site']

function* filesUnder(path: string): Generator<string> {
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const inside = join(path, entry.name)
    if (entry.isDirectory()) yield* filesUnder(inside)
    else if (!entry.name.includes('.test.') && !inside.includes('fixtures')) yield inside
  }
}

/** SHA-256 over the names and contents of everything that the built page is made of. */
function fingerprint(): string {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    const files = source.includes('.') ? [source] : [...filesUnder(source)]
    for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

/** Builds into `dist` unless it was built from these very sources. Throws when the build fails. */
export async function buildIfChanged(): Promise<void> {
  const now = fingerprint()
  if (existsSync(join(DIST, 'index.html')) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === now) return
  console.log('Building ...')
  // A build that is ended half-way leaves half a page, which must not pass for an earlier whole one.
  rmSync(STAMP, { force: true })
  // Half a second of modules that nobody needs where nothing has changed.
  const { build } = await import('vite')
  await build({ logLevel: 'warn' })
  mkdirSync(dirname(STAMP), { recursive: true })
  writeFileSync(STAMP, now)
}
