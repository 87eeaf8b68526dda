/** A network that is drawn, taken by the studio. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { HAS_TORCH, python } from '../../workers/export/fixtures/python'
import { readSafetensorsModel } from '../../workers/export/readback'
import { broughtWeights } from '../../workers/trainer/weights/weights'

it.skipIf(!HAS_TORCH)('is a file whose head and classes the studio goes on with', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'drawn-'))
  try {
    const pictures = await Promise.all(
      ['#a63', '#36a', '#3a6'].map(async (background, i) => {
        const path = join(folder, `${i}.png`)
        await sharp({ create: { width: 40 + i, height: 50, channels: 3, background } })
          .png()
          .toFile(path)
        return path
      }),
    )
    const out = join(folder, 'drawn.safetensors')
    // It is given the pictures' names as a program before it in a pipe would.
    const code = `import io, runpy, sys
sys.stdin = io.StringIO(${JSON.stringify(pictures.join('\n'))})
sys.argv = ['drawn.py', 'resnet18', '32', ${JSON.stringify(out)}]
runpy.run_path(${JSON.stringify(resolve('tools/verify/drawn.py'))}, run_name='__main__')`
    python(['-c', code], folder)
    const bytes = new Uint8Array(await readFile(out))
    expect(readSafetensorsModel(bytes)).toMatchObject({ classes: ['cat', 'dog'], imageSize: 32 })
    const { head, info } = await broughtWeights('drawn.safetensors', bytes.buffer)
    expect(info.depth).toBe('18')
    expect(head).toMatchObject({ kind: 'linear', classes: ['cat', 'dog'] })
  } finally {
    await rm(folder, { recursive: true })
  }
})
