/**
 * The program of the page that is sent to somebody, as texts to be put into a file: `virtual:one-page` is `src/onepage/` in one script that runs from
 * disk, where browsers load neither modules nor anything else that lies beside.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'vite'

const ID = 'virtual:one-page'
const RESOLVED = `\0${ID}`
const ROOT = join(import.meta.dirname, '..', '..')
const FOLDER = join(ROOT, 'src', 'onepage')

interface Program {
  readonly script: string
  readonly style: string
  /** Files that it is made of. */
  readonly files: readonly string[]
}

/** @throws Error where a package is in it: its licence would have to be in the page too */
async function bundle(): Promise<Program> {
  const result = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: join(FOLDER, 'main.ts'), output: { format: 'iife', codeSplitting: false } },
    },
  })
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) => ('output' in one ? one.output : []))
  const [chunk, ...others] = outputs.filter((one) => one.type === 'chunk')
  if (!chunk || others.length > 0) throw new Error(`${FOLDER} became ${outputs.length} files, not one`)
  const foreign = chunk.moduleIds.filter((id) => id.includes('node_modules'))
  if (foreign.length > 0) throw new Error(`the page that is sent has no place for licences: ${foreign.join(', ')}`)
  // Nothing in a script ends its element.
  const code = chunk.code.replaceAll(/<(?=\/script|!--|script)/gi, '\\x3c')
  const style = readFileSync(join(FOLDER, 'style.css'), 'utf8').replaceAll(/\/\*.*?\*\/|\n\s*/gs, '')
  const licence = readFileSync(join(ROOT, 'LICENSE'), 'utf8').trim()
  return { script: `/*! Trainyard\n\n${licence}\n*/\n${code}`, style, files: chunk.moduleIds }
}

/** Bundles when somebody asks for it, once. */
export function onePage(): Plugin {
  let program: Promise<Program> | null = null
  return {
    name: 'one-page',
    watchChange() {
      program = null
    },
    resolveId: { filter: { id: exactly(ID) }, handler: () => RESOLVED },
    load: {
      filter: { id: exactly(RESOLVED) },
      async handler() {
        program ??= bundle()
        const { files, ...texts } = await program
        for (const file of [...files, join(FOLDER, 'style.css')]) this.addWatchFile(file)
        return Object.entries(texts)
          .map(([name, text]) => `export const ${name} = ${JSON.stringify(text)}`)
          .join('\n')
      },
    },
  }
}

/** Asked by the bundler itself, for thousands of modules. */
const exactly = (id: string) => new RegExp(`^${id}$`)
