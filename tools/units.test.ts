/** Times have one form: whatever shows one goes by `duration`. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = new URL('..', import.meta.url).pathname
const sources = ['src', 'workers/export'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
    .map((path) => join(folder, path)),
)

/** A value of a template with a unit of time written behind it. */
const STRAY = /\$\{[^`]*\} ?(?:(?<= )(?:s|sec|secs|min|mins|h|hr|hrs)\b|秒|分钟|小时)/

test('no text writes a unit of time by itself', () => {
  const writes = (behind: string) => STRAY.test(`\`$\{value}${behind}\``)
  expect([' s', ' min', ' 秒', ' sets', 's'].map(writes)).toEqual([true, true, true, false, false])
  const found = sources.flatMap((path) =>
    readFileSync(join(ROOT, path), 'utf8')
      .split('\n')
      .flatMap((line, i) => (STRAY.test(line) ? [`${path}:${i + 1}`] : [])),
  )
  expect(found).toEqual([])
})

test('nobody but the formatters asks for a unit', () => {
  expect(sources.filter((path) => readFileSync(join(ROOT, path), 'utf8').includes('unitDisplay'))).toEqual(['src/ui/format.ts'])
})
