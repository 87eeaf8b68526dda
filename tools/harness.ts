/** The project's own modules in a real Chromium, served from source: for benchmarks and tests of what needs a browser but no page. */
import { chromium, type Page } from '@playwright/test'
import { createServer, type Plugin } from 'vite'
import { type Gpu, launchOptions } from './chromium'
import { makeScratch, sweepScratch } from './scratch'
import { headers, trainerPolicy } from './site/headers'

export interface Harness {
  /** An empty, cross-origin isolated page: `await import('/workers/data/decode/pool.ts')` works in it. */
  readonly page: Page
  close(): Promise<void>
}

/** The harness' page runs engines itself, and so has the trainer's policy. */
const OPEN = { ...headers('development'), 'Content-Security-Policy': trainerPolicy('development') }

/**
 * Starts the server and the browser.
 *
 * @param files served under `/files/NAME`
 */
export async function openHarness(files: ReadonlyMap<string, () => Buffer> = new Map(), gpu: Gpu = 'none'): Promise<Harness> {
  const blank: Plugin = {
    name: 'harness',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = decodeURIComponent(request.url ?? '')
        const file = path.startsWith('/files/') ? files.get(path.slice('/files/'.length)) : undefined
        if (path === '/harness') {
          // Vite gives its headers to what it serves itself only; without them the page is not isolated.
          for (const [name, value] of Object.entries(OPEN)) response.setHeader(name, value)
          response.setHeader('content-type', 'text/html').end('<!doctype html><title>harness</title>')
        } else if (path === '/favicon.ico') response.end()
        else if (file) response.setHeader('content-type', 'application/octet-stream').end(file())
        else next()
      })
    },
  }
  const server = await createServer({
    configFile: false,
    appType: 'custom',
    logLevel: 'error',
    plugins: [blank],
    worker: { format: 'es' },
    server: { port: 0, host: 'localhost', headers: OPEN, hmr: false, watch: null },
    optimizeDeps: {
      include: [
        '@zip.js/zip.js',
        'geotiff',
        'idb',
        'papaparse',
        'valibot',
        '@tensorflow/tfjs',
        '@tensorflow/tfjs-backend-wasm',
        '@tensorflow/tfjs-backend-webgpu',
      ],
      entries: [],
    },
  })
  await server.listen()
  // A profile on the disk: without one, the browser's private files would lie in memory.
  sweepScratch()
  const profile = makeScratch()
  const context = await chromium.launchPersistentContext(profile.path, launchOptions(gpu))
  const page = await context.newPage()
  // tsx names every function it compiles by this helper, in those passed to `evaluate` too.
  await page.addInitScript('globalThis.__name = (f) => f')
  await page.goto(`${server.resolvedUrls?.local[0] ?? ''}harness`)
  return {
    page,
    close: async () => {
      await context.close()
      await server.close()
      profile.remove()
    },
  }
}
