/** The headers that the studio is served with: cross-origin isolation, which threads in WebAssembly need, and a strict Content-Security-Policy. */

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

/** What Vite's development server needs on top: React's refresh preamble is an inline script, hot updates come by a web socket. */
const DEVELOPMENT: typeof POLICY = { 'script-src': ["'unsafe-inline'"], 'connect-src': ['ws:'] }

/** Response headers for every file of the studio; `development` relaxes the policy as far as hot module replacement needs. */
export function headers(mode: 'production' | 'development'): Record<string, string> {
  const extra = mode === 'development' ? DEVELOPMENT : {}
  const policy = Object.entries(POLICY).map(([directive, sources]) => [directive, ...sources, ...(extra[directive] ?? [])].join(' '))
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  }
}
