/** A built page is told the version of the very kernels that are in it. */
import { join } from 'node:path'
import { build } from 'vite'
import { expect, it } from 'vitest'
import { kernelRevision } from '../../workers/engine/webgpu/self-test/revision'
import { toldKernelRevision } from './kernelRevision'

it('has the hash in place of what makes it', async () => {
  const input = join(import.meta.dirname, '../../workers/engine/webgpu/self-test/revision.ts')
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [toldKernelRevision()],
    build: { write: false, minify: false, lib: { entry: input, formats: ['es'] } },
  })
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) => ('output' in one ? one.output : []))
  const code = outputs.map((one) => (one.type === 'chunk' ? one.code : '')).join('')
  expect(code).toContain(await kernelRevision())
  expect(code.length).toBeLessThan(500)
})
