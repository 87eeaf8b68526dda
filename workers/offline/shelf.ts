/**
 * The files of the site as the service worker keeps and hands them out. An entry's key has the file's path and hash: what did not change from one version to
 * the next is kept once, and what came damaged, or from a host that is half-way through an update, is never kept.
 */
import type { Site } from './site'

/** The browser's, or a test's. */
export interface Means {
  /** The page's folder; ends with a slash. */
  readonly scope: string
  /** Kept answers of that name; null where the browser keeps none. */
  kept(name: string): Promise<Cache | null>
  fetch(request: Request | string, init?: RequestInit): Promise<Response>
}

const PAGE = 'index.html'
/** Characters of a hash that tell two versions of a file apart. */
const SHORT = 16

async function sha256(bytes: ArrayBuffer): Promise<string> {
  return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export class Shelf {
  /** Other sites of this origin, and another copy of this one in another folder, have their own. */
  private readonly name: string

  constructor(
    private readonly site: Site,
    private readonly means: Means,
  ) {
    this.name = `trainyard ${new URL(means.scope).pathname}`
  }

  /** The path of a file of this site below its folder; null for what is another's. */
  pathOf(address: string): string | null {
    const [bare = ''] = address.split(/[?#]/)
    if (!bare.startsWith(this.means.scope)) return null
    return bare.slice(this.means.scope.length) || PAGE
  }

  /** The file, with the headers that it needs: the kept one, or the host's. Rejects where there is neither. */
  async answer(path: string, request: Request): Promise<Response> {
    const kept = await this.kept(path)
    // What is of an earlier version comes as it was kept, with the headers of that.
    if (kept) return path in this.site.files ? this.withHeaders(path, kept) : kept
    const response = await this.means.fetch(request)
    // A request of the page's own kind may be redirected by the host; the browser follows.
    if (response.type === 'opaqueredirect' || response.type === 'error') return response
    return this.withHeaders(path, response)
  }

  /** Keeps every file that is not there yet. Whether all are there now: what could not be had is asked for again at the next time. */
  async keepAll(): Promise<boolean> {
    const cache = await this.means.kept(this.name)
    if (!cache) return false
    let all = true
    for (const path of Object.keys(this.site.files)) {
      if (await cache.match(this.keyOf(path))) continue
      // One after another, in no hurry: a run may be going on.
      if (!(await this.keep(cache, path))) all = false
    }
    if (all) await cache.put(this.allKept, new Response())
    return all
  }

  /** Whether some version of the site was kept as a whole. */
  async wasKept(): Promise<boolean> {
    return (await (await this.means.kept(this.name))?.match(this.allKept)) !== undefined
  }

  /** Removes what is of no version but earlier ones. */
  async tidy(): Promise<void> {
    const cache = await this.means.kept(this.name)
    if (!cache) return
    const current = new Set([this.allKept, ...Object.keys(this.site.files).map((path) => this.keyOf(path))])
    for (const { url } of await cache.keys()) if (!current.has(url)) await cache.delete(url)
  }

  private get allKept(): string {
    return `${this.means.scope}?kept`
  }

  private keyOf(path: string): string {
    return `${this.means.scope}${path}?${this.site.files[path]?.slice(0, SHORT)}`
  }

  private async kept(path: string): Promise<Response | undefined> {
    const cache = await this.means.kept(this.name)
    if (path in this.site.files) return cache?.match(this.keyOf(path))
    // A page of an earlier version may still be open, and ask for more of its scripts, which have names that no other version has.
    return path.startsWith('assets/') ? cache?.match(this.means.scope + path, { ignoreSearch: true }) : undefined
  }

  private async keep(cache: Cache, path: string): Promise<boolean> {
    // Hosts serve the page at its folder; some do not know it by its file's name.
    const address = this.means.scope + (path === PAGE ? '' : path)
    try {
      const response = await this.means.fetch(address, { cache: 'no-cache' })
      if (!response.ok) return false
      const bytes = await response.arrayBuffer()
      if ((await sha256(bytes)) !== this.site.files[path]) return false
      const type = response.headers.get('content-type')
      await cache.put(this.keyOf(path), this.withHeaders(path, new Response(bytes, { headers: type ? { 'content-type': type } : {} })))
      return true
    } catch {
      // No network, or no room: everything works without, as long as there is a network.
      return false
    }
  }

  private withHeaders(path: string, { body, status, statusText, headers }: Response): Response {
    const all = new Headers(headers)
    for (const [name, value] of Object.entries(this.site.own[path] ?? this.site.headers)) all.set(name, value)
    // These may have none, and the constructor insists.
    const empty = status === 204 || status === 205 || status === 304
    return new Response(empty ? null : body, { status, statusText, headers: all })
  }
}
