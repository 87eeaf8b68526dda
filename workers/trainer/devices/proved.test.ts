/** Kinds of kernels are tried when a network first has them, and only then; what is wrong costs the networks that have it, and no other. */
import { expect, it, vi } from 'vitest'
import { NARROW_PLAN } from '../../engine/webgpu/self-test/cases'
import type { Proof } from '../../engine/webgpu/self-test/prove'
import type { ModelSpec } from '../../model/spec'
import type { KeptKinds } from './adapters'
import { ProvedKinds } from './proved'

/** Networks whose kinds are the words of their names; `+f16` in mixed precision. */
const net = (arch: string) => ({ arch }) as ModelSpec
const kindsOf = ({ arch }: ModelSpec, { precision }: { precision?: string }) =>
  new Set(arch.split(' ').map((kind) => (precision === 'mixed' ? `${kind} f16` : kind)))
const fault = { family: 'tiles', direction: null, kernel: 'gelu #', what: 'wrong', detail: 'relative error 1' } as const
const mixed = { ...NARROW_PLAN, precision: 'mixed' } as const

function memory(): KeptKinds {
  const rows = new Map<string, string[]>()
  return { read: async (key) => rows.get(key), add: async (key, kinds) => void rows.set(key, [...(rows.get(key) ?? []), ...kinds]) }
}
/** A card on which these kinds are wrong. */
const card = (...wrong: string[]) =>
  vi.fn(async (wanted: ReadonlySet<string>): Promise<Proof> => {
    const bad = [...wanted].some((kind) => wrong.includes(kind))
    return {
      right: [...wanted].filter((kind) => !wrong.includes(kind)),
      wrong: wrong.filter((kind) => wanted.has(kind)),
      fault: bad ? fault : null,
    }
  })
const made = (prove: ReturnType<typeof card>, kept = memory(), key = 'card|1') =>
  new ProvedKinds(['conv', 'relu'], { key, use: { family: 'tiles' }, prove, kindsOf, kept })

it('tries what the self-test did not, once, also at the next visit, and anew with another browser or other kernels', async () => {
  const kept = memory()
  const prove = card()
  const proved = made(prove, kept)
  expect(await proved.verdict(net('conv relu'), NARROW_PLAN)).toBe('right')
  expect(prove).not.toHaveBeenCalled()
  for (const arch of ['conv gelu', 'gelu relu', 'conv gelu softmax']) expect(await proved.verdict(net(arch), NARROW_PLAN)).toBe('right')
  expect(prove.mock.calls.map(([wanted]) => [...wanted])).toEqual([['gelu'], ['softmax']])
  await made(prove, kept).verdict(net('gelu softmax'), NARROW_PLAN)
  expect(prove).toHaveBeenCalledTimes(2)
  await made(prove, kept, 'card|2').verdict(net('gelu softmax'), NARROW_PLAN)
  expect(prove).toHaveBeenCalledTimes(3)
})

it('is wrong for a network that has a wrong kernel, right for others, and says it once', async () => {
  const prove = card('gelu')
  const proved = made(prove)
  for (const _ of [1, 2]) expect(await proved.verdict(net('conv gelu'), NARROW_PLAN)).toBe('wrong')
  expect(await proved.verdict(net('conv depthwise'), NARROW_PLAN)).toBe('right')
  expect(prove).toHaveBeenCalledTimes(2)
  expect(proved.faults).toEqual([fault])
})

it('blames no kind that was right, or that was not come to', async () => {
  const prove = vi
    .fn(async (wanted: ReadonlySet<string>): Promise<Proof> => ({ right: [...wanted], wrong: [], fault: null }))
    .mockResolvedValueOnce({ right: ['depthwise'], wrong: ['gelu'], fault })
  const proved = made(prove)
  expect(await proved.verdict(net('depthwise gelu adamw'), NARROW_PLAN)).toBe('wrong')
  expect(await proved.verdict(net('depthwise conv'), NARROW_PLAN)).toBe('right')
  expect(prove).toHaveBeenCalledTimes(1)
  expect(await proved.verdict(net('conv adamw'), NARROW_PLAN)).toBe('right')
  expect([...prove.mock.calls[1]![0]]).toEqual(['adamw'])
  expect(await proved.verdict(net('gelu'), NARROW_PLAN)).toBe('wrong')
  expect(prove).toHaveBeenCalledTimes(2)
})

it('asks no second time about what cannot be tried', async () => {
  const prove = vi.fn(async (): Promise<Proof> => ({ right: [], wrong: [], fault: null }))
  const proved = made(prove)
  for (const _ of [1, 2]) expect(await proved.verdict(net('gelu'), NARROW_PLAN)).toBe('right')
  expect(prove).toHaveBeenCalledTimes(1)
})

it('says what is known of a network without trying anything, and looks at none while nothing is wrong', async () => {
  const prove = card('gelu', 'depthwise f16')
  const proved = made(prove)
  const known = (arch: string, plan = NARROW_PLAN) => proved.known(() => [net(arch), plan])
  const network = vi.fn(() => [net('conv gelu'), mixed] as const)
  expect(proved.known(network)).toBe('right')
  expect(network).not.toHaveBeenCalled()
  for (const arch of ['conv gelu', 'conv depthwise']) await proved.verdict(net(arch), mixed)
  const calls = prove.mock.calls.length
  expect([known('relu gelu'), known('conv softmax'), known('depthwise'), known('depthwise', mixed), known('relu gelu', mixed)]).toEqual([
    ...['wrong', 'right', 'right', 'f32', 'wrong'],
  ])
  expect(prove).toHaveBeenCalledTimes(calls)
})

it('does without mixed precision where only that is wrong', async () => {
  const proved = made(card('gelu f16'))
  expect(await proved.verdict(net('gelu'), mixed)).toBe('f32')
  expect(await proved.verdict(net('gelu'), NARROW_PLAN)).toBe('right')
})

it('keeps nothing that was wrong: the next visit tries it again', async () => {
  const kept = memory()
  await made(card('gelu'), kept).verdict(net('gelu'), NARROW_PLAN)
  expect(await made(card(), kept).verdict(net('gelu'), NARROW_PLAN)).toBe('right')
})

it('goes on where it could not be tried, or nothing can be kept, and tries again', async () => {
  const prove = vi.fn(async (): Promise<Proof> => Promise.reject(new Error('no adapter')))
  const broken: KeptKinds = { read: () => Promise.reject(new Error('blocked')), add: () => Promise.reject(new Error('blocked')) }
  const proved = made(prove, broken)
  for (const _ of [1, 2]) expect(await proved.verdict(net('gelu'), NARROW_PLAN)).toBe('right')
  expect(prove).toHaveBeenCalledTimes(2)
})

it('is asked by several at once, and tries one after another', async () => {
  const prove = card()
  const proved = made(prove)
  await Promise.all([1, 2].map(() => proved.verdict(net('gelu'), NARROW_PLAN)))
  expect(prove).toHaveBeenCalledTimes(1)
})
