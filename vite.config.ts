/** How the studio is built, and served while it is developed and previewed. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { headers, workerPolicies } from './tools/site/headers.ts'
import { licences } from './tools/site/licences.ts'
import { onePage } from './tools/site/onePage.ts'
import { threadPool } from './tools/site/threadPool.ts'

const texts = licences()

export default defineConfig({
  plugins: [react(), workerPolicies(), onePage(), texts.page],
  // Places have hash addresses: a file that is not there is a 404, not the page.
  appType: 'mpa',
  build: { target: 'es2023', chunkSizeWarningLimit: 2500 },
  worker: {
    format: 'es',
    plugins: () => [threadPool(), onePage(), texts.worker()],
    // TensorFlow.js makes its wasm thread workers from Function.toString(): minified they die, and the backend hangs without an error.
    rolldownOptions: { output: { minify: false } },
  },
  server: { headers: headers('development') },
  preview: { headers: headers('production') },
})
