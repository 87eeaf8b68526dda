/**
 * A model's files pushed to the Hugging Face hub by its own library: who the token is of, a repository, one commit with all files. The commit comes last and whole:
 * whatever goes wrong before leaves the repository as it was.
 */
import { type CommitProgressEvent, commitIter, createRepo, HubApiError, modelInfo, whoAmI } from '@huggingface/hub'
import { type Watchdog, watchdog } from '../download/watchdog'
import { HUB, Problem, type Pushed } from '../protocol'
import type { PushedFile, PushMessage, PushReply } from './push.messages'
import { sendingFetch } from './sending'

/** So long nothing may go out or come in. The hub takes its time over a commit. */
const PATIENCE_SECONDS = 180

const TITLE = 'Add an image classifier trained in Trainyard'

/** Roles of tokens that can never write. */
const READS = 'read'

type Told = Extract<PushReply, { kind: 'progress' | 'made' }>

interface Hub {
  /** Another in tests, and for who has one of their own. */
  readonly hubUrl?: string
  /** In seconds; shorter in tests. */
  readonly patience?: number
}

/**
 * Pushes the files.
 * @param told how far it is, and that a repository was made
 * @throws Problem `hub-token`, `hub-name-taken`, `hub-no-right`, `hub-refused`, `hub-unreachable`; the signal's reason
 */
export function pushFiles({ order, files }: PushMessage, signal: AbortSignal, told: (reply: Told) => void, hub: Hub = {}): Promise<Pushed> {
  return asking(order, signal, hub, async (at, dog, isFor) => {
    told({ kind: 'progress', phase: 'asking', done: 0, of: 0 })
    const owner = await ownerOf(at)
    const repository = order.repository.includes('/') ? order.repository : `${owner}/${order.repository}`
    isFor(repository)
    if (await made(repository, order, at)) told({ kind: 'made', repository })
    await commit(repository, files, at, dog, told)
    return { repository, address: `${at.hubUrl}/${repository}` }
  })
}

/**
 * Asks the hub whether a token is one that can write at all: before anything long begins.
 * @throws Problem `hub-token`, `hub-unreachable`; the signal's reason
 */
export const assertWrites = (
  order: Pick<PushMessage['order'], 'token' | 'repository'>,
  signal: AbortSignal,
  hub: Hub = {},
): Promise<void> =>
  asking(order, signal, hub, async (at) => {
    await ownerOf(at)
  })

/** The account that the token is of. @throws Problem `hub-token` where it can never write */
async function ownerOf(at: At): Promise<string> {
  const who = await whoAmI(at)
  if (who.auth.accessToken?.role === READS) throw new Problem('hub-token', { why: 'read-only' })
  return who.name
}

/** Does `work` with the token, ends it where nothing comes, and says in a person's terms why it failed. */
async function asking<T>(
  { token, repository }: Pick<PushMessage['order'], 'token' | 'repository'>,
  outer: AbortSignal,
  { hubUrl = HUB, patience = PATIENCE_SECONDS }: Hub,
  work: (at: At, dog: Watchdog, isFor: (repository: string) => void) => Promise<T>,
): Promise<T> {
  const accessToken = token.trim()
  if (!/^hf_\S+$/.test(accessToken)) throw new Problem('hub-token', { why: 'wrong' })
  const dog = watchdog(outer, patience * 1000, () => unreachable(`nothing came for ${patience} seconds`))
  let whole = repository
  try {
    return await work({ hubUrl, accessToken, fetch: sendingFetch(dog.signal, dog.fed) }, dog, (now) => {
      whole = now
    })
  } catch (error) {
    dog.signal.throwIfAborted()
    throw problemFor(error, whole, hubUrl)
  } finally {
    dog.stop()
  }
}

interface At {
  readonly hubUrl: string
  readonly accessToken: string
  readonly fetch: typeof fetch
}

/** Makes the repository; false where it is there already, and gets a commit. @throws Problem `hub-name-taken` */
async function made(repository: string, { adds, isPrivate }: PushMessage['order'], at: At): Promise<boolean> {
  try {
    await createRepo({ ...at, repo: { type: 'model', name: repository }, visibility: isPrivate ? 'private' : 'public' })
    return true
  } catch (error) {
    const status = error instanceof HubApiError ? error.statusCode : 0
    // A token for one repository alone may make none, not even one that is there.
    if (status !== 409 && status !== 403) throw error
    const there = await visibility(repository, at)
    if (status === 403 && there === null) throw error
    if (adds) return false
    throw new Problem('hub-name-taken', { repository, isPrivate: there === 'private' })
  }
}

/** Null where there is no such repository, as far as the token may know. */
async function visibility(repository: string, at: At): Promise<'private' | 'public' | null> {
  try {
    const { private: isPrivate } = await modelInfo({ ...at, name: repository })
    return isPrivate ? 'private' : 'public'
  } catch (error) {
    if (error instanceof HubApiError && [401, 403, 404].includes(error.statusCode)) return null
    throw error
  }
}

async function commit(repository: string, files: readonly PushedFile[], at: At, dog: Watchdog, told: (reply: Told) => void): Promise<void> {
  const sent = new Map<string, number>()
  const of = files.reduce((sum, { content }) => sum + content.size, 0)
  const tell = (event: CommitProgressEvent) => {
    dog.fed()
    const file = event.event === 'fileProgress' && event.state === 'uploading' ? files.find(({ path }) => path === event.path) : undefined
    if (file && event.event === 'fileProgress') sent.set(file.path, Math.max(sent.get(file.path) ?? 0, file.content.size * event.progress))
    const phase = event.event === 'phase' && event.phase === 'committing' ? 'ending' : 'sending'
    const done = Math.round(Array.from(sent.values()).reduce((sum, bytes) => sum + bytes, 0))
    told({ kind: 'progress', phase, done, of })
  }
  const steps = commitIter({
    ...at,
    repo: { type: 'model', name: repository },
    title: TITLE,
    operations: files.map(({ path, content }) => ({ operation: 'addOrUpdate', path, content })),
    abortSignal: dog.signal,
  })
  for (let step = await steps.next(); !step.done; step = await steps.next()) tell(step.value)
}

const unreachable = (detail: string): Problem<'hub-unreachable'> =>
  new Problem('hub-unreachable', { isOffline: typeof navigator !== 'undefined' && navigator.onLine === false, detail })

/** What a person is told of what was thrown: every failure of a push is one of these. */
function problemFor(error: unknown, repository: string, hubUrl: string): Problem {
  if (error instanceof Problem) return error
  if (!(error instanceof HubApiError)) return unreachable(error instanceof Error ? error.message : String(error))
  const { statusCode, data } = error
  const said = typeof data?.error === 'string' ? data.error : typeof data?.message === 'string' ? data.message : ''
  const detail = [`HTTP ${statusCode}`, said.slice(0, MOST_SAID)].filter((part) => part !== '').join(': ')
  // Where the bytes go has tokens of its own, which only run out.
  const isHub = error.url === '' || error.url.startsWith(`${hubUrl}/`)
  if (isHub && statusCode === 401) return new Problem('hub-token', { why: 'wrong' })
  if (isHub && (statusCode === 403 || statusCode === 404)) return new Problem('hub-no-right', { repository, detail })
  if (statusCode >= 500 || statusCode === 408 || statusCode === 429) return unreachable(detail)
  return new Problem('hub-refused', { repository, detail })
}

/** Characters of what the hub says. */
const MOST_SAID = 300
