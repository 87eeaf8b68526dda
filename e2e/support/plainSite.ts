/** The built studio as any static host serves it: in a sub-folder, with no header but the kind of file. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import sirv from 'sirv'
import { DIST } from '../../tools/site/folder'

export interface PlainSite {
  /** The page's address; ends with a slash. */
  readonly url: string
  readonly origin: string
  readonly folder: string
  /** Serves other texts than lie there, by path: a newer version. */
  replace(texts: Readonly<Record<string, string>>): void
  /** No request is answered any more. */
  stop(): Promise<void>
  /** At the same address again. */
  again(): Promise<void>
}

const FOLDER = '/pages/trainyard/'

/** Starts serving, on `port` or any free one. The browser has to find `host` at 127.0.0.1. */
export async function plainSite(host: string, port = 0): Promise<PlainSite> {
  const files = sirv(DIST, { dev: true, etag: true })
  let replaced: Readonly<Record<string, string>> = {}
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    const missing = () => void response.writeHead(404).end()
    if (!path.startsWith(FOLDER)) return missing()
    const text = replaced[path.slice(FOLDER.length)]
    if (text !== undefined) {
      response.writeHead(200, { 'content-type': path.endsWith('.js') ? 'text/javascript' : 'text/html' }).end(text)
      return
    }
    request.url = path.slice(FOLDER.length - 1)
    files(request, response, missing)
  })
  const listen = (at: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(at, '127.0.0.1', resolve)
    })
  await listen(port)
  const got = (server.address() as AddressInfo).port
  const origin = `http://${host}:${got}`
  return {
    url: origin + FOLDER,
    origin,
    folder: FOLDER,
    replace(texts) {
      replaced = texts
    },
    stop: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
    again: () => listen(got),
  }
}
