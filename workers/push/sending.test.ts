/** What goes out where there is no XMLHttpRequest, as in Node. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { sendingFetch } from './sending'

let server = createServer()
const signal = new AbortController().signal
let address = ''
/** What was asked and is not read yet. */
let asked: Promise<IncomingMessage>
beforeEach(async () => {
  server = createServer()
  asked = new Promise((resolve) => {
    server.once('request', (request, response) => {
      request.on('end', () => response.end('taken'))
      resolve(request)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/store`
})
afterEach(async () => {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
})

test('a large body says that it goes out while it does, and no more than has been taken; the store is told its length', async () => {
  const size = 24 * 2 ** 20
  const body = new Blob([new Uint8Array(size).fill(7)])
  const alive = vi.fn()
  const shares: number[] = []
  const sent = sendingFetch(signal, alive)(address, {
    method: 'PUT',
    body,
    headers: { 'x-kind': 'part' },
    progressHint: { progressCallback: (share: number) => shares.push(share) },
  } as RequestInit)
  const request = await asked
  // Nothing is read, and nothing is answered yet.
  await vi.waitFor(() => expect(alive).toHaveBeenCalled(), { timeout: 20_000 })
  expect(shares.at(-1)).toBeLessThan(1)
  expect([request.headers['content-length'], request.headers['transfer-encoding'], request.headers['x-kind']]).toEqual([
    String(size),
    undefined,
    'part',
  ])
  let bytes = 0
  request.on('data', (piece: Buffer) => {
    bytes += piece.length
  })
  expect(await (await sent).text()).toBe('taken')
  expect([bytes, shares.at(-1), alive.mock.calls.length > 10]).toEqual([size, 1, true])
}, 30_000)

test('a body that is no blob arrives as it is, of whichever size', async () => {
  const whole = Uint8Array.from({ length: 3 * 2 ** 20 }, (_, i) => i % 251)
  const sent = sendingFetch(signal, () => {})(address, { method: 'POST', body: whole.subarray(5) })
  const pieces: Buffer[] = []
  for await (const piece of await asked) pieces.push(piece as Buffer)
  expect((await sent).status).toBe(200)
  expect(Buffer.concat(pieces).equals(whole.subarray(5))).toBe(true)
})
