/** Checksums of a run's files. */
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { ParamMap } from '../../model/spec'
import { DamagedRunFile } from './damage'
import { assertSeal, sealed } from './seal'

/** Of more than one piece, of just one, of a few bytes, of none. */
const tensors: ParamMap = new Map(
  [70_000, 65_536, 3, 0].map((count, i) => [
    `tensor ${i}`,
    { shape: [count], data: Float32Array.from({ length: count }, (_, k) => Math.sin(k + i)) },
  ]),
)

it('tells any float and any word of a file that is another', async () => {
  const metadata = await sealed(tensors, { clock: '1' })
  await assertSeal({ tensors, metadata })
  await expect(assertSeal({ tensors, metadata: { ...metadata, clock: '2' } })).rejects.toBeInstanceOf(DamagedRunFile)
  for (const [name, at] of [
    ['tensor 0', 0],
    ['tensor 0', 65_535],
    ['tensor 0', 65_536],
    ['tensor 0', 69_999],
    ['tensor 1', 65_535],
    ['tensor 2', 2],
  ] as const) {
    const { data } = tensors.get(name)!
    const before = data[at]!
    data[at] = before + 1
    await expect(assertSeal({ tensors, metadata }), `${name} ${at}`).rejects.toBeInstanceOf(DamagedRunFile)
    data[at] = before
  }
  await assertSeal({ tensors, metadata })
})

it('knows the checksum that files had before, over whole tensors', async () => {
  const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')
  const parts = [...tensors].map(([name, { shape, data }]) => [name, shape, sha256(new Uint8Array(data.buffer))])
  const metadata = { clock: '1', sha256: sha256(JSON.stringify([[['clock', '1']], ...parts])) }
  await assertSeal({ tensors, metadata })
  await expect(assertSeal({ tensors, metadata: { ...metadata, clock: '2' } })).rejects.toBeInstanceOf(DamagedRunFile)
})
