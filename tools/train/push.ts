/** `--push`: the model's Hugging Face folder, as the page makes it, pushed to the hub from here, by the page's own code. The token is read from the environment. */
import { HUB_FOLDER } from '../../workers/export/hub/config'
import { pathsInZip, unzipFiles } from '../../workers/export/zip'
import { Problem, problemOf } from '../../workers/protocol/problem'
import type { Pushed } from '../../workers/protocol/push'
import { assertWrites, pushFiles } from '../../workers/push/push'
import type { PushTo } from '../../workers/push/push.messages'
import { UnusableInput } from './source'

type Environment = Readonly<Record<string, string | undefined>>

/** Where to, as it was asked for. */
export interface PushTarget {
  readonly repository: string
  readonly isPublic: boolean
}

/** What the hub's own tools read too: `HF_TOKEN`, and `HF_ENDPOINT` for another hub. @throws UnusableInput without a token */
function access(env: Environment): { readonly token: string; readonly hub: { readonly hubUrl?: string } } {
  const { HF_TOKEN: token = '', HF_ENDPOINT: endpoint = '' } = env
  if (token.trim() === '')
    throw new UnusableInput('--push wants a token that may write, in HF_TOKEN: make one at https://huggingface.co/settings/tokens.')
  return { token, hub: endpoint === '' ? {} : { hubUrl: endpoint.replace(/\/+$/, '') } }
}

/** A repository that is there gets a commit, as by the hub's own tools. */
const orderOf = ({ repository, isPublic }: PushTarget, token: string): PushTo => ({
  repository,
  isPrivate: !isPublic,
  token,
  adds: true,
  empty: [],
})

/** @throws UnusableInput where the repository that is there is seen by others than was asked for */
async function asAsked<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const problem = problemOf(error)
    if (problem.code !== 'hub-name-taken') throw error
    const { repository, isPrivate } = problem.values
    throw new UnusableInput(
      isPrivate
        ? `"${repository}" is there and private: leave out --public to add a commit to it, or choose another name.`
        : `"${repository}" is there and everybody can see it: say --public to add a commit to it, or choose another name.`,
    )
  }
}

/**
 * Tries the token, and the repository where there is one, before anything starts.
 * @throws UnusableInput without a token, and for a repository that others can see than was asked for; Problem `hub-token`, `hub-refused`, `hub-unreachable`
 */
export async function checkToken(target: PushTarget, signal: AbortSignal, env: Environment = process.env): Promise<void> {
  const { token, hub } = access(env)
  await asAsked(assertWrites(orderOf(target, token), signal, hub))
}

/**
 * Pushes the files of a zip as the page makes it; to a repository that is there already as a commit.
 * @param onProgress bytes that have gone out, of all
 * @throws UnusableInput as `checkToken`; Problem `hub-*`
 */
export async function pushZip(
  zip: Blob,
  target: PushTarget,
  signal: AbortSignal,
  onProgress: (done: number, of: number) => void,
  env: Environment = process.env,
): Promise<Pushed> {
  const { token, hub } = access(env)
  const paths = await pathsInZip(zip)
  const contents = await unzipFiles(zip, paths)
  const files = paths.map((path) => ({ path: path.slice(HUB_FOLDER.length + 1), content: new Blob([contents[path]!]) }))
  const told: Parameters<typeof pushFiles>[2] = (reply) => reply.kind === 'progress' && onProgress(reply.done, reply.of)
  return asAsked(pushFiles({ order: orderOf(target, token), files }, signal, told, hub))
}
