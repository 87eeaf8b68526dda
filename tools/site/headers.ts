/** The headers that the studio is served with: cross-origin isolation, which threads in WebAssembly need, and a strict Content-Security-Policy. */
import type { ServerResponse } from 'node:http'
import type { Connect, Plugin } from 'vite'

/** Hosts that the page may fetch from, on request only: the Hugging Face hub, for ImageNet weights, and for a model that is pushed there. */
const WEIGHT_HOSTS = ['https://huggingface.co', 'https://*.hf.co', 'https://*.huggingface.co']

const POLICY: Readonly<Record<string, readonly string[]>> = {
  'default-src': ["'self'"],
  // WebAssembly compiles.
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'worker-src': ["'self'"],
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

/** Of the trainer alone: the thread workers of TensorFlow.js's wasm backend are blobs that import a blob. */
const TRAINING: typeof POLICY = { 'script-src': ['blob:'], 'worker-src': ['blob:'] }

/** Of the one worker that may fetch weights from anywhere: it does nothing else, and no picture gets there. */
const FETCHING: typeof POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'connect-src': ["'self'", 'https:'],
}

/** Where the hub may have browsers put large files: its store of before Xet. */
const STORES = ['https://hf-hub-lfs-us-east-1.s3-accelerate.amazonaws.com', 'https://hf-hub-lfs-eu-west-1.s3-accelerate.amazonaws.com']

/** Of the one worker that pushes a model to the hub, when it is asked to: it speaks to the hub only, and no picture gets there. Hashes are WebAssembly. */
const PUSHING: typeof POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'connect-src': [...WEIGHT_HOSTS, ...STORES],
}

/** What Vite's development server needs on top: React's refresh preamble is an inline script, hot updates come by a web socket. */
const DEVELOPMENT: typeof POLICY = { 'script-src': ["'unsafe-inline'"], 'connect-src': ['ws:'] }

type Mode = 'production' | 'development'
const relaxed = (mode: Mode) => (mode === 'development' ? [DEVELOPMENT] : [])

/** The policy of the trainer's worker; of a page that runs an engine itself, too. */
export const trainerPolicy = (mode: Mode): string => policyText(POLICY, TRAINING, ...relaxed(mode))

/** Response headers for every file of the studio; `development` relaxes the policy as far as hot module replacement needs. */
export function headers(mode: Mode): Record<string, string> {
  return {
    'Content-Security-Policy': policyText(POLICY, ...relaxed(mode)),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  }
}

function policyText(policy: typeof POLICY, ...extras: (typeof POLICY)[]): string {
  return Object.entries(policy)
    .map(([directive, sources]) => [directive, ...sources, ...extras.flatMap((extra) => extra[directive] ?? [])].join(' '))
    .join('; ')
}

/** Workers with a policy of their own: a worker's is that of its script. Their scripts' paths, as built and as they lie in the sources. */
const OWN_POLICIES: readonly { readonly path: RegExp; readonly policy: (mode: Mode) => string }[] = [
  { path: /\/fetch\.worker(-[\w-]+\.js|\.ts)$/, policy: () => policyText(FETCHING) },
  { path: /\/push\.worker(-[\w-]+\.js|\.ts)$/, policy: () => policyText(PUSHING) },
  { path: /\/(assets\/worker-[\w-]+\.js|trainer\/worker\.ts)$/, policy: trainerPolicy },
]

/** Response headers of one file of the studio, by its path below the site's address. */
export function headersOf(path: string, mode: Mode): Record<string, string> {
  return ownHeaders(mode).find((own) => own.path.test(path))?.headers ?? headers(mode)
}

/** Response headers of files that have a policy of their own, by what their paths are like: a leading slash, and the path below the site's address. */
export const ownHeaders = (mode: Mode): { readonly path: RegExp; readonly headers: Record<string, string> }[] =>
  OWN_POLICIES.map(({ path, policy }) => ({ path, headers: { ...headers(mode), 'Content-Security-Policy': policy(mode) } }))

/** Serves those workers with their policies where Vite serves: it knows one set of headers for all files. */
export function workerPolicies(): Plugin {
  const serve =
    (mode: Mode): Connect.NextHandleFunction =>
    (request, response: ServerResponse, next) => {
      const path = (request.url ?? '').split('?')[0]!
      const own = OWN_POLICIES.find((worker) => worker.path.test(path))
      if (own) {
        // The server sets the others' policy later than this, and sends the head last.
        const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => ServerResponse
        response.writeHead = (...head: unknown[]) => {
          response.setHeader('Content-Security-Policy', own.policy(mode))
          return writeHead(...head)
        }
      }
      next()
    }
  return {
    name: 'worker-policies',
    configureServer: ({ middlewares }) => void middlewares.use(serve('development')),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(serve('production')),
  }
}
