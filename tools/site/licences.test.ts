import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { LICENCES } from './licences'

const outDir = mkdtempSync(join(tmpdir(), 'trainyard-licences-'))
afterAll(() => rmSync(outDir, { recursive: true }))

/** By package: what stands below its heading. */
const texts = new Map<string, string>()
/** Packages that some built file has code of, by its source map: told by what was written, not by what the plugin saw. */
const inside = new Set<string>()

beforeAll(async () => {
  await build({ logLevel: 'error', build: { outDir, emptyOutDir: true, sourcemap: true, minify: false, reportCompressedSize: false } })
  for (const part of readFileSync(join(outDir, LICENCES), 'utf8').split(/^## /m).slice(1)) {
    const [heading = '', ...text] = part.split('\n')
    texts.set(heading.split(' ')[0]!, text.join('\n').trim())
  }
  for (const file of readdirSync(join(outDir, 'assets'))) {
    if (!file.endsWith('.map')) continue
    const { sources } = JSON.parse(readFileSync(join(outDir, 'assets', file), 'utf8')) as { sources: string[] }
    for (const source of sources) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1]
      if (name) inside.add(name)
    }
  }
}, 240_000)

it('dist has the licence text of every package in it, the page’s and the workers’', () => {
  for (const name of ['react', '@mantine/core', '@tensorflow/tfjs-core', '@zip.js/zip.js', 'comlink']) expect([...inside]).toContain(name)
  expect([...inside].filter((name) => (texts.get(name) ?? '').length < 300)).toEqual([])
})

it('and of what has no code: fonts, style sheets, WebAssembly, and the project itself', () => {
  expect(texts.get('Trainyard')).toMatch(/MIT License/)
  expect(texts.get('@fontsource-variable/inter')).toMatch(/SIL OPEN FONT LICENSE/i)
  expect(texts.get('@tensorflow/tfjs-backend-wasm')).toMatch(/Apache License/)
})

// Here because nothing else of the unit tests builds the site.
it('dist has no file that a host may leave out: none begins with an underscore or a dot', () => {
  const names = readdirSync(outDir, { recursive: true, encoding: 'utf8' })
  expect(names.length).toBeGreaterThan(50)
  expect(names.filter((name) => /(^|[\\/])[_.]/.test(name))).toEqual([])
})
