/** The model pushed to the Hugging Face hub: its files, made and read back as those that are downloaded, handed to the one worker that sends them. */
import { licenceOf } from '../../export/hub/card'
import { hubFiles, readHubZip, zipHub } from '../../export/hub/folder'
import { type HubApi, type HubLicence, Problem, type Pushed, type PushOrder, type PushPlan, type PushProgress } from '../../protocol'
import { pushByWorker } from '../../push/pushing'
import type { CurrentModel } from '../answers/current'
import type { TrainedModel } from '../model/model'
import { checked, type DownloadDesk } from './downloadCheck'
import { known, namedNow } from './known'
import { References } from './references'

/** As `pushByWorker`. */
type Send = typeof pushByWorker

export class HubPushes implements HubApi {
  private readonly references = new References()
  private pushing: AbortController | null = null
  /** Repositories that a try made and that got nothing yet, by whatever a person called them: the next is for the same. */
  private readonly empty = new Map<string, string>()

  /** @param send sends the files; another in tests */
  constructor(
    private readonly current: Pick<CurrentModel, 'model' | 'free' | 'predictor' | 'pictures'>,
    private readonly send: Send = pushByWorker,
  ) {}

  async plan(): Promise<PushPlan> {
    const model = await namedNow(this.current.model)
    const files = filesOf(model, null)
    return {
      files: files.map(({ path, content }) => ({ path, bytes: content.size })),
      licence: licenceOf(known(model).model) ?? null,
      base: model.facts.baseWeightsLicence,
    }
  }

  async push({ licence, ...order }: PushOrder, onProgress: (progress: PushProgress) => void): Promise<Pushed> {
    if (this.pushing) throw new Problem('busy', {})
    const pushing = new AbortController()
    this.pushing = pushing
    try {
      const { predictor, pictures } = this.current
      const model = await namedNow(this.current.free)
      onProgress({ phase: 'making', done: 0, of: 0 })
      const files = filesOf(model, licence)
      await check(model, { predictor, pictures, references: this.references }, files)
      pushing.signal.throwIfAborted()
      const adds = order.adds || this.empty.has(order.repository)
      const pushed = await this.send({ order: { ...order, adds }, files }, pushing.signal, (reply) => {
        if (reply.kind === 'progress') onProgress({ phase: reply.phase, done: reply.done, of: reply.of })
        else for (const name of [reply.repository, order.repository]) this.empty.set(name, reply.repository)
      })
      for (const [name, whole] of this.empty) if (whole === pushed.repository) this.empty.delete(name)
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

/** What is sent is what was read back. */
async function check(model: TrainedModel, desk: DownloadDesk, files: ReturnType<typeof filesOf>): Promise<void> {
  const contents = await Promise.all(files.map(async ({ path, content }) => [path, new Uint8Array(await content.arrayBuffer())] as const))
  await checked(model, desk, 'hub', 'f32', async () => readHubZip(await zipHub(Object.fromEntries(contents))))
}
