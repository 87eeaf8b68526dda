import { readdirSync, readFileSync } from 'node:fs'
import { expect, it, vi } from 'vitest'
import { isStrict, missing, NEEDS, type Need, prepareMachine } from './machine'

const need = (name: string, optional: boolean, there: boolean): Need => ({
  packages: [name],
  optional,
  isThere: () => there,
  how: () => `Install ${name}.`,
})

it('on CI a missing tool is a failure, elsewhere tests are left out without it', () => {
  expect(isStrict({ CI: '1' })).toBe(true)
  expect(isStrict({})).toBe(false)
  const needs = [need('chromium', false, true), need('python3-torch', true, false)]
  expect(missing(needs, false)).toEqual([])
  expect(missing(needs, true).map(({ packages }) => packages)).toEqual([['python3-torch']])
  expect(() => prepareMachine(() => {}, needs, true)).toThrow('Install python3-torch.')
  prepareMachine(() => {}, needs, false)
})

it('has nothing installed where everything is there', () => {
  const install = vi.fn()
  prepareMachine(install, [need('chromium', false, true)], true)
  expect(install).not.toHaveBeenCalled()
})

it('knows of every program that the tests start by its name', () => {
  const started = ['workers', 'tools', 'e2e'].flatMap((tree) =>
    readdirSync(tree, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(test|spec)\.ts$|\/(support|testing|fixtures)\/.*\.ts$/.test(`${tree}/${name}`))
      .flatMap((name) => [...readFileSync(`${tree}/${name}`, 'utf8').matchAll(/\b(?:spawn|spawnSync|execFile|execFileSync)\('([\w.-]+)'/g)])
      .map(([, program]) => program!),
  )
  expect(started.length).toBeGreaterThan(1)
  const there = [...NEEDS.flatMap(({ packages, programs = [] }) => [...packages, ...programs]), 'bash', 'node', 'npm']
  expect(started.filter((program) => !there.includes(program))).toEqual([])
})
