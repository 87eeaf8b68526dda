/** The trainer: everything that the page may ask for, each call handed to the part that does it. */
import { downloadFile } from '../download/hub'
import * as protocol from '../protocol'
import { Answers } from './answers/answers'
import type { BetterAnswers } from './answers/better'
import { makeEngine, offerDevice } from './devices/devices'
import { RunControl } from './fit/control'
import { sweepLearningRate } from './fit/finder'
import { specFor } from './fit/plan'
import { Predictor } from './model/model'
import { Pictures } from './pictures/pictures'
import { sampleBatches } from './pictures/samples'
import { schedulePreview } from './preview'
import { runsSpace } from './runs/budget'
import { exportRun, importRun } from './runs/bundle'
import { estimateRun } from './runs/estimate'
import { lastSnapshot, loadBest, purgeRun, tidyRuns } from './runs/keeper'
import { holdingRun } from './runs/lock'
import { datasetOf } from './runs/recorded'
import { runRecords } from './runs/records'
import { type Ended, modelOf, newRecord, runSession, type Session } from './runs/session'
import { withFreshHead } from './weights/head'
import { BUNDLED_INFO, broughtWeights, bundledWeights, type Weights } from './weights/weights'

const { Problem } = protocol

export class Trainer implements protocol.TrainerApi {
  private readonly pictures = new Pictures()
  /** What the person brought; the bundled weights where it is null. */
  private brought: Weights | null = null
  private bundled: Promise<Weights> | null = null
  private control: RunControl | null = null
  private download: AbortController | null = null
  private readonly predictor = new Predictor(async ({ backend }) => makeEngine((await offerDevice(backend)).device))
  private readonly answers = new Answers(this.pictures, this.predictor, () => this.control !== null)
  private readonly tidied = tidyRuns()

  /** @param base the page's address, under which the bundled weights lie */
  constructor(private readonly base: string) {
    // Met by the first call that needs the records.
    this.tidied.catch(() => {})
  }

  device(backend: protocol.RunConfig['backend']) {
    return offerDevice(backend)
  }

  async openDataset(...args: Parameters<Pictures['load']>) {
    const summary = await this.pictures.load(...args)
    // Whoever opened pictures will train: the weights are there by then. Where they cannot be had, training says so.
    this.currentWeights().catch(() => undefined)
    return summary
  }
  async cancelOpening() {
    this.pictures.cancel()
  }
  async samples(query: protocol.SampleQuery) {
    return this.pictures.samples(query)
  }
  thumbnails(ids: readonly number[], size: number) {
    return this.pictures.thumbnails(ids, size)
  }
  checkHealth(onProgress: protocol.Listener<protocol.HealthProgress>) {
    return this.pictures.check(onProgress)
  }
  async cancelHealth() {
    this.pictures.cancelCheck()
  }
  async health() {
    return this.pictures.health
  }
  async datasetSummary() {
    return this.pictures.summary
  }
  editDataset(edit: protocol.DatasetEdit) {
    return this.pictures.edit(edit)
  }
  async splitRows() {
    return this.pictures.splitRows()
  }
  async sampleIds(filter: protocol.SampleFilter) {
    return this.pictures.ids(filter)
  }
  pictureFile(id: number) {
    return this.pictures.file(id)
  }
  augmentedViews(id: number, config: protocol.RunConfig) {
    return this.pictures.augmentedViews(id, config)
  }

  async weights() {
    return this.weightsInfo
  }
  async useWeights(file: File) {
    return this.take(await broughtWeights(file.name, await file.arrayBuffer()))
  }
  async downloadWeights(from: string, onProgress: protocol.Listener<protocol.DownloadProgress>) {
    this.download?.abort()
    this.download = new AbortController()
    const { name, bytes, verified, keep } = await downloadFile(from, this.download.signal, onProgress)
    const weights = await broughtWeights(name, bytes, verified)
    // Where the browser has no room for it, it is downloaded again next time.
    await keep().catch(() => undefined)
    return this.take(weights)
  }
  async cancelDownload() {
    this.download?.abort()
  }
  private take(weights: Weights): protocol.WeightsInfo {
    this.brought = weights
    this.bundled = null
    return weights.info
  }
  useBundledWeights() {
    this.brought = null
    return this.weights()
  }
  private get weightsInfo(): protocol.WeightsInfo {
    return this.brought?.info ?? BUNDLED_INFO
  }
  private currentWeights(): Promise<Weights> {
    if (this.brought) return Promise.resolve(this.brought)
    this.bundled ??= bundledWeights(this.base).catch((error: unknown) => {
      this.bundled = null
      throw error
    })
    return this.bundled
  }

  async estimate(config: protocol.RunConfig) {
    const dataset = this.pictures.forRun(config)
    const count = (split: protocol.Split) => dataset.samples.filter((s) => s.used && s.label >= 0 && s.split === split).length
    const { device } = await offerDevice(config.backend)
    return estimateRun({ ...config, depth: this.weightsInfo.depth }, device, dataset.classes.length, count('train'), count('val'))
  }

  async schedulePreview(config: protocol.RunConfig) {
    if (!this.pictures.isOpen) return schedulePreview(config, null)
    const { samples } = this.pictures.forRun(config)
    return schedulePreview(config, samples.filter((s) => s.used && s.label >= 0 && s.split === 'train').length)
  }

  async findLearningRate(config: protocol.RunConfig, onPoint: protocol.Listener<protocol.SweepPoint>) {
    return this.exclusively(async (control) => {
      const dataset = this.pictures.forRun(config)
      const weights = await this.currentWeights()
      const { device } = await offerDevice(config.backend)
      const spec = specFor({ ...config, depth: weights.info.depth }, dataset.classes.length)
      await this.predictor.idle()
      await this.predictor.release()?.dispose()
      const engine = await makeEngine(device)
      try {
        const batches = sampleBatches(dataset, this.pictures.pool, config)
        const params = withFreshHead(spec, weights.params, config.seed, weights.info.name)
        return await sweepLearningRate({ config, spec, params, engine, batches, control, onPoint })
      } finally {
        await engine.dispose()
      }
    })
  }

  async train(config: protocol.RunConfig, onEvent: protocol.Listener<protocol.RunEvent>) {
    return this.exclusively(async (control) => {
      await this.tidied
      const { config: checked, faults } = protocol.parseConfig({ ...config })
      if (faults[0]) throw new Problem('bad-option', { option: faults[0].option, value: String(faults[0].value) })
      const dataset = this.pictures.forRun(checked)
      const weights = await this.currentWeights()
      const { device } = await offerDevice(checked.backend)
      const fitting = { ...checked, depth: weights.info.depth }
      const record = await newRecord(fitting, dataset, weights, device)
      return this.session({ record, dataset, device, control, onEvent, start: { kind: 'fresh', weights } })
    })
  }

  async resumeRun(id: string, onEvent: protocol.Listener<protocol.RunEvent>) {
    return this.exclusively(async (control) => {
      const record = await this.record(id)
      const dataset = datasetOf(record, this.pictures.open)
      const { device } = await offerDevice(record.config.backend)
      return this.session({ record, dataset, device, control, onEvent, start: { kind: 'resume' } })
    })
  }

  private async session(session: Omit<Session, 'pool' | 'spare'>): Promise<protocol.RunSummary> {
    await this.predictor.idle()
    // A spare engine of another backend would run on the wrong device.
    const spare = this.predictor.release()
    const fits = spare?.info.backend === session.device.backend
    if (spare && !fits) await spare.dispose()
    let ended: Ended
    try {
      ended = await holdingRun(session.record, () => runSession({ ...session, pool: this.pictures.pool, spare: fits ? spare : null }))
    } finally {
      this.pictures.rest()
    }
    this.answers.take(ended.model)
    await this.predictor.adopt(ended.engine, ended.model)
    return ended.summary
  }

  /** One run at a time. */
  private async exclusively<T>(run: (control: RunControl) => Promise<T>): Promise<T> {
    if (this.control) throw new Problem('busy', {})
    const control = new RunControl()
    this.control = control
    try {
      return await run(control)
    } finally {
      this.control = null
    }
  }

  async stop() {
    this.control?.stop()
  }
  async pause() {
    this.control?.pause()
  }
  async resume() {
    this.control?.resume()
  }

  private async record(id: string): Promise<protocol.RunRecord> {
    await this.tidied
    const record = await runRecords.get(id)
    if (!record) throw new Problem('checkpoint-unreadable', { run: id })
    return record
  }
  async runs() {
    await this.tidied
    return (await runRecords.all()).filter((run) => !run.deletedAt)
  }
  async changeRun(id: string, change: protocol.RunChange) {
    await runRecords.change(id, (run) => ({ ...run, ...change }))
  }
  async deleteRun(id: string) {
    const record = await this.record(id)
    await holdingRun(record, () => runRecords.change(id, (run) => ({ ...run, deletedAt: new Date().toISOString() })))
  }
  purgeRun(id: string) {
    return purgeRun(id)
  }
  runsSpace() {
    return runsSpace()
  }
  async restoreRun(id: string) {
    await runRecords.change(id, (run) => ({ ...run, deletedAt: null }))
  }
  async exportRun(id: string) {
    const record = await this.record(id)
    return { name: `run-${record.number}.trainyard.zip`, blob: await exportRun(record) }
  }
  importRun(file: File) {
    return importRun(file)
  }
  async useRun(id: string) {
    if (this.control) throw new Problem('busy', {})
    const record = await this.record(id)
    const params = await loadBest(record)
    const summary = protocol.keptSummary(record)
    if (!params || !summary) throw new Problem('checkpoint-unreadable', { run: record.name })
    const last = await lastSnapshot(record)
    const model = modelOf(record, { params, summary, validation: null, last }, () => '')
    this.answers.take(model)
    return model.info
  }

  async model() {
    return this.answers.info
  }
  predict(picture: ImageBitmap | Blob) {
    return this.answers.predict(picture)
  }
  predictions(limit: number) {
    return this.answers.predictions(limit)
  }
  evaluation() {
    return this.answers.evaluation()
  }
  thresholds(classIndex: number) {
    return this.answers.thresholds(classIndex)
  }
  judged(...args: Parameters<Answers['judged']>) {
    return this.answers.judged(...args)
  }
  explain(...args: Parameters<Answers['explain']>) {
    return this.answers.explain(...args)
  }
  submission(...args: Parameters<Answers['submission']>) {
    return this.answers.submission(...args)
  }
  async cancelSubmission() {
    this.answers.cancelSubmission()
  }
  measureAnswers(...args: Parameters<BetterAnswers['measure']>) {
    return this.answers.better.measure(...args)
  }
  async cancelMeasuring() {
    this.answers.better.cancel()
  }
  takeAnswers(plan: protocol.AnswerPlan | null) {
    return this.answers.better.take(plan)
  }
  predictAll(pictures: readonly Blob[]) {
    return this.answers.predictAll(pictures)
  }
  openTestPictures(...args: Parameters<Pictures['loadTest']>) {
    return this.pictures.loadTest(...args)
  }
  async closeTestPictures() {
    this.pictures.closeTest()
  }
  exportFile(...args: Parameters<Answers['exportFile']>) {
    return this.answers.exportFile(...args)
  }
  async usage(format: protocol.ModelFormat) {
    return this.answers.usage(format)
  }
}
