/** A push by the hub's own library to a stand-in of the hub: what arrives, byte for byte, and what is said where it does not. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exportModel, formulaParams } from '../export/fixtures/formula'
import { runReport } from '../export/fixtures/report'
import { hubFiles } from '../export/hub/folder'
import { resnet } from '../model/resnet'
import type { Problem } from '../protocol'
import { assertWrites, pushFiles } from './push'
import type { PushedFile, PushReply, PushTo } from './push.messages'
import { HUB_TOKENS, HUB_USER, type StandInHub, serveHub, standInHub } from './testing/standIn'

let hub: StandInHub
let at: Awaited<ReturnType<typeof serveHub>>
beforeEach(async () => {
  hub = standInHub()
  at = await serveHub(hub)
  hub.store = at.url.replace('127.0.0.1', 'localhost')
  hub.transfer = 'basic'
})
afterEach(() => at.close())

const spec = resnet(18, { classes: 2, head: 'linear', width: 4 })
const model = exportModel(spec, formulaParams(spec), 45, ['cat', 'dog'])
const files: readonly PushedFile[] = Object.entries(hubFiles({ model, run: runReport(), name: 'pets 1' })).map(([path, content]) => ({
  path,
  content: new Blob([content]),
}))
const bytesOf = async ({ content }: PushedFile) => Buffer.from(await content.arrayBuffer())

const order: PushTo = { repository: 'pets', isPrivate: true, token: HUB_TOKENS.write, adds: false, empty: [] }
const told: PushReply[] = []
const push = (changes: Partial<PushTo> = {}, signal = new AbortController().signal, patience = 60) => {
  told.length = 0
  return pushFiles({ order: { ...order, ...changes }, files }, signal, (reply) => told.push(reply), { hubUrl: at.url, patience })
}
const failure = (changes: Partial<PushTo> = {}) =>
  push(changes).then(
    () => Promise.reject(new Error('it was pushed')),
    ({ code, values }: Problem) => ({ code, values }),
  )

test.each(['xet', 'basic'] as const)(
  'all files arrive as they are, and nothing else, in one commit of a private repository: %s',
  async (transfer) => {
    hub.transfer = transfer
    expect(await push()).toEqual({ repository: `${HUB_USER}/pets`, isPrivate: true, address: `${at.url}/${HUB_USER}/pets` })
    const { isPrivate, commits, files: there } = hub.repositories.get(`${HUB_USER}/pets`)!
    expect([isPrivate, commits]).toEqual([true, ['Add an image classifier trained in Trainyard']])
    expect([...there.keys()].sort()).toEqual(files.map(({ path }) => path).sort())
    for (const file of files) expect(there.get(file.path)!.equals(await bytesOf(file)), file.path).toBe(true)
    // All that went out: the files, and what the protocol says of them.
    const size = files.reduce((sum, { content }) => sum + content.size, 0)
    expect(hub.asked.reduce((sum, { body }) => sum + body.length, 0)).toBeLessThan(1.1 * size)
    const steps = hub.asked.map(({ what }) => what.replace(/\/[0-9a-f]{64}$/, ''))
    expect(new Set(steps)).toEqual(
      new Set([
        ...[
          'GET /api/whoami-v2',
          'POST /api/repos/create',
          'POST /api/models/ada/pets/preupload/main',
          'POST /ada/pets.git/info/lfs/objects/batch',
        ],
        ...(transfer === 'xet' ? ['GET /v1/chunks/default', 'POST /v1/xorbs/default', 'POST /v1/shards'] : ['PUT /store']),
        'POST /api/models/ada/pets/commit/main',
      ]),
    )
    // The token goes to the hub, and to no store.
    for (const { what, token, body } of hub.asked) {
      if (/v1|store/.test(what)) expect(token, what).not.toBe(order.token)
      expect(body.includes(order.token), what).toBe(false)
    }
    expect(told[0]).toEqual({ kind: 'progress', phase: 'asking', done: 0, of: 0 })
    expect(told).toContainEqual({ kind: 'made', repository: `${HUB_USER}/pets` })
    expect(told.at(-1)).toMatchObject({ kind: 'progress', phase: 'ending', of: size })
    const sent = told.flatMap((reply) => (reply.kind === 'progress' ? [reply.done] : []))
    expect(sent).toEqual(sent.toSorted((a, b) => a - b))
  },
)

test('a token that is none of the hub’s, and one that only reads, are refused before anything is made', async () => {
  for (const token of ['', 'secret', 'hf_unknown'])
    expect(await failure({ token })).toEqual({ code: 'hub-token', values: { why: 'wrong', made: null } })
  expect(await failure({ token: HUB_TOKENS.read })).toEqual({ code: 'hub-token', values: { why: 'read-only', made: null } })
  expect(hub.repositories.size).toBe(0)
})

test('a name that is taken changes nothing, is told with who can see it, and gets a commit where that is asked for', async () => {
  await push({ isPrivate: false })
  const { files: there, commits } = hub.repositories.get(`${HUB_USER}/pets`)!
  there.set('notes.txt', Buffer.from('mine'))
  expect(await failure()).toEqual({ code: 'hub-name-taken', values: { repository: `${HUB_USER}/pets`, isPrivate: false } })
  expect(commits).toHaveLength(1)
  // Asked for as a private one it gets nothing, even where a commit is asked for.
  expect(await failure({ adds: true })).toMatchObject({ code: 'hub-name-taken', values: { isPrivate: false } })
  expect(commits).toHaveLength(1)
  expect(await push({ adds: true, isPrivate: false })).toMatchObject({ isPrivate: false })
  expect(commits).toHaveLength(2)
  expect([there.get('notes.txt')?.toString(), told.some(({ kind }) => kind === 'made')]).toEqual(['mine', false])
})

test('a repository that a try made for everybody and left empty gets no model that is meant to be private, nor the other way round', async () => {
  const empty = [`${HUB_USER}/pets`]
  for (const isPrivate of [false, true]) {
    hub.repositories.set(empty[0]!, { isPrivate, files: new Map(), commits: [] })
    expect(await failure({ isPrivate: !isPrivate, empty })).toEqual({ code: 'hub-name-taken', values: { repository: empty[0], isPrivate } })
    expect(hub.repositories.get(empty[0]!)!.files.size).toBe(0)
    await push({ isPrivate, empty })
    expect(hub.repositories.get(empty[0]!)!.files.size).toBe(files.length)
  }
  // One of another account's is none of ours.
  expect(await failure({ empty: ['grace/pets'] })).toMatchObject({ code: 'hub-name-taken' })
})

test('before anything long: whether the token writes, and whether a repository that is there is to get a commit', async () => {
  const ask = (changes: Partial<PushTo> = {}) =>
    assertWrites({ ...order, ...changes }, new AbortController().signal, { hubUrl: at.url, patience: 60 })
  await ask()
  await expect(ask({ token: HUB_TOKENS.read })).rejects.toMatchObject({ code: 'hub-token' })
  hub.repositories.set(`${HUB_USER}/pets`, { isPrivate: false, files: new Map(), commits: [] })
  for (const changes of [{}, { adds: true }]) await expect(ask(changes)).rejects.toMatchObject({ code: 'hub-name-taken' })
  await ask({ adds: true, isPrivate: false })
})

test('a token for one repository alone cannot make it, and adds to it all the same; without it there is no right', async () => {
  const narrow = { token: HUB_TOKENS.narrow }
  expect(await failure(narrow)).toMatchObject({ code: 'hub-no-right', values: { repository: `${HUB_USER}/pets` } })
  hub.repositories.set(`${HUB_USER}/pets`, { isPrivate: true, files: new Map(), commits: [] })
  expect(await failure(narrow)).toEqual({ code: 'hub-name-taken', values: { repository: `${HUB_USER}/pets`, isPrivate: true } })
  await push({ ...narrow, adds: true })
  expect(hub.repositories.get(`${HUB_USER}/pets`)!.files.size).toBe(files.length)
  expect(await failure({ repository: 'grace/pets' })).toMatchObject({
    code: 'hub-no-right',
    values: { detail: /under the namespace "grace"/ },
  })
})

test.each(['who', 'create', 'preupload', 'batch', 'store', 'list', 'commit'] as const)(
  'a connection that breaks at “%s” is told as that, leaves no half of a model, and the next try comes through',
  async (step) => {
    if (step === 'list') hub.transfer = 'xet'
    hub.faults.set(step, 'cut')
    expect(await failure()).toMatchObject({ code: 'hub-unreachable', values: { isOffline: false } })
    const there = hub.repositories.get(`${HUB_USER}/pets`)
    expect(there?.files.size ?? 0).toBe(0)
    const wasMade = told.some(({ kind }) => kind === 'made')
    expect(wasMade).toBe(there !== undefined)
    await push({ empty: wasMade ? [`${HUB_USER}/pets`] : [] })
    expect(hub.repositories.get(`${HUB_USER}/pets`)!.files.size).toBe(files.length)
  },
)

test('what the hub says goes with its refusal; where it is not well, another try is what helps', async () => {
  hub.faults.set('create', { status: 400, error: 'Invalid name' })
  expect(await failure()).toEqual({
    code: 'hub-refused',
    values: { repository: `${HUB_USER}/pets`, detail: 'HTTP 400: Invalid name', made: null },
  })
  hub.faults.set('commit', { status: 403, error: 'Private repository storage limit reached' })
  // The repository is there by then, and stays.
  const made = `${HUB_USER}/pets`
  expect(await failure()).toMatchObject({
    code: 'hub-no-right',
    values: { detail: 'HTTP 403: Private repository storage limit reached', made },
  })
  hub.faults.set('batch', { status: 503, error: 'later' })
  expect(await failure({ empty: [made] })).toMatchObject({ code: 'hub-unreachable', values: { detail: 'HTTP 503: later', made } })
  hub.faults.set('batch', { status: 503, error: 'later' })
  expect(await failure({ adds: true })).toMatchObject({ code: 'hub-unreachable', values: { made: null } })
})

test('a pass for the store that ran out is no wrong token', async () => {
  hub.faults.set('store', { status: 401, error: 'expired' })
  expect(await failure()).toMatchObject({ code: 'hub-refused', values: { detail: 'HTTP 401: expired' } })
})

test('a hub that falls silent is given up, and one who cancels is let go at once', async () => {
  hub.faults.set('batch', 'silence')
  await expect(push({}, undefined, 0.2)).rejects.toMatchObject({
    code: 'hub-unreachable',
    values: { detail: 'nothing came for 0.2 seconds' },
  })
  const abort = new AbortController()
  hub.faults.set('batch', 'silence')
  const pushing = push({ adds: true }, abort.signal)
  while (!hub.asked.at(-1)?.what.includes('batch') || hub.faults.size > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  abort.abort(new Error('enough'))
  await expect(pushing).rejects.toThrow('enough')
  expect(hub.repositories.get(`${HUB_USER}/pets`)!.files.size).toBe(0)
})
