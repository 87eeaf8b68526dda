/** A folder of files on a local address, opened in a headless Chromium that reaches nothing else: what somebody does with the files they took away. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { chromium, type Page } from '@playwright/test'
import { launchOptions } from '../chromium'

/** Files by their path below the address: bytes, text, or where they lie. */
export type ServedFiles = Readonly<Record<string, Uint8Array | string | { readonly file: string }>>

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  mjs: 'text/javascript',
  wasm: 'application/wasm',
  json: 'application/json',
}

/** onnxruntime-web's and TensorFlow.js's files for a script tag, from this project's own packages. */
export const LIBRARIES: ServedFiles = Object.fromEntries(
  [
    ...['ort.wasm.min.js', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'].map(
      (name) => ['onnxruntime-web/dist', name] as const,
    ),
    ['@tensorflow/tfjs/dist', 'tf.min.js'] as const,
    ...['tf-backend-wasm.min.js', 'tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'].map(
      (name) => ['@tensorflow/tfjs-backend-wasm/dist', name] as const,
    ),
  ].map(([folder, name]) => [name, { file: `node_modules/${folder}/${name}` }]),
)

/** Where a file that a snippet takes from jsDelivr lies in this project's packages; null for another address or another version. */
function packageFile(address: string): string | null {
  const [, name, version, path] = /^https:\/\/cdn\.jsdelivr\.net\/npm\/((?:@[^/]+\/)?[^@/]+)@([\d.]+)\/(.+)$/.exec(address) ?? []
  if (!name || !path) return null
  const { version: installed } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as { version: string }
  return installed === version ? `node_modules/${name}/${path}` : null
}

/** Serves the files, opens `index.html` (an empty page where there is none) and hands over the page; `missed` lists what was asked for in vain. */
export async function withFolder<T>(files: ServedFiles, use: (page: Page, missed: readonly string[]) => Promise<T>): Promise<T> {
  const missed: string[] = []
  const all: ServedFiles = { 'index.html': '<!doctype html><title>folder</title>', 'favicon.ico': '', ...files }
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').slice(1).split('?')[0]!) || 'index.html'
    const found = all[path]
    if (found === undefined) {
      missed.push(path)
      response.writeHead(404).end()
      return
    }
    response.setHeader('content-type', TYPES[path.split('.').at(-1)!] ?? 'application/octet-stream')
    response.end(typeof found === 'object' && 'file' in found ? readFileSync(found.file) : found)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const browser = await chromium.launch(launchOptions('none'))
  try {
    const page = await browser.newPage()
    await page.route(
      (url) => url.origin !== origin && url.protocol.startsWith('http'),
      (route) => {
        const file = packageFile(route.request().url())
        if (file) return route.fulfill({ path: file, headers: { 'access-control-allow-origin': '*' } })
        missed.push(route.request().url())
        return route.abort()
      },
    )
    await page.goto(origin)
    return await use(page, missed)
  } finally {
    await browser.close()
    server.close()
    server.closeAllConnections()
  }
}
