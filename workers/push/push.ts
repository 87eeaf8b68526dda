/**
 * A model's files pushed to the Hugging Face hub by its own library: who the token is of, a repository, one commit with all files. The commit comes last and whole:
 * whatever goes wrong before leaves the repository as it was.
 */
import { type CommitProgressEvent, commitIter, createRepo, HubApiError, modelInfo, whoAmI } from '@huggingface/hub'
import { type Watchdog, watchdog } from '../download/watchdog'
import { HUB, Problem, type Pushed } from '../protocol'
import type { Push, PushedFile, PushReply, PushTo } from './push.messages'
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
export function pushFiles({ order, files }: Push, signal: AbortSignal, told: (reply: Told) => void, hub: Hub = {}): Promise<Pushed> {
  return asking(order, signal, hub, async (at, dog, found) => {
    told({ kind: 'progress', phase: 'asking', done: 0, of: 0 })
    const repository = await wholeName(order, at)
    found.repository = repository
    const isNew = await made(repository, order, at)
    if (isNew) told({ kind: 'made', repository })
    if (isNew || order.empty.includes(repository)) found.empty = repository
    await commit(repository, files, at, dog, told)
    return { repository, isPrivate: order.isPrivate, address: `${at.hubUrl}/${repository}` }
  })
}

/**
 * Asks the hub whether a token is one that can write at all, and whether the repository, where there is one, is to get a commit: before anything long begins.
 * @throws Problem `hub-token`, `hub-name-taken`, `hub-refused`, `hub-unreachable`; the signal's reason
 */
export const assertWrites = (order: PushTo, signal: AbortSignal, hub: Hub = {}): Promise<void> =>
  asking(order, signal, hub, async (at, _dog, found) => {
    found.repository = await wholeName(order, at)
    const there = await visibility(found.repository, at)
    if (there !== null) assertTakes(found.repository, there, order)
  })

/** `owner/name`. @throws Problem `hub-token` */
async function wholeName({ repository }: PushTo, at: At): Promise<string> {
  const owner = await ownerOf(at)
  return repository.includes('/') ? repository : `${owner}/${repository}`
}

/** The account that the token is of. @throws Problem `hub-token` where it can never write */
async function ownerOf(at: At): Promise<string> {
  const who = await whoAmI(at)
  if (who.auth.accessToken?.role === READS) throw new Problem('hub-token', { why: 'read-only', made: null })
  return who.name
}

/** Does `work` with the token, ends it where nothing comes, and says in a person's terms why it failed. */
async function asking<T>(
  { token, repository }: Pick<PushTo, 'token' | 'repository'>,
  outer: AbortSignal,
  { hubUrl = HUB, patience = PATIENCE_SECONDS }: Hub,
  work: (at: At, dog: Watchdog, found: Found) => Promise<T>,
): Promise<T> {
  const accessToken = token.trim()
  if (!/^hf_\S+$/.test(accessToken)) throw new Problem('hub-token', { why: 'wrong', made: null })
  const found: Found = { repository, empty: null }
  const dog = watchdog(outer, patience * 1000, () => unreachable(`nothing came for ${patience} seconds`, found))
  try {
    return await work({ hubUrl, accessToken, fetch: sendingFetch(dog.signal, dog.fed) }, dog, found)
  } catch (error) {
    dog.signal.throwIfAborted()
    throw problemFor(error, found, hubUrl)
  } finally {
    dog.stop()
  }
}

/** What is known by now of where it goes. */
interface Found {
  /** With its owner, once that is known. */
  repository: string
  /** Its name where this try or an earlier one made it, and nothing is in it. */
  empty: string | null
}

interface At {
  readonly hubUrl: string
  readonly accessToken: string
  readonly fetch: typeof fetch
}

/** Makes the repository; false where it is there already, and gets a commit. @throws Problem `hub-name-taken` */
async function made(repository: string, order: PushTo, at: At): Promise<boolean> {
  try {
    await createRepo({ ...at, repo: { type: 'model', name: repository }, visibility: order.isPrivate ? 'private' : 'public' })
    return true
  } catch (error) {
    const status = error instanceof HubApiError ? error.statusCode : 0
    // A token for one repository alone may make none, not even one that is there.
    if (status !== 409 && status !== 403) throw error
    const there = await visibility(repository, at)
    if (there === null) throw error
    assertTakes(repository, there, order)
    return false
  }
}

/** A repository that is there gets a commit where that is asked for, and never one that more people would see, or fewer, than were said. @throws Problem `hub-name-taken` */
function assertTakes(repository: string, there: 'private' | 'public', { adds, empty, isPrivate }: PushTo): void {
  const is = there === 'private'
  if ((!adds && !empty.includes(repository)) || is !== isPrivate) throw new Problem('hub-name-taken', { repository, isPrivate: is })
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

const unreachable = (detail: string, { empty }: Found): Problem<'hub-unreachable'> =>
  new Problem('hub-unreachable', { isOffline: typeof navigator !== 'undefined' && navigator.onLine === false, detail, made: empty })

/** What a person is told of what was thrown: every failure of a push is one of these. */
function problemFor(error: unknown, found: Found, hubUrl: string): Problem {
  if (error instanceof Problem) return error
  if (!(error instanceof HubApiError)) return unreachable(error instanceof Error ? error.message : String(error), found)
  const { statusCode, data } = error
  const { repository, empty: made } = found
  const said = typeof data?.error === 'string' ? data.error : typeof data?.message === 'string' ? data.message : ''
  const detail = [`HTTP ${statusCode}`, said.slice(0, MOST_SAID)].filter((part) => part !== '').join(': ')
  // Where the bytes go has tokens of its own, which only run out.
  const isHub = error.url === '' || error.url.startsWith(`${hubUrl}/`)
  if (isHub && statusCode === 401) return new Problem('hub-token', { why: 'wrong', made })
  if (isHub && (statusCode === 403 || statusCode === 404)) return new Problem('hub-no-right', { repository, detail, made })
  if (statusCode >= 500 || statusCode === 408 || statusCode === 429) return unreachable(detail, found)
  return new Problem('hub-refused', { repository, detail, made })
}

/** Characters of what the hub says. */
const MOST_SAID = 300
