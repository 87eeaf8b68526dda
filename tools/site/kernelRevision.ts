/** The kernels' version, told when the page is built: making all their texts to hash them takes a visit half a second, and code that nothing else needs. */
import { join } from 'node:path'
import { type Plugin, runnerImport } from 'vite'

/** What makes it while the page is developed, and in tests. */
const MODULE = join(import.meta.dirname, '..', '..', 'workers', 'engine', 'webgpu', 'self-test', 'revision.ts')

export function toldKernelRevision(): Plugin {
  return {
    name: 'told-kernel-revision',
    apply: 'build',
    load: {
      filter: { id: /[\\/]self-test[\\/]revision\.ts$/ },
      async handler() {
        const { module } = await runnerImport<typeof import('../../workers/engine/webgpu/self-test/revision')>(MODULE)
        return `export const kernelRevision = async () => ${JSON.stringify(await module.kernelRevision())}`
      },
    },
  }
}
