/** Builds `workers/offline/` into `sw.js`, which lies beside the page: with a hash of every file of the built site, and the headers that each is to have. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { build, type Plugin } from 'vite'
import type { Site } from '../../workers/offline/site.ts'
import { headers, ownHeaders } from './headers.ts'

/** In `dist`. */
const SCRIPT = 'sw.js'
const ROOT = join(import.meta.dirname, '..', '..')
/** What nobody needs without a network: source maps, and texts that nothing of the page opens. */
const LEFT_OUT = /\.(map|md)$/

/** What lies in the built folder, and how it is to be served. */
function siteIn(folder: string): Site {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => path !== SCRIPT && !LEFT_OUT.test(path))
    .sort()
  const hash = (path: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, path)))
      .digest('hex')
  return {
    files: Object.fromEntries(paths.map((path) => [path, hash(path)])),
    headers: headers('production'),
    own: ownHeaders('production').map(({ path, headers: own }) => ({ source: path.source, headers: own })),
  }
}

/** Of all plugins the last: it reads what the others wrote. */
export function serviceWorker(): Plugin {
  let out = ''
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved({ root, build: { outDir } }) {
      out = resolve(root, outDir)
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        await build({
          root: ROOT,
          configFile: false,
          publicDir: false,
          logLevel: 'warn',
          define: { __SITE__: JSON.stringify(siteIn(out)) },
          build: {
            outDir: out,
            emptyOutDir: false,
            target: 'es2023',
            modulePreload: false,
            reportCompressedSize: false,
            rolldownOptions: {
              input: join(ROOT, 'workers', 'offline', 'worker.ts'),
              output: { format: 'iife', codeSplitting: false, entryFileNames: SCRIPT },
            },
          },
        })
      },
    },
  }
}
