/** What the next run starts from: the bundled weights, or what the person brought or downloaded. */
import { downloadFile, keptDownload } from '../../download/hub'
import { clearKeptWeights, keptWeights } from '../../download/keep'
import type { DownloadProgress, KeptWeights, Listener, WeightsApi, WeightsInfo } from '../../protocol'
import { assertWeightsSize, BUNDLED_INFO, broughtWeights, bundledWeights, untrainedWeights, type Weights } from './weights'

export class WeightsChoice implements WeightsApi {
  /** What the person brought; the bundled weights where it is null. */
  private brought: Weights | null = null
  private bundled: Promise<Weights> | null = null
  private downloading: AbortController | null = null

  /**
   * @param base the page's address, under which the bundled weights lie
   * @param fileOfRun a kept run's model as a safetensors file, and the run's name
   */
  constructor(
    private readonly base: string,
    private readonly fileOfRun: (id: string) => Promise<{ readonly name: string; readonly bytes: ArrayBuffer }>,
  ) {}

  get info(): WeightsInfo {
    return this.brought?.info ?? BUNDLED_INFO
  }
  async current(): Promise<WeightsInfo> {
    return this.info
  }
  async use(file: File): Promise<WeightsInfo> {
    assertWeightsSize(file.name, file.size)
    return this.take(await broughtWeights(file.name, await file.arrayBuffer()))
  }
  async useRun(id: string): Promise<WeightsInfo> {
    const { name, bytes } = await this.fileOfRun(id)
    return this.take(await broughtWeights(name, bytes))
  }
  async useBundled(): Promise<WeightsInfo> {
    this.brought = null
    return this.info
  }
  async useUntrained(...chosen: Parameters<typeof untrainedWeights>): Promise<WeightsInfo> {
    return this.take(await untrainedWeights(...chosen))
  }
  async download(from: string, onProgress: Listener<DownloadProgress>): Promise<WeightsInfo> {
    this.downloading?.abort()
    this.downloading = new AbortController()
    const { name, bytes, verified, keep } = await downloadFile(from, this.downloading.signal, onProgress)
    const { info, ...weights } = await broughtWeights(name, bytes, verified)
    return this.take({ ...weights, info: { ...info, kept: await keep() } })
  }
  async cancelDownload(): Promise<void> {
    this.downloading?.abort()
  }
  async takeKept(from: string): Promise<WeightsInfo | null> {
    const kept = await keptDownload(from)
    if (!kept) return null
    const { info, ...weights } = await broughtWeights(kept.name, kept.bytes, kept.verified)
    return this.take({ ...weights, info: { ...info, kept: true } })
  }
  kept(): Promise<KeptWeights> {
    return keptWeights()
  }
  clearKept(): Promise<void> {
    return clearKeptWeights()
  }
  private take(weights: Weights): WeightsInfo {
    this.brought = weights
    this.bundled = null
    return weights.info
  }

  /**
   * The weights themselves; the bundled ones are read when first asked for.
   * @throws Problem `download-failed`, `weights-malformed`
   */
  read(): Promise<Weights> {
    if (this.brought) return Promise.resolve(this.brought)
    this.bundled ??= bundledWeights(this.base).catch((error: unknown) => {
      this.bundled = null
      throw error
    })
    return this.bundled
  }
}
