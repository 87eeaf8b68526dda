/** How the studio is built, and served while it is developed and previewed. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { nameOf } from './tools/site/fileNames.ts'
import { headers, workerPolicies } from './tools/site/headers.ts'
import { toldKernelRevision } from './tools/site/kernelRevision.ts'
import { licences } from './tools/site/licences.ts'
import { minifyWorkers } from './tools/site/minifyWorkers.ts'
import { onePage } from './tools/site/onePage.ts'
import { serviceWorker } from './tools/site/serviceWorker.ts'
import { threadPool } from './tools/site/threadPool.ts'

const texts = licences()

export default defineConfig({
  // Any folder of any host will do: every address is told from the page's own.
  base: './',
  plugins: [react(), workerPolicies(), onePage(), texts.page, serviceWorker()],
  // Places have hash addresses: a file that is not there is a 404, not the page.
  appType: 'mpa',
  build: { target: 'es2023', chunkSizeWarningLimit: 2500, rolldownOptions: { output: { sanitizeFileName: nameOf } } },
  worker: {
    format: 'es',
    plugins: () => [threadPool(), toldKernelRevision(), onePage(), texts.worker(), minifyWorkers()],
    // By `minifyWorkers`, which leaves out what must not be.
    rolldownOptions: { output: { minify: false, sanitizeFileName: nameOf } },
  },
  server: { headers: headers('development') },
  preview: { headers: headers('production') },
})
