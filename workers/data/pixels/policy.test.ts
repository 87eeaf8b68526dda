/** The operations against torchvision's pixels (`tools/fixtures/policies.py`), their strengths, and what a policy draws. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { PolicyOp, PolicyStep } from '../../model/picture'
import { uniform } from '../../random'
import { fixtureBytes } from './fixtures/transforms'
import { BINS, changed, drawPolicy, operationsOf } from './policy'

interface Fixture {
  readonly inputs: readonly string[]
  readonly spaces: readonly {
    readonly policy: 'rand' | 'trivial'
    readonly ops: Record<PolicyOp, { readonly magnitudes: readonly number[]; readonly signed: boolean }>
  }[]
  readonly cases: readonly (PolicyStep & { readonly sha256: readonly string[] })[]
}
const fixture = JSON.parse(readFileSync(new URL('fixtures/policies.json', import.meta.url), 'utf8')) as Fixture
const SIZE = 32

describe('policies', () => {
  test('every operation gives torchvision’s pixels at every strength, byte for byte', () => {
    expect(new Set(fixture.cases.map(({ op }) => op)).size).toBe(14)
    const wrong: string[] = []
    for (const { sha256, ...step } of fixture.cases)
      for (const [i, input] of fixture.inputs.entries()) {
        const made = changed(fixtureBytes(input), SIZE, step)
        if (createHash('sha256').update(made).digest('hex') !== sha256[i]) wrong.push(`${step.op} ${step.magnitude}, picture ${i}`)
      }
    expect(wrong).toEqual([])
    expect(fixture.cases.length).toBeGreaterThan(150)
  })

  test('what may be drawn, in which order, how strong and in which directions, is torchvision’s', () => {
    for (const { policy, ops } of fixture.spaces) {
      const ours = operationsOf(policy, SIZE)
      expect(Object.keys(ours)).toEqual(Object.keys(ops))
      for (const [op, { magnitudes, signed }] of Object.entries(ops) as [PolicyOp, (typeof ops)[PolicyOp]][]) {
        expect(ours[op].signed, op).toBe(signed)
        for (let bin = 0; bin < BINS; bin++) expect(ours[op].at(bin), `${op} ${bin}`).toBeCloseTo(magnitudes[bin]!, 4)
      }
    }
  })

  const drawn = (policy: 'none' | 'rand' | 'trivial', over: { policyOps?: number; policyMagnitude?: number } = {}) =>
    Array.from({ length: 2800 }, (_, i) =>
      drawPolicy((at) => uniform(9, i, at), { policy, policyOps: 2, policyMagnitude: 9, ...over }, SIZE),
    )

  test('RandAugment draws its number of changes at its strength, TrivialAugment one of any', () => {
    const rand = drawn('rand', { policyOps: 3 })
    expect(rand.every((steps) => steps.length === 3)).toBe(true)
    const turns = rand.flat().filter(({ op }) => op === 'Rotate')
    expect(new Set(turns.map(({ magnitude }) => Math.abs(magnitude)))).toEqual(new Set([9]))
    const trivial = drawn('trivial').flat()
    expect(trivial).toHaveLength(2800)
    const strengths = trivial.filter(({ op }) => op === 'Rotate').map(({ magnitude }) => magnitude)
    expect(new Set(strengths.map(Math.abs)).size).toBeGreaterThan(28)
    expect(strengths.filter((angle) => angle < 0).length / strengths.length).toBeCloseTo(0.5, 1)
    for (const steps of [rand.flat(), trivial])
      for (const op of Object.keys(operationsOf('rand', SIZE)))
        expect(steps.filter((step) => step.op === op).length / steps.length, op).toBeCloseTo(1 / 14, 1)
    expect(drawn('none').flat()).toEqual([])
  })
})
