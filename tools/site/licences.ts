/** The licence texts of everything that is built into the page, as one file beside it: most licences ask that their text goes where the code goes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Plugin } from 'vite'

/** In `dist`. */
export const LICENCES = 'licences.txt'

const TEXTS = /^(licen[cs]e|copying|notice)/i

interface Package {
  readonly name: string
  readonly version: string
  readonly license?: string
  readonly author?: string | { readonly name: string }
}

/** The package that a module belongs to, and its folder; null for the project's own. */
function packageOf(id: string): { readonly folder: string; readonly meta: Package } | null {
  const path = id.replace(/[?#].*$/, '').replace(/^[\0/]*(?=\/)/, '')
  if (!path.includes('/node_modules/')) return null
  for (let folder = dirname(path); folder.includes('/node_modules/'); folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    // Packages have such files in inner folders too, with nothing but the kind of their modules.
    const meta = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Package>) : {}
    if (meta.name && meta.version) return { folder, meta: meta as Package }
  }
  return null
}

const textsIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile() && TEXTS.test(entry.name))
        .map(({ name }) => readFileSync(join(folder, name), 'utf8').trim())
    : []

/** Standard texts, for packages that come without one, by the licence that they name. */
const STANDARD = join(import.meta.dirname, 'licences')

/** @throws Error where there is no standard text of a licence */
function standardTexts({ name, license = '', author }: Package): string[] {
  return license.split(' AND ').map((one) => {
    const file = join(STANDARD, `${one}.txt`)
    if (!existsSync(file)) throw new Error(`${name} comes without the text of its licence (${one || 'not said'}): put it into ${file}`)
    const holder = typeof author === 'string' ? author : author?.name
    return `Copyright (c) ${holder || `the authors of ${name}`}\n\n${readFileSync(file, 'utf8').trim()}`
  })
}

function section(folder: string, meta: Package): string {
  const own = textsIn(folder)
  return [`## ${meta.name} ${meta.version} (${meta.license})`, ...(own.length > 0 ? own : standardTexts(meta))].join('\n\n')
}

/** The plugins that take down which packages are built in, of the page and of its workers; the page's writes the file, as the workers are built before it. */
export function licences(): { readonly page: Plugin; readonly worker: () => Plugin } {
  const sections = new Map<string, string>()
  const take = (ids: Iterable<string>) => {
    for (const id of ids) {
      const found = packageOf(id)
      if (!found) continue
      const key = `${found.meta.name} ${found.meta.version}`
      if (!sections.has(key)) sections.set(key, section(found.folder, found.meta))
    }
  }
  return {
    page: {
      name: 'licences',
      apply: 'build',
      generateBundle() {
        take(this.getModuleIds())
        const all = [...sections].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text)
        const own = `## Trainyard (MIT)\n\n${readFileSync('LICENSE', 'utf8').trim()}`
        this.emitFile({ type: 'asset', fileName: LICENCES, source: `${[own, ...all].join('\n\n\n')}\n` })
      },
    },
    worker: () => ({
      name: 'licences-of-workers',
      apply: 'build',
      generateBundle() {
        take(this.getModuleIds())
      },
    }),
  }
}
