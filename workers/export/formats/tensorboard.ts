/** A run's log for TensorBoard, in a folder of its own: runs that are unpacked side by side are compared. */
import { fileNameOf } from '../../protocol/fileName'
import type { DownloadFormat, Material } from '../format'
import { beginning, epochRecord, eventsName, toEvents } from '../tensorboard'
import { zipFiles } from '../zip'

const boardRun = ({ run: { config, classes }, model, name }: Material) => ({
  config,
  classes,
  name,
  began: Date.parse(model.facts.created) / 1000,
})

export const tensorboard: DownloadFormat = {
  file: 'tensorboard.zip',
  type: 'application/zip',
  async make(material) {
    const board = boardRun(material)
    const folder = fileNameOf({ dataset: material.model.facts.datasetName, run: material.name }, 'log')
    return {
      content: await zipFiles(folder, { [eventsName(board.began)]: await toEvents(board, material.run.summary.epochs) }),
      params: null,
    }
  },
  // Pictures of matrices hardly differ in size.
  async bytes(material) {
    const board = boardRun(material)
    const { best, epochs } = material.run.summary
    const begun = beginning(board).reduce((sum, { length }) => sum + length, 0)
    return begun + epochs.length * (await epochRecord(best, board.began)).length
  },
  check: null,
  code: [],
}
