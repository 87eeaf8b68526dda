/** A folder for the Hugging Face hub, and for what loads models from there. */
import { type DownloadFormat, numbersIn } from '../format'
import { copiesOf, readHubZip, toHubZip } from '../hub/folder'
import node from '../snippets/hub.node.txt?raw'
import python from '../snippets/hub.py?raw'

export const hub: DownloadFormat = {
  file: 'huggingface.zip',
  type: 'application/zip',
  make: async (material) => ({ content: await toHubZip(material), params: material.model.params }),
  bytes: async ({ model }) => copiesOf(model) * 4 * numbersIn(model.spec),
  check: { precision: 'f32', read: readHubZip },
  code: [
    { where: 'Python', code: python },
    { where: 'Node', code: node },
  ],
}
