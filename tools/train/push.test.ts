/** `--push` against a stand-in of the hub. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { HUB_FOLDER } from '../../workers/export/hub/config'
import { zipFiles } from '../../workers/export/zip'
import { HUB_TOKENS, type StandInHub, serveHub, standInHub } from '../../workers/push/testing/standIn'
import { checkToken, pushZip } from './push'

const FILES = {
  'README.md': '# pets',
  'model.safetensors': Uint8Array.from({ length: 5000 }, (_, i) => i),
  'onnx/model.onnx': Uint8Array.of(1, 2, 3),
}
const target = { repository: 'pets', isPublic: false }
const signal = new AbortController().signal

let hub: StandInHub
let at: Awaited<ReturnType<typeof serveHub>>
const env = (token?: string) => ({ HF_ENDPOINT: `${at.url}/`, ...(token === undefined ? {} : { HF_TOKEN: token }) })
beforeAll(async () => {
  hub = standInHub()
  hub.transfer = 'basic'
  at = await serveHub(hub)
})
beforeEach(() => hub.repositories.clear())
afterAll(() => at.close())

test('a token that is missing or cannot write is told before anything starts', async () => {
  await expect(checkToken(target, signal, env())).rejects.toThrow(/HF_TOKEN/)
  await expect(checkToken(target, signal, env(HUB_TOKENS.read))).rejects.toMatchObject({ code: 'hub-token', values: { why: 'read-only' } })
  await expect(checkToken(target, signal, env('hf_other'))).rejects.toMatchObject({ code: 'hub-token', values: { why: 'wrong' } })
  await checkToken(target, signal, env(HUB_TOKENS.write))
})

test('the zip’s files arrive by their paths in the repository, private unless said otherwise, and again as another commit', async () => {
  const zip = await zipFiles(HUB_FOLDER, FILES)
  const push = () => pushZip(zip, target, signal, () => {}, env(HUB_TOKENS.write))
  expect(await push()).toMatchObject({ repository: 'ada/pets', isPrivate: true })
  await push()
  const { isPrivate, commits, files } = hub.repositories.get('ada/pets')!
  expect([isPrivate, commits.length]).toEqual([true, 2])
  expect(Object.fromEntries(files)).toEqual(
    Object.fromEntries(Object.entries(FILES).map(([path, content]) => [path, Buffer.from(content)])),
  )
})

test('a repository that others can see than was asked for is told before anything starts, and gets nothing', async () => {
  const zip = await zipFiles(HUB_FOLDER, FILES)
  for (const isPrivate of [true, false]) {
    hub.repositories.set('ada/pets', { isPrivate, files: new Map(), commits: [] })
    const other = { repository: 'pets', isPublic: isPrivate }
    await expect(checkToken(other, signal, env(HUB_TOKENS.write))).rejects.toThrow(/"ada\/pets" is there and .* --public/)
    await expect(pushZip(zip, other, signal, () => {}, env(HUB_TOKENS.write))).rejects.toThrow(/--public/)
    expect(hub.repositories.get('ada/pets')!.files.size).toBe(0)
    await checkToken({ repository: 'pets', isPublic: !isPrivate }, signal, env(HUB_TOKENS.write))
  }
})
