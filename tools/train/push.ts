/** `--push`: the model's Hugging Face folder, as the page makes it, pushed to the hub from here, by the page's own code. The token is read from the environment. */
import { HUB_FOLDER } from '../../workers/export/hub/folder'
import { pathsInZip, unzipFiles } from '../../workers/export/zip'
import type { Pushed } from '../../workers/protocol/push'
import { assertWrites, pushFiles } from '../../workers/push/push'
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

/**
 * Tries the token before anything starts.
 * @throws UnusableInput without one; Problem `hub-token`, `hub-unreachable`
 */
export async function checkToken({ repository }: PushTarget, signal: AbortSignal, env: Environment = process.env): Promise<void> {
  const { token, hub } = access(env)
  await assertWrites({ token, repository }, signal, hub)
}

/**
 * Pushes the files of a zip as the page makes it; to a repository that is there already as a commit, as the hub's own tools do.
 * @param onProgress bytes that have gone out, of all
 * @throws Problem `hub-*`
 */
export async function pushZip(
  zip: Blob,
  { repository, isPublic }: PushTarget,
  signal: AbortSignal,
  onProgress: (done: number, of: number) => void,
  env: Environment = process.env,
): Promise<Pushed> {
  const { token, hub } = access(env)
  const paths = await pathsInZip(zip)
  const contents = await unzipFiles(zip, paths)
  const files = paths.map((path) => ({ path: path.slice(HUB_FOLDER.length + 1), content: new Blob([contents[path]!]) }))
  const order = { repository, isPrivate: !isPublic, token, adds: true }
  return pushFiles({ order, files }, signal, (reply) => reply.kind === 'progress' && onProgress(reply.done, reply.of), hub)
}
