/** What the report is made of: the run's figures, and its pictures where they are open. */
import { samplesAt } from '../../data/dataset/identity'
import type { ReportInput } from '../../export/report'
import { softmax } from '../../metrics/probabilities'
import { rankPictures } from '../../metrics/ranking'
import type { Text } from '../../protocol'
import type { TrainedModel } from '../model/model'
import type { DownloadDesk } from './downloadCheck'
import { isOpen } from './references'

const MOST_WRONG = 12
/** Longest side of a picture in the report, px. */
const THUMBNAIL = 160

async function dataUrl(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return `data:${blob.type};base64,${btoa(text)}`
}

/** The most wrong pictures; null where the run's pictures are not open, so that nothing can be said of them. */
async function worstOf(
  { validation, info, pathOf, ...model }: TrainedModel,
  probabilities: Float64Array,
  pictures: DownloadDesk['pictures'],
): Promise<ReportInput['worst']> {
  if (!validation || !isOpen(model, pictures)) return null
  const rows = rankPictures('wrong', validation.labels, probabilities, info.classes.length, MOST_WRONG)
  // By path: the ids are those of the reading that was open when they were judged.
  const paths = rows.map((row) => pathOf(validation.ids[row]!))
  const there = samplesAt(pictures.dataset, paths).flatMap((sample, i) =>
    sample ? [{ id: sample.id, path: paths[i]!, row: rows[i]! }] : [],
  )
  const thumbnails = await pictures.thumbnails(
    there.map(({ id }) => id),
    THUMBNAIL,
  )
  return Promise.all(
    thumbnails.flatMap((blob, i) => {
      const { path, row } = there[i]!
      return blob ? [dataUrl(blob).then((url) => ({ path, row, dataUrl: url }))] : []
    }),
  )
}

/** @param model with its validation, unless the run's pictures are not open */
export async function reportOf(model: TrainedModel, { pictures }: DownloadDesk, language: keyof Text): Promise<ReportInput> {
  const { validation, record, info, config, summary, device, facts } = model
  const probabilities = validation ? softmax(validation.logits, info.classes.length) : new Float64Array()
  const test = isOpen(model, pictures) ? pictures.dataset.samples.filter(({ split, used }) => used && split === 'test').length : null
  return {
    run: { config, device, classes: info.classes, summary },
    facts,
    arch: info.arch,
    counts: { train: record.split.train.length, val: record.split.val.length, test },
    answers: validation && { labels: validation.labels, probabilities },
    worst: await worstOf(model, probabilities, pictures),
    environment: record.environment,
    language,
  }
}
