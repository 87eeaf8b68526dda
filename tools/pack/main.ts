/**
 * What `npm pack` puts into the package, made before it: the built site, and the command that serves it in one file that needs no other package. Whoever installs it
 * builds and fetches nothing.
 */
import { build } from 'vite'
import { buildIfChanged } from '../site/build'
import { licences } from '../site/licences'

await buildIfChanged()
await build({
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  plugins: [licences().page],
  ssr: { noExternal: true },
  build: {
    ssr: 'tools/pack/command.ts',
    outDir: 'bin',
    emptyOutDir: true,
    target: 'node20',
    rolldownOptions: { output: { entryFileNames: 'trainyard.mjs', codeSplitting: false } },
  },
})
