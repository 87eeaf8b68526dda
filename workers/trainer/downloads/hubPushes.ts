/** The model pushed to the Hugging Face hub: its files, made and read back as those that are downloaded, handed to the one worker that sends them. */
import { licenceOf } from '../../export/hub/card'
import { hubFiles, readHubZip, zipHub } from '../../export/hub/folder'
import { type HubApi, type HubLicence, Problem, type Pushed, type PushOrder, type PushPlan, type PushProgress } from '../../protocol'
import { askByWorker, pushByWorker } from '../../push/pushing'
import type { CurrentModel } from '../answers/current'
import type { TrainedModel } from '../model/model'
import { checked, type DownloadDesk } from './downloadCheck'
import { known, namedNow } from './known'
import { References } from './references'

/** Who speaks to the hub. */
interface Sender {
  readonly ask: typeof askByWorker
  readonly push: typeof pushByWorker
}

export class HubPushes implements HubApi {
  private readonly references = new References()
  private pushing: AbortController | null = null
  /** Repositories that a try made and that got nothing yet, by their whole names: a name alone is another's with another token. */
  private readonly empty = new Set<string>()

  /** @param sender another in tests */
  constructor(
    private readonly current: Pick<CurrentModel, 'model' | 'free' | 'assertFree' | 'predictor' | 'pictures'>,
    private readonly sender: Sender = { ask: askByWorker, push: pushByWorker },
  ) {}

  async plan(): Promise<PushPlan> {
    const model = await namedNow(this.current.model)
    const files = filesOf(model, null)
    return {
      files: files.map(({ path, content }) => ({ path, bytes: content.size })),
      licence: licenceOf(known(model).model) ?? null,
      base: model.facts.isUntrained ? null : model.facts.baseWeightsLicence,
    }
  }

  async push({ licence, ...order }: PushOrder, onProgress: (progress: PushProgress) => void): Promise<Pushed> {
    if (this.pushing) throw new Problem('busy', {})
    const pushing = new AbortController()
    this.pushing = pushing
    try {
      const { signal } = pushing
      const { predictor, pictures } = this.current
      const model = await namedNow(this.current.free)
      const to = { ...order, empty: [...this.empty] }
      onProgress({ phase: 'asking', done: 0, of: 0 })
      await this.sender.ask(to, signal)
      this.current.assertFree()
      onProgress({ phase: 'making', done: 0, of: 0 })
      const files = filesOf(model, licence)
      await check(model, { predictor, pictures, references: this.references }, files, signal)
      const pushed = await this.sender.push({ order: to, files }, signal, (reply) => {
        if (reply.kind === 'progress') onProgress({ phase: reply.phase, done: reply.done, of: reply.of })
        else this.empty.add(reply.repository)
      })
      this.empty.delete(pushed.repository)
      return pushed
    } finally {
      this.pushing = null
    }
  }

  async cancel(): Promise<void> {
    this.pushing?.abort(new DOMException('The push was cancelled.', 'AbortError'))
  }
}

const filesOf = (model: TrainedModel, licence: HubLicence | null) =>
  Object.entries(hubFiles({ ...known(model), ...(licence ? { licence } : {}) })).map(([path, content]) => ({
    path,
    content: new Blob([content]),
  }))

/** What is sent is what was read back. @throws the signal's reason at once, whatever the network is at: it answers to its end, for nobody */
async function check(model: TrainedModel, desk: DownloadDesk, files: ReturnType<typeof filesOf>, signal: AbortSignal): Promise<void> {
  const work = async () => {
    const contents = await Promise.all(files.map(async ({ path, content }) => [path, new Uint8Array(await content.arrayBuffer())] as const))
    const read = async () => readHubZip(await zipHub(Object.fromEntries(contents)))
    await checked(model, desk, 'hub', 'f32', read, undefined, signal)
  }
  const over = new AbortController()
  const cancelled = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { signal: over.signal })
  })
  try {
    signal.throwIfAborted()
    await Promise.race([work(), cancelled])
  } finally {
    over.abort()
  }
}
