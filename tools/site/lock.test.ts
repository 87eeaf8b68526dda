import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** Keys by place in node_modules. */
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, { integrity?: string; resolved?: string; link?: boolean }>
}
const installed = Object.entries(packages).filter(([place]) => place !== '')

it('the lock file says what every package must be, on every platform', () => {
  expect(installed.length).toBeGreaterThan(300)
  expect(installed.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? '')).map(([place]) => place)).toEqual([])
})

it('the lock file names no registry: everybody installs from their own', () => {
  expect(installed.filter(([, { resolved, link }]) => resolved || link).map(([place]) => place)).toEqual([])
})
