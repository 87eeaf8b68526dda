/** What a person can take away of a trained model; every model file is loaded back and must answer as the studio does before it is offered. */
import { checkExport } from '../export/check'
import { toMetricsCsv, toMetricsJson } from '../export/metrics'
import type { ExportModel } from '../export/model'
import { toOnnx } from '../export/onnx'
import { toPyTorchProject } from '../export/pytorch'
import { type ReadBack, readOnnx, readSafetensorsModel, readTfjs } from '../export/readback'
import { toReportHtml } from '../export/report'
import { toSafetensors } from '../export/safetensors'
import { toTfjs, toTfjsZip } from '../export/tfjs'
import { softmax } from '../metrics/probabilities'
import { rankPictures } from '../metrics/ranking'
import type { ExportedFile, ExportFormat, Text } from '../protocol'
import { STREAM, uniform } from '../random'
import type { Predictor, TrainedModel } from './model'
import type { Pictures } from './pictures'

export interface DownloadDesk {
  readonly predictor: Predictor
  readonly pictures: Pictures
}

/** How many pictures a file is checked with. */
const CHECK_PICTURES = 16
const MOST_WRONG = 12
const THUMBNAIL = 160

export const exportModel = (model: TrainedModel): ExportModel => ({
  spec: model.spec,
  params: model.params,
  classes: model.info.classes,
  imageSize: model.info.imageSize,
  facts: model.facts,
})

const isOpen = (model: TrainedModel, pictures: Pictures) => pictures.isOpen && pictures.open.fingerprint === model.facts.datasetFingerprint

/** Pixels to check a file with: validation pictures where they are open, seeded noise otherwise. */
async function checkPixels(model: TrainedModel, { pictures }: DownloadDesk): Promise<{ pixels: Uint8Array; n: number }> {
  const size = model.info.imageSize
  const bytes = size * size * 3
  if (model.validation && isOpen(model, pictures)) {
    const ids = model.validation.ids.slice(0, CHECK_PICTURES)
    const decoded = await Promise.all(ids.map((id) => pictures.evaluationPixels(pictures.sample(id), size)))
    const good = decoded.filter((one) => one !== null)
    if (good.length > 0) {
      const pixels = new Uint8Array(good.length * bytes)
      good.forEach((one, i) => {
        pixels.set(one, i * bytes)
      })
      return { pixels, n: good.length }
    }
  }
  const pixels = Uint8Array.from({ length: CHECK_PICTURES * bytes }, (_, i) => uniform(model.config.seed, STREAM.sample, i) * 256)
  return { pixels, n: CHECK_PICTURES }
}

async function checked(
  model: TrainedModel,
  desk: DownloadDesk,
  format: string,
  precision: 'f32' | 'f16',
  read: () => ReadBack,
): Promise<void> {
  const { pixels, n } = await checkPixels(model, desk)
  const expected = await desk.predictor.probabilities(model, pixels, n)
  await checkExport({
    format,
    precision,
    read,
    run: ({ spec, params }) => desk.predictor.logits({ spec, params, config: model.config }, pixels, n),
    expected,
    classes: model.info.classes,
  })
}

async function dataUrl(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return `data:${blob.type};base64,${btoa(text)}`
}

async function reportOf(model: TrainedModel, { pictures }: DownloadDesk, language: keyof Text): Promise<string> {
  const { validation, record, info, config, summary, device, facts } = model
  const classes = info.classes.length
  const probabilities = validation ? softmax(validation.logits, classes) : new Float64Array()
  const labels = validation?.labels ?? new Int32Array()
  const rows = validation && isOpen(model, pictures) ? rankPictures('wrong', labels, probabilities, classes, MOST_WRONG) : []
  const ids = rows.map((row) => validation!.ids[row]!)
  const thumbnails = await pictures.thumbnails(ids, THUMBNAIL)
  const worst = await Promise.all(
    thumbnails.flatMap((blob, i) =>
      blob ? [dataUrl(blob).then((url) => ({ path: model.pathOf(ids[i]!), row: rows[i]!, dataUrl: url }))] : [],
    ),
  )
  return toReportHtml({
    run: { config, device, classes: info.classes, summary },
    facts,
    arch: info.arch,
    counts: { train: record.split.train.length, val: record.split.val.length, test: 0 },
    labels,
    probabilities,
    worst,
    environment: record.environment,
    language,
  })
}

async function pytorchOf(model: TrainedModel): Promise<Blob> {
  const { last, summary, record } = model
  const paths = [...record.split.train, ...record.split.val]
  const epoch = last?.clock.history.at(-1) ?? summary.best
  return toPyTorchProject({
    model: last ? { ...exportModel(model), params: last.params } : exportModel(model),
    config: model.config,
    optimizerState: last?.optimizer ?? null,
    start: {
      epoch: epoch.epoch,
      updates: last?.clock.update ?? 0,
      valLoss: epoch.val.loss,
      valAccuracy: epoch.val.accuracy,
      plateauFactor: last?.clock.plateau.factor ?? 1,
    },
    split: paths.map((path, i) => ({
      path,
      label: record.labels[i]!,
      split: i < record.split.train.length ? ('train' as const) : ('val' as const),
    })),
  })
}

/**
 * Makes the file of a format.
 * @throws Problem `export-check-failed` where a model file does not answer as the studio does
 */
export async function makeDownload(
  model: TrainedModel,
  desk: DownloadDesk,
  format: ExportFormat,
  language: keyof Text,
): Promise<ExportedFile> {
  const report = { config: model.config, device: model.device, classes: model.info.classes, summary: model.summary }
  const file = (name: string, content: BlobPart, type: string): ExportedFile => ({ name, blob: new Blob([content], { type }) })
  switch (format) {
    case 'safetensors': {
      const bytes = toSafetensors(exportModel(model))
      await checked(model, desk, format, 'f32', () => readSafetensorsModel(bytes))
      return file('model.safetensors', bytes, 'application/octet-stream')
    }
    case 'onnx':
    case 'onnx-f16': {
      const precision = format === 'onnx' ? 'f32' : 'f16'
      const bytes = toOnnx(exportModel(model), precision)
      await checked(model, desk, format, precision, () => readOnnx(bytes))
      return file(format === 'onnx' ? 'model.onnx' : 'model-f16.onnx', bytes, 'application/octet-stream')
    }
    case 'tfjs': {
      await checked(model, desk, format, 'f32', () => readTfjs(toTfjs(exportModel(model))))
      return { name: 'model-tfjs.zip', blob: await toTfjsZip(exportModel(model)) }
    }
    case 'pytorch':
      return { name: 'trainyard-project.zip', blob: await pytorchOf(model) }
    case 'report':
      return file('report.html', await reportOf(model, desk, language), 'text/html')
    case 'metrics-json':
      return file('metrics.json', toMetricsJson(report), 'application/json')
    case 'metrics-csv':
      return file('metrics.csv', toMetricsCsv(report), 'text/csv')
    default:
      return format satisfies never
  }
}
