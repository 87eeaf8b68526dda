import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import type { TestSpecification, Vitest } from 'vitest/node'
import { LONG, LongestFirst } from './order'

it('knows long files by the names that they have', () => {
  expect(LONG.filter((path) => !existsSync(path))).toEqual([])
})

it('begins with what has a process of its own, and there with what takes longest', async () => {
  const stats = new Map([
    ['small', 1],
    ['large', 2],
  ])
  const cache = { getFileTestResults: () => undefined, getFileStats: (key: string) => ({ size: stats.get(key.split(':')[1]!) ?? 0 }) }
  const order = new LongestFirst({ config: { root: process.cwd() }, cache } as unknown as Vitest)
  const project = (name: string, isolate: boolean) => ({ name, config: { isolate, sequence: { groupOrder: 0 } } })
  const [own, shared] = [project('stores', true), project('rest', false)]
  const file = (of: object, path: string) => ({ project: of, moduleId: resolve(path) }) as unknown as TestSpecification
  const files = [file(shared, 'small'), file(shared, LONG[1]!), file(own, 'small'), file(own, 'large'), file(own, LONG[2]!)]
  const sorted = await order.sort(files)
  expect(sorted).toEqual([files[4], files[3], files[2], files[1], files[0]])
})
