/** In which order the files of unit tests begin: with two at a time, a long one that begins last ends alone. */
import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Those that take more than ten seconds, which their size does not tell; the longest first. */
export const LONG: readonly string[] = [
  'workers/export/pytorch.test.ts',
  'tools/sequences/sequences.test.ts',
  'workers/engine/webgpu/engine.test.ts',
  'workers/engine/tfjs/generic.test.ts',
  'workers/trainer/runs/failing.test.ts',
  'workers/data/dataset/fuzz.test.ts',
  'workers/operations/operations.test.ts',
  'workers/engine/tfjs/wasm.test.ts',
  'tools/verify/hostile.test.ts',
  'workers/trainer/runs/bytes.test.ts',
  'workers/engine/webgpu/limits.test.ts',
  'tools/verify/snippets.test.ts',
  'workers/export/snippets.test.ts',
  'workers/engine/wasm/engine.test.ts',
]

/** Files that have a process of their own first: what shares one loads its modules once only where it comes in one piece. Of both kinds the long ones, then by size. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONG.indexOf(relative(this.ctx.config.root, moduleId).replaceAll('\\', '/'))
      return at < 0 ? LONG.length : at
    }
    const shares = ({ project }: TestSpecification) => Number(!project.config.isolate)
    return (await super.sort(files)).sort((a, b) => shares(a) - shares(b) || place(a) - place(b))
  }
}
