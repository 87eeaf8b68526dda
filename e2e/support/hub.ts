/**
 * A stand-in for the Hugging Face hub on this machine, over TLS: its API states a file's SHA-256, its own address of the file leads on to another
 * host, which serves it, understands ranges, and breaks off or damages it where it is told to.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { join } from 'node:path'

export interface FakeHub {
  /** Ranges of the file that were asked for, in order; empty text where the whole file was. */
  readonly asked: string[]
  /** What it does with the next requests for the file, first to last; whole answers after that. */
  readonly plan: ('break' | 'refuse' | 'slow' | 'damage' | 'redirect')[]
  /** Whether its API answers. */
  api: boolean
  close(): Promise<void>
}

const FILE = 'model.safetensors'

/** A key and a certificate for huggingface.co that nobody has signed. */
export function selfSigned(folder: string): { key: Buffer; cert: Buffer } {
  mkdirSync(folder, { recursive: true })
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=huggingface.co']
  execFileSync('openssl', [...request, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  return { key: readFileSync(key), cert: readFileSync(cert) }
}

/** Where the hub sends browsers for the file itself. */
export const STORE = 'cdn-lfs.hf.co'
/** A server that has nothing to do with the hub. */
export const ELSEWHERE = 'nets.example.org'

/** Serves `file` for every model on `port`, to which `huggingface.co`, `STORE` and `ELSEWHERE` must lead. `folder` takes the certificate. */
export async function fakeHub(file: Buffer, port: number, folder: string): Promise<FakeHub> {
  const asked: string[] = []
  const plan: FakeHub['plan'] = []
  const sha256 = createHash('sha256').update(file).digest('hex')
  const answer = (range: string, response: ServerResponse) => {
    const from = Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0)
    const rest = file.subarray(from)
    const now = plan.shift()
    if (now === 'refuse') {
      response.writeHead(503).end()
      return
    }
    if (now === 'redirect') {
      response.writeHead(302, { location: `https://${STORE}/inside` }).end()
      return
    }
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length })
    if (now === undefined) response.end(rest)
    // One bit in its midst: names and shapes are still right.
    else if (now === 'damage') response.end(rest.map((byte, i) => (i === rest.length >> 1 ? byte ^ 1 : byte)))
    // Written only in part: the connection is cut, or left open.
    else response.write(rest.subarray(0, rest.length >> 1), () => now === 'break' && setTimeout(() => response.destroy(), 200))
  }
  const hub: FakeHub = {
    asked,
    plan,
    api: true,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  const server: Server = createServer(selfSigned(folder), (request, response) => {
    const origin = { 'access-control-allow-origin': '*', 'access-control-expose-headers': '*', 'access-control-allow-headers': '*' }
    for (const [name, value] of Object.entries(origin)) response.setHeader(name, value)
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end()
      return
    }
    const path = request.url ?? ''
    if (request.headers.host === STORE || request.headers.host === ELSEWHERE) {
      const range = request.headers.range ?? ''
      asked.push(range)
      answer(range, response)
    } else if (path.startsWith('/api/models/')) {
      const listing = [{ type: 'file', oid: sha256.slice(0, 40), size: file.length, lfs: { oid: sha256, size: file.length }, path: FILE }]
      response.writeHead(hub.api ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(hub.api ? listing : {}))
    } else response.writeHead(302, { location: `https://${STORE}/repos/${sha256}`, 'x-linked-etag': `"${sha256}"` }).end()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return hub
}
