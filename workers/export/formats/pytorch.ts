/** The run as a PyTorch project that goes on with it. */
import type { DownloadFormat } from '../format'
import { bytesOfProject, PROJECT_FOLDER, toPyTorchProject } from '../pytorch'
import { readSafetensorsModel } from '../readback'
import terminal from '../snippets/pytorch.txt?raw'
import { unzipFiles } from '../zip'

const WEIGHTS = `${PROJECT_FOLDER}/model.safetensors`

export const pytorch: DownloadFormat = {
  file: 'trainyard-project.zip',
  type: 'application/zip',
  make: async (material) => {
    const project = await material.project()
    return { content: await toPyTorchProject(project), params: project.model.params }
  },
  bytes: async (material) => bytesOfProject(await material.project()),
  check: { precision: 'f32', read: async (zip) => readSafetensorsModel((await unzipFiles(zip, [WEIGHTS]))[WEIGHTS]!) },
  code: [{ where: 'terminal', code: terminal }],
}
