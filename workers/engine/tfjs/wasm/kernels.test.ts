/** Each compiled loop against the formula that it stands for, in both kinds of memory. */
import { describe, expect, test } from 'vitest'
import { uniform } from '../../../random'
import { instantiate, type Kernels } from './kernels'

const memories = {
  'a memory of its own': () => new WebAssembly.Memory({ initial: 16, maximum: 65536 }),
  'a shared memory': () => new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true }),
}

describe.each(Object.entries(memories))('in %s', (_, make) => {
  const memory = make()
  const kernels: Kernels = instantiate(memory)
  let next = 64
  let draws = 0
  /** Values in -1 .. 1, some of them zero, with room behind. */
  const array = (size: number) => {
    const view = new Float32Array(memory.buffer, next, size)
    for (let i = 0; i < size; i++, draws++) view[i] = draws % 7 === 3 ? 0 : 2 * uniform(1, draws) - 1
    const pointer = next
    next += 16 * Math.ceil(size / 4 + 1)
    return { view, pointer, bytes: 4 * size, old: Float32Array.from(view) }
  }
  const near = (actual: ArrayLike<number>, expected: (i: number) => number) => {
    for (let i = 0; i < actual.length; i++) expect(actual[i], `element ${i}`).toBeCloseTo(expected(i), 5)
  }

  test.each([
    [1, 4],
    [70, 12],
    [200, 8],
  ])('channel sums, affine forms over %i rows of %i', (rows, c) => {
    const [a, b, y, scale, shift] = [array(rows * c), array(rows * c), array(rows * c), array(c), array(c)]
    const sum = array(4 * c)
    sum.view.fill(0)
    kernels.sums(a.pointer, b.pointer, rows, c, sum.pointer)
    const column = (i: number, f: (at: number) => number) => Array.from({ length: rows }, (_, r) => f(r * c + i)).reduce((p, q) => p + q, 0)
    near(new Float64Array(memory.buffer, sum.pointer, 2 * c), (i) =>
      column(i % c, (at) => (i < c ? a.view[at]! : a.view[at]! * b.view[at]!)),
    )
    kernels.affine(a.pointer, y.pointer, scale.pointer, shift.pointer, rows, c)
    near(y.view, (i) => a.view[i]! * scale.view[i % c]! + shift.view[i % c]!)
    const k = array(4 * c)
    kernels.affine2(a.pointer, b.pointer, y.pointer, k.pointer, rows, c)
    const at = (row: number, i: number) => k.view[row * c + (i % c)]!
    near(y.view, (i) => a.view[i]! * at(1, i) + (b.view[i]! - at(0, i)) * at(2, i) + at(3, i))
  })

  test('ReLU, its gradient, addition, larger', () => {
    const [x, dy, z, argmax] = [array(13), array(13), array(13), array(13)]
    x.view[2] = x.old[2] = Number.NaN
    kernels.relu(x.pointer, x.bytes)
    expect([...x.view]).toEqual([...x.old.map((v) => Math.max(v, 0))])
    kernels.reluBackward(dy.pointer, x.pointer, x.bytes)
    expect([...dy.view]).toEqual([...dy.old.map((v, i) => (x.view[i] === 0 ? 0 : v))])
    kernels.add(z.pointer, dy.pointer, z.bytes)
    near(z.view, (i) => z.old[i]! + dy.view[i]!)
    const before = Float32Array.from(z.view)
    kernels.larger(x.pointer, z.pointer, argmax.pointer, x.bytes, 5)
    expect([...z.view]).toEqual([...before.map((v, i) => Math.max(x.view[i]!, v))])
    expect([...argmax.view]).toEqual([...argmax.old.map((v, i) => (x.view[i]! <= before[i]! ? v : 5))])
  })

  test.each([
    [1, 1],
    [3, 1],
    [4, 1],
    [7, 1],
    [3, 2],
    [8, 2],
  ])('one tap of every plane, %i positions a line, stride %i, and back', (ow, stride) => {
    const [count, oh] = [5, 3]
    const [hp, wp] = [oh * stride + 2, ow * stride + 2]
    const [planes, rows] = [array(count * hp * wp), array(count * oh * ow)]
    const source = (i: number) => Math.floor(i / (oh * ow)) * hp * wp + (Math.floor(i / ow) % oh) * stride * wp + (i % ow) * stride + wp + 1
    const corner = planes.pointer + 4 * (wp + 1)
    const shape = [count, 4 * hp * wp, 4 * wp * stride, oh, ow, stride] as const
    kernels.gather(corner, rows.pointer, ...shape)
    expect([...rows.view]).toEqual(Array.from({ length: count * oh * ow }, (_, i) => planes.view[source(i)]!))
    const expected = Float32Array.from(planes.view)
    for (let i = 0; i < rows.view.length; i++) expected[source(i)]! += rows.view[i]!
    kernels.scatter(rows.pointer, corner, ...shape)
    expect([...planes.view]).toEqual([...expected])
  })
})
