import { expect, test } from 'vitest'
import { hex } from '../../data/dataset/fingerprint'
import { index, item } from '../../data/dataset/testing'
import type { SampleSource } from '../../data/files/source'
import { PresentPictures } from './present'

const bytes = (text: string) => new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...new TextEncoder().encode(text.padStart(40, '.'))])
const paths = ['cat', 'dog'].flatMap((pet) => [0, 1, 2, 3].map((i) => `${pet}/${i}.jpg`))
const asked = async (text: string) => ({ size: bytes(text).length, sha256: await hex(bytes(text)) })

test('files of one size are read once, however many are asked about, and no further once it is cancelled', async () => {
  const dataset = await index(paths.map((path) => item(path, bytes(path))))
  let reads = 0
  let asks = 0
  const counted = dataset.samples.map((sample): typeof sample => {
    const source = sample.source as Extract<SampleSource, { kind: 'file' }>
    const file = new Proxy(source.file, {
      get: (target, name) => {
        if (name === 'arrayBuffer') reads++
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const counting = { ...source, file }
    return {
      ...sample,
      get source() {
        asks++
        return counting
      },
    }
  })
  const abort = new AbortController()
  const present = await new PresentPictures().of({ ...dataset, samples: counted }, abort.signal)
  for (const path of paths) expect((await present.find(await asked(path)))?.path).toBe(path)
  for (let i = 0; i < 20; i++) expect(await present.find(await asked(`new ${i}`))).toBeNull()
  expect(reads).toBe(8)
  // Twice for its size, once for its content.
  expect(asks).toBeLessThanOrEqual(3 * 8)
  const again = await new PresentPictures().of({ ...dataset, samples: counted }, abort.signal)
  abort.abort()
  await expect(again.find(await asked('dog/3.jpg'))).rejects.toMatchObject({ name: 'AbortError' })
  expect(reads).toBe(8)
})
