/** A stand-in for the Hugging Face hub on this machine: as much of its API as a push asks, two accounts' worth of rules, and faults where they are asked for. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chunksOf, filesOfShard } from './xet'

/** Tokens that it knows, by what they may do. */
export const HUB_TOKENS = { write: 'hf_write', read: 'hf_read', narrow: 'hf_narrow' } as const
export const HUB_USER = 'ada'

interface Repository {
  readonly isPrivate: boolean
  /** Content by path, once there was a commit. */
  readonly files: Map<string, Buffer>
  readonly commits: string[]
}

export interface Asked {
  readonly what: string
  readonly body: Buffer
  readonly token: string
}

/** What a request is about: `create`, `commit`, `store` (bytes of large files), ... */
type Step = 'who' | 'create' | 'info' | 'preupload' | 'batch' | 'store' | 'list' | 'commit'

export interface StandInHub {
  readonly repositories: Map<string, Repository>
  /** Every request, in order. */
  readonly asked: Asked[]
  /** What it does at a step instead of answering, once each: cuts the connection, says nothing, or answers so. */
  readonly faults: Map<Step, 'cut' | 'silence' | { readonly status: number; readonly error: string }>
  /** How large files come: in chunks (Xet), or each whole. */
  transfer: 'xet' | 'basic'
  /** Where it has large files sent, as an origin; to itself where that is null. */
  store: string | null
  /** For a server of one's own. */
  readonly listener: RequestListener
}

const LARGE = /\.(safetensors|onnx)$/
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
}

/** A hub with nothing in it. */
export function standInHub(): StandInHub {
  const xorbs = new Map<string, Uint8Array[]>()
  const stored = new Map<string, Buffer>()
  const hub: StandInHub = {
    repositories: new Map(),
    asked: [],
    faults: new Map(),
    transfer: 'xet',
    store: null,
    listener: (request, response) => void answer(request, response),
  }
  const repositoryFor = (name: string, token: string): Repository => {
    const found = hub.repositories.get(name)
    if (!found || (found.isPrivate && !name.startsWith(`${HUB_USER}/`))) throw new Refused(404, 'Repository not found')
    if (token === HUB_TOKENS.read || !name.startsWith(`${HUB_USER}/`))
      throw new Refused(403, 'Forbidden: pass `create_pr=1` as a query parameter to create a Pull Request')
    return found
  }
  const create = (body: Buffer, token: string) => {
    const { name, organization, visibility, type } = JSON.parse(body.toString()) as Record<string, string>
    const id = `${organization}/${name}`
    if (type !== 'model') throw new Refused(400, 'another type')
    if (organization !== HUB_USER || token === HUB_TOKENS.narrow)
      throw new Refused(403, `You don't have the rights to create a model under the namespace "${organization}"`)
    if (hub.repositories.has(id)) throw new Refused(409, 'You already created this model repo')
    hub.repositories.set(id, { isPrivate: visibility === 'private', files: new Map(), commits: [] })
    return { url: `https://huggingface.co/${id}`, id }
  }
  const commit = (repository: Repository, body: Buffer) => {
    const [header, ...operations] = body
      .toString()
      .split('\n')
      .map((line) => JSON.parse(line) as { key: string; value: Record<string, string> })
    const files = operations.map(({ key, value }): [string, Buffer] => {
      if (key === 'file') return [value.path!, Buffer.from(value.content!, 'base64')]
      const bytes = stored.get(value.oid!)
      if (!bytes || bytes.length !== Number(value.size)) throw new Refused(400, `the bytes of ${value.path} never came`)
      return [value.path!, bytes]
    })
    for (const [path, bytes] of files) repository.files.set(path, bytes)
    repository.commits.push(header!.value.summary!)
    return { commitOid: '0'.repeat(40), commitUrl: 'https://huggingface.co/commit', hookOutput: '' }
  }
  const batch = (body: Buffer, origin: string) => {
    const { objects, transfers } = JSON.parse(body.toString()) as { objects: { oid: string; size: number }[]; transfers: string[] }
    const isXet = hub.transfer === 'xet' && transfers.includes('xet')
    const header = isXet
      ? { 'X-Xet-Cas-Url': origin, 'X-Xet-Access-Token': 'store', 'X-Xet-Token-Expiration': String(Math.floor(Date.now() / 1000) + 3600) }
      : {}
    const upload = (oid: string) => ({ upload: { href: `${origin}/store/${oid}`, header } })
    return {
      transfer: isXet ? 'xet' : 'basic',
      objects: objects.map(({ oid, size }) => ({ oid, size, ...(stored.has(oid) ? {} : { actions: upload(oid) }) })),
    }
  }
  const list = (body: Buffer) => {
    for (const { sha256: sha, ranges } of filesOfShard(body)) {
      const bytes = Buffer.concat(ranges.flatMap(({ xorb, from, to }) => (xorbs.get(xorb) ?? []).slice(from, to)))
      if (sha256(bytes) !== sha) throw new Refused(400, 'the chunks are those of another file')
      stored.set(sha, bytes)
    }
    return { result: 1 }
  }
  const store = (path: string, body: Buffer) => {
    const name = path.split('/').at(-1)!
    if (path.startsWith('/store/')) stored.set(sha256(body), body)
    else xorbs.set(name, chunksOf(body))
    return {}
  }
  const route = (method: string, path: string, body: Buffer, token: string, origin: string): [Step, () => object] => {
    if (path === '/api/whoami-v2') {
      const role = token === HUB_TOKENS.read ? 'read' : token === HUB_TOKENS.narrow ? 'fineGrained' : 'write'
      return ['who', () => ({ type: 'user', name: HUB_USER, orgs: [], auth: { type: 'access_token', accessToken: { role } } })]
    }
    if (path === '/api/repos/create') return ['create', () => create(body, token)]
    if (path.startsWith('/v1/chunks/')) return ['info', () => refuse(404, 'unknown')]
    if (path.startsWith('/v1/xorbs/') || path.startsWith('/store/')) return ['store', () => store(path, body)]
    if (path === '/v1/shards') return ['list', () => list(body)]
    const [, name = '', verb = ''] =
      /^\/(?:api\/models\/)?([\w.-]+\/[\w.-]+?)(?:\.git)?\/(revision|preupload|commit|info)\b/.exec(path) ?? []
    if (verb === 'revision') {
      const found = hub.repositories.get(name)
      return [
        'info',
        () => (found ? { _id: name, id: name, private: found.isPrivate, lastModified: 0 } : refuse(404, 'Repository not found')),
      ]
    }
    const repository = () => repositoryFor(name, token)
    if (verb === 'preupload')
      return [
        'preupload',
        () => {
          repository()
          const { files } = JSON.parse(body.toString()) as { files: { path: string }[] }
          return { files: files.map((file) => ({ path: file.path, uploadMode: LARGE.test(file.path) ? 'lfs' : 'regular' })) }
        },
      ]
    if (verb === 'info') return ['batch', () => repository() && batch(body, hub.store ?? origin)]
    if (verb === 'commit') return ['commit', () => commit(repository(), body)]
    throw new Error(`nobody asks the hub for ${method} ${path}`)
  }
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-allow-methods': '*' }
    if (request.method === 'OPTIONS') {
      response.writeHead(204, headers).end()
      return
    }
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const body = Buffer.concat(pieces)
    const path = (request.url ?? '').split('?')[0]!
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '')
    hub.asked.push({ what: `${request.method} ${path}`, body, token })
    const say = (status: number, value: object) =>
      response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(value))
    const isTls = 'encrypted' in request.socket
    const [step, work] = route(request.method ?? '', path, body, token, `${isTls ? 'https' : 'http'}://${request.headers.host}`)
    const fault = hub.faults.get(step)
    hub.faults.delete(step)
    try {
      if (fault === 'cut') response.destroy()
      else if (fault === undefined) {
        if (path.startsWith('/api/') && !Object.values<string>(HUB_TOKENS).includes(token)) refuse(401, 'Invalid username or password.')
        say(200, work())
      } else if (fault !== 'silence') refuse(fault.status, fault.error)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      say(error.status, { error: error.message })
    }
  }
  return hub
}

function refuse(status: number, message: string): never {
  throw new Refused(status, message)
}

/** The hub on a free port of this machine. */
export async function serveHub(hub: StandInHub): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(hub.listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
