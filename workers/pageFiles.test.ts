/** Files of the page, asked for from the other side of a port as the trainer asks for them. */
import * as Comlink from 'comlink'
import { afterEach, expect, test, vi } from 'vitest'
import { registerPageFiles } from './pageFiles'
import type { DatasetSource, PageFiles } from './protocol/dataset'

registerPageFiles()

const open: MessageChannel[] = []
afterEach(() => {
  for (const { port1, port2 } of open.splice(0)) for (const port of [port1, port2]) port.close()
})

/** The source as it arrives on the other side of a port. */
async function across(source: DatasetSource): Promise<DatasetSource> {
  const channel = new MessageChannel()
  open.push(channel)
  let arrived: DatasetSource | undefined
  const take = (given: DatasetSource): void => {
    arrived = given
  }
  Comlink.expose({ take }, channel.port1)
  await Comlink.wrap<{ take(given: DatasetSource): void }>(channel.port2).take(source)
  return arrived!
}

const filesOf = (source: DatasetSource): PageFiles => {
  const item = source.kind === 'items' ? source.items[0] : undefined
  if (item?.kind !== 'listed') throw new Error('no listed files arrived')
  return item.files
}

test('paths cross at once, a file when it is asked for, and only once', async () => {
  const file = vi.fn((index: number) => Promise.resolve(new File([`picture ${index}`], `${index}.jpg`)))
  const files = filesOf(await across({ kind: 'items', items: [{ kind: 'listed', files: { paths: ['a/0.jpg', 'a/1.jpg'], file } }] }))
  expect(files.paths).toEqual(['a/0.jpg', 'a/1.jpg'])
  expect(file).not.toHaveBeenCalled()
  expect(await (await files.file(1)).text()).toBe('picture 1')
  await files.file(1)
  expect(file.mock.calls).toEqual([[1]])
  // Unless it is wanted as it is by now; then that is the one.
  const now = await files.file(1, true)
  expect(file.mock.calls).toEqual([[1], [1]])
  expect(await files.file(1)).toBe(now)
})

test('what a file begins with is asked for without the file, whatever pieces it is read in', async () => {
  class InPieces extends File {
    override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
      return new ReadableStream({
        start(controller) {
          for (const piece of ['abc', 'def', 'ghi']) controller.enqueue(new TextEncoder().encode(piece))
          controller.close()
        },
      })
    }
  }
  const all = [new InPieces(['abcdefghi'], '0.jpg'), new File([], '1.jpg')]
  const file = (index: number) => (all[index] ? Promise.resolve(all[index]) : Promise.reject(new DOMException('gone', 'NotFoundError')))
  const files = filesOf(await across({ kind: 'items', items: [{ kind: 'listed', files: { paths: ['0.jpg', '1.jpg', '2.jpg'], file } }] }))
  const beginning = async (index: number, length: number) => {
    const { bytes, size } = await files.beginning!(index, length)
    return [new TextDecoder().decode(bytes), size]
  }
  expect(await beginning(0, 5)).toEqual(['abcde', 9])
  expect(await beginning(0, 100)).toEqual(['abcdefghi', 9])
  expect(await beginning(1, 5)).toEqual(['', 0])
  await expect(beginning(2, 5)).rejects.toThrow('gone')
})

test('a file that cannot be opened is an error each time, until it is back', async () => {
  let there = false
  const file = () => (there ? Promise.resolve(new File(['x'], '0.jpg')) : Promise.reject(new DOMException('gone', 'NotFoundError')))
  const files = filesOf(await across({ kind: 'items', items: [{ kind: 'listed', files: { paths: ['0.jpg'], file } }] }))
  await expect(files.file(0)).rejects.toThrow('gone')
  there = true
  expect((await files.file(0)).size).toBe(1)
})

test('what names no files of the page crosses as it is', async () => {
  expect(await across({ kind: 'drawn', count: 3, seed: 1 })).toEqual({ kind: 'drawn', count: 3, seed: 1 })
})
