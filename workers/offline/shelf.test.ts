import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { type Means, Shelf } from './shelf'
import type { Site } from './site'

const SCOPE = 'https://host.example/pages/studio/'
const hash = (text: string) => createHash('sha256').update(text).digest('hex')

/** A site of these texts, by path. */
const siteOf = (texts: Readonly<Record<string, string>>): Site => ({
  files: Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, hash(text)])),
  headers: { 'cross-origin-embedder-policy': 'require-corp', 'content-security-policy': 'strict' },
  own: [{ source: '/assets/worker-[\\w-]+\\.js$', headers: { 'content-security-policy': 'its own' } }],
})

/** A browser's kept answers, as far as they are asked for. */
class Kept {
  readonly entries = new Map<string, Response>()
  async match(url: string, { ignoreSearch = false } = {}) {
    const bare = (key: string) => (ignoreSearch ? key.split('?')[0] : key)
    return Array.from(this.entries)
      .find(([key]) => bare(key) === bare(url))?.[1]
      .clone()
  }
  async put(url: string, response: Response) {
    this.entries.set(url, response)
  }
  async keys() {
    return Array.from(this.entries.keys(), (url) => ({ url }))
  }
  async delete(url: string) {
    return this.entries.delete(url)
  }
}

function place() {
  const kept = new Kept()
  const host = new Map<string, string>()
  const broken = { network: false }
  const means: Means = {
    scope: SCOPE,
    kept: async () => kept as unknown as Cache,
    fetch: async (request) => {
      if (broken.network) throw new TypeError('Failed to fetch')
      const text = host.get(typeof request === 'string' ? request : request.url)
      return text === undefined ? new Response('not here', { status: 404 }) : new Response(text)
    },
  }
  return { kept, host, broken, means }
}

const read = async (shelf: Shelf, path: string) => {
  const response = await shelf.answer(path, new Request(SCOPE + path))
  return [response.status, await response.text(), response.headers.get('content-security-policy')]
}

it('knows its own files by their paths, and no others: not those of another site below its folder', () => {
  const shelf = new Shelf(siteOf({ 'index.html': 'page', 'icon.svg': 'icon' }), place().means)
  expect([SCOPE, `${SCOPE}?x=1#/train`, `${SCOPE}assets/a.js`, `${SCOPE}icon.svg`].map((url) => shelf.pathOf(url))).toEqual([
    'index.html',
    'index.html',
    'assets/a.js',
    'icon.svg',
  ])
  for (const url of ['https://host.example/pages/', 'https://host.example/pages/studio', 'https://other.example/pages/studio/'])
    expect(shelf.pathOf(url)).toBeNull()
  for (const path of ['blog/', 'blog/index.html', 'wiki/assets/a.js', 'sw.js', 'constructor']) expect(shelf.pathOf(SCOPE + path)).toBeNull()
})

it('adds headers to what the host sends, a worker its own, one of a newer version and what is missing too', async () => {
  const { host, means } = place()
  host.set(`${SCOPE}assets/worker-1.js`, 'work').set(`${SCOPE}assets/worker-2.js`, 'more work')
  const shelf = new Shelf(siteOf({ 'assets/worker-1.js': 'work' }), means)
  expect(await read(shelf, 'assets/worker-1.js')).toEqual([200, 'work', 'its own'])
  expect(await read(shelf, 'assets/worker-2.js')).toEqual([200, 'more work', 'its own'])
  expect(await read(shelf, 'assets/gone.js')).toEqual([404, 'not here', 'strict'])
})

it('hands out the files of the host where the browser keeps nothing', async () => {
  const { host, means } = place()
  host.set(`${SCOPE}index.html`, 'page 1')
  const shelf = new Shelf(siteOf({ 'index.html': 'page 1' }), { ...means, kept: async () => null })
  expect(await shelf.keepAll()).toBe('some')
  expect(await shelf.wasKept()).toBe(false)
  await shelf.tidy()
  expect((await read(shelf, 'index.html')).slice(0, 2)).toEqual([200, 'page 1'])
})

it('keeps what is as it was built, and nothing of a host that is half-way through an update', async () => {
  const { kept, host, means } = place()
  const shelf = new Shelf(siteOf({ 'index.html': 'page 1', 'assets/a-1.js': 'a' }), means)
  host.set(SCOPE, 'page 0').set(`${SCOPE}assets/a-1.js`, 'a')
  expect(await shelf.keepAll()).toBe('some')
  expect(await shelf.wasKept()).toBe(false)
  expect(Array.from(kept.entries.keys())).toEqual([expect.stringContaining('assets/a-1.js')])
  host.set(SCOPE, 'page 1')
  expect(await shelf.keepAll()).toBe('all')
  host.clear()
  expect(await read(shelf, 'index.html')).toEqual([200, 'page 1', 'strict'])
})

it('a page of the version before has its scripts until it is gone, and the new one its own page', async () => {
  const { kept, host, means } = place()
  host.set(SCOPE, 'page 1').set(`${SCOPE}assets/a-1.js`, 'a 1').set(`${SCOPE}icon.svg`, 'icon')
  await new Shelf(siteOf({ 'index.html': 'page 1', 'assets/a-1.js': 'a 1', 'icon.svg': 'icon' }), means).keepAll()
  host.clear()
  host.set(SCOPE, 'page 2').set(`${SCOPE}assets/a-2.js`, 'a 2')
  const next = new Shelf(siteOf({ 'index.html': 'page 2', 'assets/a-2.js': 'a 2', 'icon.svg': 'icon' }), means)
  // What did not change is not fetched again: the host has it no more.
  expect(await next.keepAll()).toBe('all')
  host.clear()
  expect((await read(next, 'index.html'))[1]).toBe('page 2')
  expect((await read(next, 'assets/a-1.js')).slice(0, 2)).toEqual([200, 'a 1'])
  await next.tidy()
  expect((await read(next, 'assets/a-1.js'))[0]).toBe(404)
  expect((await read(next, 'icon.svg'))[1]).toBe('icon')
  expect(kept.entries.size).toBe(4)
})

it('a page comes from the host until all that it needs is kept, and from what is kept only where there is no host', async () => {
  const { host, broken, means } = place()
  const shelf = new Shelf(siteOf({ 'index.html': 'page 1', 'assets/a-1.js': 'a 1' }), means)
  host.set(SCOPE, 'page 1')
  expect(await shelf.keepAll()).toBe('some')
  // The host has another version by now, and no script of the kept one.
  host.set(`${SCOPE}index.html`, 'page 2')
  expect((await read(shelf, 'index.html'))[1]).toBe('page 2')
  broken.network = true
  expect((await read(shelf, 'index.html')).slice(0, 2)).toEqual([200, 'page 1'])
  broken.network = false
  host.set(`${SCOPE}assets/a-1.js`, 'a 1')
  expect(await shelf.keepAll()).toBe('all')
  expect((await read(shelf, 'index.html'))[1]).toBe('page 1')
  // That one version is kept as a whole says nothing of the next.
  const next = new Shelf(siteOf({ 'index.html': 'page 2', 'assets/a-2.js': 'a 2' }), means)
  host.set(SCOPE, 'page 2')
  expect([await next.keepAll(), await next.wasKept()]).toEqual(['some', true])
  host.set(`${SCOPE}index.html`, 'page 3')
  expect((await read(next, 'index.html'))[1]).toBe('page 3')
  await next.tidy()
  expect(await next.wasKept()).toBe(false)
})

it('tells what another try may bring from what it will not', async () => {
  const { host, broken, kept, means } = place()
  host.set(SCOPE, 'page 1')
  const shelf = new Shelf(siteOf({ 'index.html': 'page 1', 'assets/a-1.js': 'a 1' }), means)
  broken.network = true
  expect(await shelf.keepAll()).toBe('no-network')
  broken.network = false
  expect(await shelf.keepAll()).toBe('some')
  host.set(`${SCOPE}assets/a-1.js`, 'a 1')
  kept.put = () => Promise.reject(new DOMException('no room', 'QuotaExceededError'))
  expect(await shelf.keepAll()).toBe('some')
})

it('goes on with the host where the browser fails at what it keeps, and waits only once for one that does not answer', async () => {
  const { host, kept, means } = place()
  host.set(`${SCOPE}index.html`, 'page 1').set(`${SCOPE}assets/a-1.js`, 'a 1')
  const site = siteOf({ 'index.html': 'page 1', 'assets/a-1.js': 'a 1' })
  kept.match = () => Promise.reject(new Error('damaged'))
  const failing = new Shelf(site, means)
  expect((await read(failing, 'index.html'))[1]).toBe('page 1')
  expect([await failing.wasKept(), await failing.keepAll()]).toEqual([false, 'some'])
  let asked = 0
  kept.match = () => {
    asked++
    return new Promise<never>(() => {})
  }
  const silent = new Shelf(site, means, 5)
  expect((await read(silent, 'index.html'))[1]).toBe('page 1')
  expect(asked).toBe(1)
  for (let i = 0; i < 3; i++) expect((await read(silent, 'assets/a-1.js'))[1]).toBe('a 1')
  expect([await silent.wasKept(), await silent.keepAll()]).toEqual([false, 'some'])
})
