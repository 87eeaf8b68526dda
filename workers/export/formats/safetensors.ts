/** Weights as torchvision's own network takes them. */
import { bytesOf, type DownloadFormat, numbersIn } from '../format'
import { readSafetensorsModel } from '../readback'
import { toSafetensors } from '../safetensors'
import python from '../snippets/safetensors.py?raw'

export const safetensors: DownloadFormat = {
  file: 'model.safetensors',
  type: 'application/octet-stream',
  make: async ({ model }) => ({ content: toSafetensors(model), params: model.params }),
  bytes: async ({ model }) => 4 * numbersIn(model.spec),
  check: { precision: 'f32', read: async (file) => readSafetensorsModel(await bytesOf(file)) },
  code: [{ where: 'Python', code: python }],
}
