/**
 * The files of the site as the service worker keeps and hands them out. An entry's key has the file's path and hash: what did not change from one version to
 * the next is kept once, and what came damaged, or from a host that is half-way through an update, is never kept.
 */
import { Patience } from '../storage/patience'
import { keptUnder, type Site } from './site'

/** The browser's, or a test's. */
export interface Means {
  /** The page's folder; ends with a slash. */
  readonly scope: string
  /** Kept answers of that name; null where the browser keeps none. */
  kept(name: string): Promise<Cache | null>
  fetch(request: Request | string, init?: RequestInit): Promise<Response>
}

/**
 * What became of keeping every file: all are there; of some the host has other bytes than were built, or none, or the browser has no room; or the network
 * failed, so that another try may have them all.
 */
export type Outcome = 'all' | 'some' | 'no-network'

const PAGE = 'index.html'
const ASSETS = 'assets/'
/** Characters of a hash that tell two versions of a file apart. */
const SHORT = 16
/** So long a file waits for what may be kept of it, in milliseconds: less than the browser is given to open it, so that a silent one is known as such. */
const PATIENCE_MS = 5000

async function sha256(bytes: BufferSource): Promise<string> {
  return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export class Shelf {
  private readonly own: readonly { readonly form: RegExp; readonly headers: Readonly<Record<string, string>> }[]
  private readonly patience: Patience

  constructor(
    private readonly site: Site,
    private readonly means: Means,
    patienceMs = PATIENCE_MS,
  ) {
    this.own = site.own.map(({ source, headers }) => ({ form: new RegExp(source), headers }))
    this.patience = new Patience(patienceMs, async () => (await this.open())?.match(means.scope))
  }

  /** The path of a file of this site below its folder; null for what is another's, below that folder too: this may be the folder of a whole domain. */
  pathOf(address: string): string | null {
    const [bare = ''] = address.split(/[?#]/)
    if (!bare.startsWith(this.means.scope)) return null
    const path = bare.slice(this.means.scope.length) || PAGE
    // A page of another version, which may still be open or come from the host, has scripts that this one does not know.
    return Object.hasOwn(this.site.files, path) || path.startsWith(ASSETS) ? path : null
  }

  /** The file, with the headers that it needs: the kept one, or the host's. Rejects where there is neither. */
  async answer(path: string, request: Request): Promise<Response> {
    const kept = await this.kept(path)
    // A page whose scripts the host has no more draws nothing: it is kept for where there is no host, and comes first only with all that it needs.
    if (kept && (path !== PAGE || (await this.isWhole()))) return kept
    let response: Response
    try {
      response = await this.means.fetch(request)
    } catch (error) {
      // Without a network a slow browser is waited for: there is nothing else.
      const late = kept ?? (await this.found(path).catch(() => undefined))
      if (late) return late
      throw error
    }
    // A request of the page's own kind may be redirected by the host; the browser follows.
    if (response.type === 'opaqueredirect' || response.type === 'error') return response
    return this.withHeaders(path, response)
  }

  /** Keeps every file that is not there yet. What could not be had is asked for again at the next time. Never rejects. */
  async keepAll(): Promise<Outcome> {
    try {
      const cache = await this.patience.wait(() => this.open())
      if (!cache) return 'some'
      const outcomes = new Set<Outcome>()
      for (const path of Object.keys(this.site.files)) {
        if (await this.patience.wait(() => cache.match(this.keyOf(path)))) continue
        // One after another, in no hurry: a run may be going on.
        outcomes.add(await this.keep(cache, path))
      }
      const outcome = (['no-network', 'some'] as const).find((one) => outcomes.has(one)) ?? 'all'
      const mark = await this.mark()
      if (outcome === 'all') await cache.put(mark, new Response())
      else await cache.delete(mark)
      return outcome
    } catch {
      // The browser does not answer, or has no room: everything works without, as long as there is a network.
      return 'some'
    }
  }

  /** Whether some version of the site was kept as a whole. Never rejects. */
  wasKept(): Promise<boolean> {
    return this.asked(async () => (await (await this.open())?.match(this.means.scope, { ignoreSearch: true })) !== undefined, false)
  }

  /** Removes what is of no version but earlier ones. */
  async tidy(): Promise<void> {
    const cache = await this.open()
    if (!cache) return
    const current = new Set([await this.mark(), ...Object.keys(this.site.files).map((path) => this.keyOf(path))])
    for (const { url } of await cache.keys()) if (!current.has(url)) await cache.delete(url)
  }

  private open(): Promise<Cache | null> {
    return this.means.kept(keptUnder(this.means.scope))
  }

  /** What the browser says of what it keeps; `otherwise` where it throws, or does not say. */
  private async asked<T>(question: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await this.patience.wait(question)
    } catch {
      return otherwise
    }
  }

  /** Key of the entry that says that every file of this very version is kept: the page's folder, and a hash of all the files' hashes. */
  private async mark(): Promise<string> {
    const files = new TextEncoder().encode(JSON.stringify(this.site.files))
    return `${this.means.scope}?kept=${(await sha256(files)).slice(0, SHORT)}`
  }

  private isWhole(): Promise<boolean> {
    return this.asked(async () => (await (await this.open())?.match(await this.mark())) !== undefined, false)
  }

  private keyOf(path: string): string {
    return `${this.means.scope}${path}?${this.site.files[path]?.slice(0, SHORT)}`
  }

  private kept(path: string): Promise<Response | undefined> {
    return this.asked(() => this.found(path), undefined)
  }

  private async found(path: string): Promise<Response | undefined> {
    const cache = await this.open()
    if (Object.hasOwn(this.site.files, path)) {
      const found = await cache?.match(this.keyOf(path))
      return found && this.withHeaders(path, found)
    }
    // A page of an earlier version may still be open, and ask for more of its scripts, which have names that no other version has. They come as they were
    // kept, with the headers of that version.
    return cache?.match(this.means.scope + path, { ignoreSearch: true })
  }

  private async keep(cache: Cache, path: string): Promise<Outcome> {
    // Hosts serve the page at its folder; some do not know it by its file's name.
    const address = this.means.scope + (path === PAGE ? '' : path)
    let response: Response
    let bytes: ArrayBuffer
    try {
      response = await this.means.fetch(address, { cache: 'no-cache' })
      bytes = await response.arrayBuffer()
    } catch {
      return 'no-network'
    }
    if (!response.ok || (await sha256(bytes)) !== this.site.files[path]) return 'some'
    const type = response.headers.get('content-type')
    await cache.put(this.keyOf(path), this.withHeaders(path, new Response(bytes, { headers: type ? { 'content-type': type } : {} })))
    return 'all'
  }

  private withHeaders(path: string, { body, status, statusText, headers }: Response): Response {
    const all = new Headers(headers)
    const own = this.own.find(({ form }) => form.test(`/${path}`))
    for (const [name, value] of Object.entries(own?.headers ?? this.site.headers)) all.set(name, value)
    // These may have none, and the constructor insists.
    const empty = status === 204 || status === 205 || status === 304
    return new Response(empty ? null : body, { status, statusText, headers: all })
  }
}
