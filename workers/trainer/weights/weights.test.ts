/** The weights that come with the page, and what is told of them before they are read. */
import { readFileSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { BUNDLED_INFO, broughtWeights, bundledWeights } from './weights'

const FILE = new Uint8Array(readFileSync(new URL('../../../public/models/resnet18-starter.safetensors', import.meta.url)))

/** Serves these bytes, and notes from where. */
function serve(bytes: Uint8Array<ArrayBuffer>, status = 200): string[] {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(address)
    return new Response(bytes, { status })
  })
  return asked
}
afterEach(() => vi.unstubAllGlobals())

test('what is told of the bundled weights is what is in the file', async () => {
  const asked = serve(FILE)
  const { info, depth, params } = await bundledWeights('https://example.org/studio/')
  expect(asked).toEqual(['https://example.org/studio/models/resnet18-starter.safetensors'])
  expect(info).toBe(BUNDLED_INFO)
  const own = await broughtWeights('own.safetensors', FILE.buffer)
  expect(own.info.sha256).toBe(BUNDLED_INFO.sha256)
  expect([own.info.depth, `${depth}`]).toEqual([BUNDLED_INFO.depth, BUNDLED_INFO.depth])
  expect(params.get('conv1.weight')?.shape).toEqual([64, 3, 7, 7])
})

test('a server that has another file, or none, is a problem with a name', async () => {
  serve(FILE.map((byte, i) => (i === FILE.length >> 1 ? byte ^ 1 : byte)))
  await expect(bundledWeights('https://example.org/')).rejects.toMatchObject({ code: 'weights-malformed' })
  serve(FILE, 404)
  await expect(bundledWeights('https://example.org/')).rejects.toMatchObject({ code: 'download-failed' })
})
