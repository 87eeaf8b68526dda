import { beforeEach, describe, expect, test } from 'vitest'
import { Faults, once } from '../../../workers/storage/testing/faults'
import { fakeFolder } from '../../../workers/storage/testing/files'
import { listCaptures } from './captureFiles'
import { type Captures, canBeUsed, holdsOf, type OrderStore, openCaptures } from './captures'

const word = (n: number) => `Class ${n}`
let folder: FileSystemDirectoryHandle
let faults: Faults
let kept: readonly string[]
const order: OrderStore = {
  read: () => kept,
  write: (names) => {
    kept = names
  },
}
const open = () => openCaptures(folder, order, word)
beforeEach(() => {
  faults = new Faults()
  folder = fakeFolder('captures', faults)
  kept = []
})

/** A hold of so many frames, each its own bytes. */
async function hold(captures: Captures, name: string, frames: number): Promise<number> {
  const one = captures.hold(name)
  for (let i = 0; i < frames; i++) await one.add(new Blob([`${name} ${i}`]))
  return one.end()
}
const shown = (captures: Captures) =>
  Object.fromEntries(captures.store.getState().classes.map(({ name, pictures }) => [name, pictures.map((picture) => picture.name)]))
const onDisk = async () =>
  Object.fromEntries((await listCaptures(folder)).map(({ name, pictures }) => [name, pictures.map((picture) => picture.name)]))

describe('captures', () => {
  test('begin with two classes, and every frame becomes a file as it comes', async () => {
    const captures = await open()
    expect(shown(captures)).toEqual({ 'Class 1': [], 'Class 2': [] })
    const one = captures.hold('Class 2')
    await one.add(new Blob(['frame']))
    expect(await onDisk()).toEqual({ 'Class 1': [], 'Class 2': ['00001.hold-1.jpg'] })
    expect(await one.end()).toBe(1)
    expect(await hold(captures, 'Class 2', 2)).toBe(2)
    expect((await onDisk())['Class 2']).toEqual(['00001.hold-1.jpg', '00002.hold-2.jpg', '00003.hold-2.jpg'])
    expect(captures.store.getState().classes.map(holdsOf)).toEqual([0, 2])
  })

  test('chosen pictures are each a moment of their own, and are taken back together', async () => {
    const captures = await open()
    await hold(captures, 'Class 1', 2)
    const chosen = captures.hold('Class 1', true)
    for (const name of ['a', 'b']) await chosen.add(new Blob([name]))
    expect(await chosen.end()).toBe(2)
    await hold(captures, 'Class 1', 1)
    expect((await onDisk())['Class 1']).toEqual([
      '00001.hold-1.jpg',
      '00002.hold-1.jpg',
      '00003.hold-2.jpg',
      '00004.hold-3.jpg',
      '00005.hold-4.jpg',
    ])
    expect(captures.store.getState().classes.map(holdsOf)).toEqual([4, 0])
    await captures.undo()
    await captures.undo()
    expect((await onDisk())['Class 1']).toEqual(['00001.hold-1.jpg', '00002.hold-1.jpg'])
  })

  test('are there again on the next visit, in the order in which they were added', async () => {
    const first = await open()
    await first.rename('Class 1', 'zebra')
    await first.addClass()
    await hold(first, 'zebra', 2)
    await hold(first, 'Class 3', 3)
    const second = await open()
    expect(Object.keys(shown(second))).toEqual(['zebra', 'Class 2', 'Class 3'])
    expect(shown(second)).toEqual(shown(first))
    await hold(second, 'zebra', 1)
    expect(shown(second).zebra?.at(-1)).toBe('00003.hold-2.jpg')
    kept = []
    expect(Object.keys(shown(await open()))).toEqual(['Class 2', 'Class 3', 'zebra'])
  })

  test('a new hold that begins while the last frame is on its way has names of its own', async () => {
    const captures = await open()
    const [a, b] = [captures.hold('Class 1'), captures.hold('Class 1')]
    await Promise.all([a.add(new Blob(['a'])), b.add(new Blob(['b'])), a.add(new Blob(['c']))])
    expect(shown(captures)['Class 1']).toEqual(['00001.hold-1.jpg', '00002.hold-2.jpg', '00003.hold-1.jpg'])
    expect(await onDisk()).toEqual(shown(captures))
  })

  test('every change can be taken back, the last first, bytes and all', async () => {
    const captures = await open()
    const states: unknown[] = []
    const then = async (change: () => Promise<unknown>) => {
      states.push(shown(captures))
      await change()
    }
    await then(() => hold(captures, 'Class 1', 3))
    await then(() => captures.removePicture('Class 1', captures.store.getState().classes[0]!.pictures[1]!))
    await then(() => captures.rename('Class 1', '  red   mug '))
    await then(() => captures.removeClass('red mug'))
    expect(Object.keys(shown(captures))).toEqual(['Class 2'])
    for (const state of states.reverse()) {
      await captures.undo()
      expect(shown(captures)).toEqual(state)
      expect(await onDisk()).toEqual(state)
    }
    await captures.undo()
    expect(captures.store.getState().steps).toEqual([])
    await hold(captures, 'Class 1', 2)
    await captures.removeClass('Class 1')
    await captures.undo()
    const [picture] = captures.store.getState().classes[0]!.pictures
    expect(await (await picture!.handle.getFile()).text()).toBe('Class 1 0')
  })

  test('names that cannot be are refused, each with its reason', async () => {
    const captures = await open()
    const faults = await Promise.all(
      ['', '   ', 'a/b', '.hidden', 'CLASS 2', 'x'.repeat(61)].map((name) => captures.rename('Class 1', name)),
    )
    expect(faults).toEqual(['empty', 'empty', 'forbidden', 'forbidden', 'taken', 'forbidden'])
    expect(await captures.rename('Class 1', 'class 1')).toBeNull()
    expect(await captures.rename('class 1', '猫 🐱')).toBeNull()
    expect(Object.keys(await onDisk())).toEqual(['Class 2', '猫 🐱'])
  })

  test('can be used once two classes have two pictures', async () => {
    const captures = await open()
    const ready = () => canBeUsed(captures.store.getState().classes)
    await hold(captures, 'Class 1', 5)
    expect(ready()).toBe(false)
    await hold(captures, 'Class 2', 1)
    expect(ready()).toBe(false)
    await hold(captures, 'Class 2', 1)
    expect(ready()).toBe(true)
  })

  test('a frame that finds no room is said, leaves no file, and the ones before stay', async () => {
    const captures = await open()
    await hold(captures, 'Class 1', 2)
    const within = await folder.getDirectoryHandle('Class 1')
    const make = within.getFileHandle.bind(within)
    within.getFileHandle = async (name, options) => {
      const handle = await make(name, options)
      return Object.assign(handle, { createWritable: () => Promise.reject(new DOMException('full', 'QuotaExceededError')) })
    }
    const one = captures.hold('Class 1')
    await expect(one.add(new Blob(['x']))).rejects.toMatchObject({ name: 'QuotaExceededError' })
    expect(await one.end()).toBe(0)
    expect((await onDisk())['Class 1']).toHaveLength(2)
  })

  describe.each<[string, (captures: Captures) => Promise<unknown>]>([
    ['a picture', (captures) => captures.removePicture('Class 1', captures.store.getState().classes[0]!.pictures[1]!)],
    ['a class', (captures) => captures.removeClass('Class 1')],
    ['a name', (captures) => captures.rename('Class 1', 'mug')],
    ['a hold', (captures) => hold(captures, 'Class 1', 2)],
  ])('taking back %s', (_, change) => {
    test('that fails at any call is still there to be taken back, and no picture is lost', async () => {
      const begin = async () => {
        faults = new Faults()
        folder = fakeFolder('captures', faults)
        kept = []
        const captures = await open()
        await hold(captures, 'Class 1', 3)
        const before = shown(captures)
        await change(captures)
        faults.set(() => null)
        return { captures, before }
      }
      const { captures } = await begin()
      await captures.undo()
      const calls = faults.calls.length
      expect(calls).toBeGreaterThan(1)
      for (let n = 0; n < calls; n++) {
        const { captures, before } = await begin()
        faults.set(once(n))
        await captures.undo().catch(() => {})
        faults.set(() => null)
        // The step before it, the first hold, stays where it is.
        if (captures.store.getState().steps.length > 1) await captures.undo()
        expect(shown(captures)).toEqual(before)
        expect((await onDisk())['Class 1']).toEqual(before['Class 1'])
      }
    })

    test('that could not be done at some call leaves nothing lost that was there', async () => {
      const begin = async () => {
        faults = new Faults()
        folder = fakeFolder('captures', faults)
        kept = []
        const captures = await open()
        await hold(captures, 'Class 1', 3)
        faults.set(() => null)
        return { captures, before: shown(captures) }
      }
      const { captures } = await begin()
      await change(captures)
      const calls = faults.calls.length
      for (let n = 0; n < calls; n++) {
        const { captures, before } = await begin()
        faults.set(once(n))
        await change(captures).catch(() => {})
        faults.set(() => null)
        if (captures.store.getState().steps.length > 1) await captures.undo()
        const disk = await onDisk()
        for (const [name, pictures] of Object.entries(before)) expect(disk[name]).toEqual(expect.arrayContaining(pictures))
        expect(Object.keys(shown(captures)).sort()).toEqual(Object.keys(before).sort())
      }
    })
  })
})
