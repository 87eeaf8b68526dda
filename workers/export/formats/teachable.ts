/** Teachable Machine's layout, for sketches. */
import { type DownloadFormat, numbersIn } from '../format'
import { readTeachableZip, toTeachableZip } from '../teachable'

export const teachable: DownloadFormat = {
  file: 'teachable-machine.zip',
  type: 'application/zip',
  make: async (material) => ({ content: await toTeachableZip(material), params: material.model.params }),
  // Two matrices that resize.
  bytes: async ({ model }) => 4 * (numbersIn(model.spec) + 2 * 224 * model.imageSize),
  check: { precision: 'f32', read: readTeachableZip },
  code: [],
}
