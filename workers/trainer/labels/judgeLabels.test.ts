import { describe, expect, it, test } from 'vitest'
import { permutation, uniform } from '../../random'
import { judgeLabels } from './judgeLabels'
import { meanDistances, nearestRows } from './neighbours'

const WIDTH = 16
const breathe = () => undefined

/** A draw of the standard normal distribution (Box and Muller 1958). */
const normal = (...keys: number[]): number =>
  Math.sqrt(-2 * Math.log(1 - uniform(...keys, 0))) * Math.cos(2 * Math.PI * uniform(...keys, 1))

/** `n` points around `classes` middles, with 5 in 100 labels swapped for another class. */
function blobs(n: number, classes: number, seed: number) {
  const right = Array.from({ length: n }, (_, i) => i % classes)
  const middle = (c: number, k: number): number => 1.2 * normal(seed, 1, c, k)
  const values = Float32Array.from({ length: n * WIDTH }, (_, at) => {
    const [i, k] = [Math.floor(at / WIDTH), at % WIDTH]
    return 3 + middle(right[i]!, k) + normal(seed, 2, i, k)
  })
  const swapped = new Set(permutation(n, seed, 3).subarray(0, Math.round(n / 20)))
  const labels = right.map((label, i) => (swapped.has(i) ? (label + 1 + Math.floor(uniform(seed, 4, i) * (classes - 1))) % classes : label))
  return { features: { values, width: WIDTH }, labels, right, swapped, groups: right.map((_, i) => i), classes }
}

const judged = (given: ReturnType<typeof blobs>, confirmed: ReadonlySet<number> = new Set()) =>
  judgeLabels({ ...given, seed: 7, confirmed }, breathe, () => {})

describe.each([
  [2, 11],
  [3, 12],
  [5, 13],
])('5%% of the labels of %i classes swapped (seed %i)', (classes, seed) => {
  const given = blobs(600, classes, seed)
  const { swapped, right } = given

  it('are found: 9 in 10 of them among twice as many suspects, and most of the first are', async () => {
    const { suspects, likely } = await judged(given)
    const among = (count: number) => suspects.slice(0, count).filter(({ row }) => swapped.has(row)).length
    const [precision, recall] = [among(swapped.size) / swapped.size, among(2 * swapped.size) / swapped.size]
    expect(recall).toBeGreaterThanOrEqual(0.9)
    expect(precision).toBeGreaterThanOrEqual(0.8)
    expect(likely).toBeGreaterThan(swapped.size / 2)
    expect(likely).toBeLessThan(2 * swapped.size)
    const named = suspects.slice(0, likely).filter(({ row }) => swapped.has(row))
    expect(named.filter(({ row, suggested }) => suggested === right[row]).length).toBeGreaterThanOrEqual(0.9 * named.length)
  })

  it('are no suspects any more where a person said that they are right', async () => {
    const { suspects } = await judged(given)
    const [first] = suspects
    const again = await judged(given, new Set([first!.row]))
    expect(again.suspects.map(({ row }) => row)).toEqual(expect.not.arrayContaining([first!.row]))
    expect(again.suspects[0]!.row).toBe(suspects[1]!.row)
  })
})

test('the same pictures and seed give the same suspects, and how far it is is told to the end', async () => {
  const given = blobs(200, 2, 5)
  const told: string[] = []
  const heads: number[] = []
  const once = await judgeLabels({ ...given, seed: 1, confirmed: new Set() }, breathe, ({ phase, done, of }) => {
    if (phase === 'judging') heads.push(done)
    if (Number.isInteger(done)) told.push(`${phase} ${done}/${of}`)
  })
  expect(await judgeLabels({ ...given, seed: 1, confirmed: new Set() }, breathe, () => {})).toEqual(once)
  const comparing = [43, 67, 109, 133, 133, 176, 200].map((done) => `comparing ${done}/200`)
  expect([...new Set(told)]).toEqual([...[0, 1, 2, 3, 4, 5].map((done) => `judging ${done}/5`), ...new Set(comparing)])
  // One head of many classes takes minutes: while it is fitted the figure rises too.
  expect(heads).toEqual(heads.toSorted((a, b) => a - b))
  for (const part of [0, 1, 2, 3, 4]) expect(heads.filter((done) => done > part && done < part + 1).length).toBeGreaterThan(2)
})

test('a cancel is heeded while a head is fitted, and while classes are compared with what they usually are', async () => {
  const given = blobs(600, 3, 8)
  const cancelledAt = async (phase: string, share: number) => {
    let last = ''
    let isCancelled = false
    const pause = () => {
      if (isCancelled) throw new DOMException('cancelled', 'AbortError')
      return undefined
    }
    const judging = judgeLabels({ ...given, seed: 1, confirmed: new Set() }, pause, ({ phase: now, done, of }) => {
      last = `${now} ${done / of}`
      isCancelled ||= now === phase && done / of > share
    })
    await expect(judging).rejects.toMatchObject({ name: 'AbortError' })
    return last
  }
  expect(await cancelledAt('judging', 0.05)).toMatch(/^judging 0\.[01]/)
  expect(await cancelledAt('comparing', 0.94)).toMatch(/^comparing 0\.9/)
})

test('a picture like no other is the first outlier', async () => {
  const given = blobs(120, 2, 9)
  const { values } = given.features
  for (let k = 0; k < WIDTH; k++) values[40 * WIDTH + k] = k % 2 === 0 ? 9 : -9
  const { outliers, compared } = await judged(given)
  expect(outliers[0]).toMatchObject({ row: 40 })
  expect(outliers[0]!.distance).toBeGreaterThan(2 * outliers[1]!.distance)
  expect(outliers.map(({ distance }) => distance)).toEqual(outliers.map(({ distance }) => distance).toSorted((a, b) => b - a))
  expect(compared).toBe(120)
})

test('pictures of something else that are like each other are no outliers, and no class explains them', async () => {
  const given = blobs(400, 2, 9)
  const { values } = given.features
  const cars = Array.from({ length: 12 }, (_, i) => 30 * i + 7)
  for (const row of cars) for (let k = 0; k < WIDTH; k++) values[row * WIDTH + k] = (k % 4 === 0 ? 14 : 3) + 0.2 * normal(3, row, k)
  const { unexplained, outliers } = await judged(given)
  expect(
    unexplained
      .slice(0, cars.length)
      .map(({ row }) => row)
      .sort((a, b) => a - b),
  ).toEqual(cars)
  expect(unexplained.length).toBeLessThan(cars.length + 8)
  expect(outliers.slice(0, 12).map(({ row }) => row)).toEqual(expect.not.arrayContaining(cars))
  const confirmed = await judged(given, new Set(cars))
  expect(confirmed.unexplained.map(({ row }) => row)).toEqual(expect.not.arrayContaining(cars))
})

test('the nearest are those by the cosine, without those of the same group', async () => {
  const { features, groups } = blobs(300, 3, 2)
  const { values, width } = features
  const cosine = (a: number, b: number) => {
    const rowOf = (row: number) => Array.from(values.subarray(row * width, (row + 1) * width))
    const product = (x: number[], y: number[]) => x.reduce((sum, value, k) => sum + value * y[k]!, 0)
    const [x, y] = [rowOf(a), rowOf(b)]
    return product(x, y) / Math.sqrt(product(x, x) * product(y, y))
  }
  const together = groups.map((group) => Math.floor(group / 2))
  const all = groups
  const found = await nearestRows({ features, queries: [0, 17, 299], candidates: all, count: 5, groups: together, breathe })
  for (const [q, query] of [0, 17, 299].entries()) {
    const expected = all.filter((row) => together[row] !== together[query]).sort((a, b) => cosine(query, b) - cosine(query, a))
    expect(Array.from(found.rows.subarray(5 * q, 5 * q + 5))).toEqual(expected.slice(0, 5))
    expect(found.distances[5 * q]).toBeCloseTo(1 - cosine(query, expected[0]!), 6)
  }
  const few = await nearestRows({ features, queries: [0], candidates: [0, 1, 2], count: 5, groups: together, breathe })
  expect(Array.from(few.rows)).toEqual([2, -1, -1, -1, -1])
  expect(meanDistances(few, 5)[0]).toBeCloseTo(1 - cosine(0, 2), 6)
})
