/** How the model does on the pictures that it was validated with, as the page asks for it. */
import { softmax } from '../../metrics/probabilities'
import type { Evaluation, InsightApi, JudgedPicture, JudgedQuery, PredictionRecord, Threshold } from '../../protocol'
import type { CurrentModel } from './current'
import { evaluationOf, judgedPictures, thresholdsOf } from './insight'

export class Insight implements InsightApi {
  constructor(private readonly current: CurrentModel) {}

  async predictions(limit: number): Promise<PredictionRecord[]> {
    const { model, logits, labels, ids } = await this.current.judged()
    const classes = model.info.classes.length
    const probabilities = softmax(logits, classes)
    return ids.slice(0, limit).map((id, i) => ({
      id,
      path: model.pathOf(id),
      label: labels[i]!,
      probabilities: Array.from(probabilities.subarray(i * classes, (i + 1) * classes)),
    }))
  }

  async evaluation(): Promise<Evaluation> {
    const judged = await this.current.judged()
    return evaluationOf(judged, judged.model.info.classes, judged.model.plain.validation?.logits)
  }
  async thresholds(classIndex: number): Promise<Threshold[]> {
    const judged = await this.current.judged()
    return thresholdsOf(judged, judged.model.info.classes.length, classIndex)
  }
  async judged(query: JudgedQuery, offset: number, limit: number): Promise<{ total: number; pictures: JudgedPicture[] }> {
    const judged = await this.current.judged()
    const { info, pathOf } = judged.model
    const all = judgedPictures(judged, info.classes.length, query, pathOf)
    return { total: all.length, pictures: all.slice(offset, offset + limit) }
  }
}
