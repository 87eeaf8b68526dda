/** The headers that the studio is served with: cross-origin isolation, which threads in WebAssembly need, and a strict Content-Security-Policy. */
import type { ServerResponse } from 'node:http'
import type { Connect, Plugin } from 'vite'

/** Hosts that the page may fetch from: ImageNet weights from the Hugging Face hub, on request only. */
const WEIGHT_HOSTS = ['https://huggingface.co', 'https://*.hf.co', 'https://*.huggingface.co']

const POLICY: Readonly<Record<string, readonly string[]>> = {
  'default-src': ["'self'"],
  // WebAssembly compiles; the thread workers of TensorFlow.js's wasm backend are blobs that import a blob.
  'script-src': ["'self'", "'wasm-unsafe-eval'", 'blob:'],
  'worker-src': ["'self'", 'blob:'],
  // Mantine and recharts set style attributes.
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'blob:', 'data:'],
  'media-src': ["'self'", 'blob:'],
  'connect-src': ["'self'", ...WEIGHT_HOSTS],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
}

/** Of the one worker that may fetch weights from anywhere: it does nothing else, and no picture gets there. */
const FETCHING: typeof POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'connect-src': ["'self'", 'https:'],
}
const FETCHER = /\/fetch\.worker(-[\w-]+\.js|\.ts)$/

/** What Vite's development server needs on top: React's refresh preamble is an inline script, hot updates come by a web socket. */
const DEVELOPMENT: typeof POLICY = { 'script-src': ["'unsafe-inline'"], 'connect-src': ['ws:'] }

/** Response headers for every file of the studio; `development` relaxes the policy as far as hot module replacement needs. */
export function headers(mode: 'production' | 'development'): Record<string, string> {
  const extra = mode === 'development' ? DEVELOPMENT : {}
  return {
    'Content-Security-Policy': policyText(POLICY, extra),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  }
}

function policyText(policy: typeof POLICY, extra: typeof POLICY = {}): string {
  return Object.entries(policy)
    .map(([directive, sources]) => [directive, ...sources, ...(extra[directive] ?? [])].join(' '))
    .join('; ')
}

/** Serves the worker that fetches weights with its own policy: Vite knows one set of headers for all files. */
export function fetcherPolicy(): Plugin {
  const serve: Connect.NextHandleFunction = (request, response: ServerResponse, next) => {
    if (FETCHER.test((request.url ?? '').split('?')[0]!)) {
      // The server sets the others' policy later than this, and sends the head last.
      const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => ServerResponse
      response.writeHead = (...head: unknown[]) => {
        response.setHeader('Content-Security-Policy', policyText(FETCHING))
        return writeHead(...head)
      }
    }
    next()
  }
  return {
    name: 'fetcher-policy',
    configureServer: ({ middlewares }) => void middlewares.use(serve),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(serve),
  }
}
