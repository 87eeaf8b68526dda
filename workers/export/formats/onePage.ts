/** One page that opens from disk, for somebody with nothing installed. */
import { type DownloadFormat, numbersIn } from '../format'
import { toOnePage } from '../onePage'
import { readOnePage } from '../readOnePage'

/** Bytes of its program, style and texts, about. */
const PROGRAM = 60_000

export const onePage: DownloadFormat = {
  file: 'classifier.html',
  type: 'text/html',
  // Its program is loaded with the first such file.
  make: async (material) => ({ content: await toOnePage(material, await import('virtual:one-page')), params: material.model.params }),
  // Of what BatchNorm takes nothing is left; it is hardly anything. Three bytes are four letters.
  bytes: async ({ model }) =>
    PROGRAM + ((2 * numbersIn(model.spec) + 4 * (model.answering?.noneOf?.prototypes.vectors.length ?? 0)) * 4) / 3,
  check: { precision: 'f32', read: readOnePage },
  code: [],
}
