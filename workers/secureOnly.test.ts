import { expect, it } from 'vitest'
import { fillCrypto } from './secureOnly'

const bare = () => {
  const target: Pick<Crypto, 'getRandomValues'> & Partial<Crypto> = {
    getRandomValues: (array) => crypto.getRandomValues(array),
  }
  fillCrypto(target)
  return target as Crypto
}

it('hashes as the browser does, whatever the bytes are a part of', async () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251)
  for (const algorithm of ['SHA-1', 'SHA-256'])
    for (const data of [bytes, bytes.buffer, bytes.subarray(100, 163), new Float32Array(bytes.buffer, 4, 9)])
      expect(new Uint8Array(await bare().subtle.digest(algorithm, data))).toEqual(
        new Uint8Array(await crypto.subtle.digest(algorithm, data)),
      )
})

it('makes ids as the browser does', () => {
  const ids = Array.from({ length: 100 }, () => bare().randomUUID())
  expect(new Set(ids).size).toBe(100)
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
})

it('leaves what is there as it is', () => {
  const { subtle, randomUUID } = crypto
  fillCrypto()
  expect([crypto.subtle, crypto.randomUUID]).toEqual([subtle, randomUUID])
})
