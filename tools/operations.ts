/**
 * The lists of operations that the registries of `workers/operations/` read: one for each form, with all folders that have it. A program's parts load only the
 * forms that they need, so there is a list of each rather than one of all.
 *
 * Written by `npm run operations` once a folder or a form is added; `operations.test.ts` beside asks that they are what the folders say.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../workers/operations', import.meta.url))

/** Names of the files that an operation may have. Each exports what is called as its folder is: a form, or in `kinds.ts` several things by their names. */
const FORMS = ['facts', 'webgpu', 'wasm', 'kinds', 'tfjs', 'fold', 'onnx', 'layersModel', 'half', 'onepage'] as const

/** Kinds of layers: the folders that tell facts of one. */
export const operations = (): string[] =>
  readdirSync(ROOT)
    .filter((name) => name !== 'lists' && existsSync(join(ROOT, name, 'facts.ts')))
    .sort()

/** Text of each list by its path. */
export function lists(): Map<string, string> {
  const texts = new Map<string, string>()
  for (const form of FORMS) {
    const names = operations().filter((name) => existsSync(join(ROOT, name, `${form}.ts`)))
    const imports = names.map((name) => `import { ${name} } from '../${name}/${form}'\n`)
    const entries = names.map((name) => `  ${form === 'kinds' ? '...' : ''}${name},\n`)
    const said = '/** Made of the folders by `npm run operations`, not to be edited. */\n'
    texts.set(join(ROOT, 'lists', `${form}.ts`), `${said}${imports.join('')}\nexport const LIST = {\n${entries.join('')}}\n`)
  }
  return texts
}

if (process.argv[1] === fileURLToPath(import.meta.url)) for (const [path, text] of lists()) writeFileSync(path, text)
