/** A network for which a kernel of the card is wrong is computed by the processor; the next one by the card again. */
import { expect, it } from 'vitest'
import type { TrainingEngine, TrainPlan } from '../../engine/engine'
import { NARROW_PLAN } from '../../engine/webgpu/self-test/cases'
import type { ModelSpec } from '../../model/spec'
import { CardEngine, type Verdict } from './card'

const net = (arch: string) => ({ arch }) as ModelSpec

function engines(
  verdicts: Readonly<Record<string, Verdict>>,
  comes: (kind: 'card' | 'processor') => Promise<void> = () => Promise.resolve(),
) {
  const said: string[] = []
  const make = (kind: 'card' | 'processor') => {
    const info = kind === 'card' ? { backend: 'webgpu', mixes: true } : { backend: 'wasm' }
    const engine = {
      info,
      lost: new Promise(() => {}),
      load: async ({ arch }: ModelSpec, _: unknown, { precision }: TrainPlan) =>
        void said.push(`${kind} loads ${arch}${precision === 'mixed' ? ' mixed' : ''}`),
      tune: kind === 'card' ? async ({ arch }: ModelSpec) => void said.push(`${kind} times ${arch}`) : undefined,
      dispose: async () => void said.push(`${kind} goes`),
    }
    return engine as unknown as TrainingEngine
  }
  const engine = new CardEngine(make('card'), {
    prove: async ({ arch }) => verdicts[arch]!,
    make: async (kind) => {
      await comes(kind)
      return make(kind)
    },
  })
  return { engine, said }
}

it('goes to the processor and back', async () => {
  const { engine, said } = engines({ resnet18: 'right', vit: 'wrong' })
  for (const arch of ['resnet18', 'vit', 'vit', 'resnet18']) await engine.load(net(arch), new Map(), NARROW_PLAN)
  expect(said).toEqual([
    'card loads resnet18',
    'card goes',
    'processor loads vit',
    'processor loads vit',
    'processor goes',
    'card loads resnet18',
  ])
  expect(engine.info.backend).toBe('webgpu')
})

it('times nothing of a network that the processor computes, and tells before it is loaded what will', async () => {
  const { engine, said } = engines({ resnet18: 'right', vit: 'wrong', deit: 'f32' })
  const how = { signal: new AbortController().signal, onProgress: () => {} }
  await engine.tune!(net('resnet18'), [NARROW_PLAN], how)
  await engine.tune!(net('vit'), [NARROW_PLAN], how)
  expect(said).toEqual(['card times resnet18'])
  await engine.prove(net('vit'), NARROW_PLAN)
  expect(said).toEqual(['card times resnet18', 'card goes'])
  expect(engine.info).toEqual({ backend: 'wasm' })
  await engine.prove(net('deit'), NARROW_PLAN)
  expect(engine.info).toEqual({ backend: 'webgpu' })
  await engine.prove(net('resnet18'), NARROW_PLAN)
  expect(engine.info).toEqual({ backend: 'webgpu', mixes: true })
})

it('computes in f32 what it mixes wrongly, also where that is found at a later plan', async () => {
  const { engine, said } = engines({ deit: 'f32', resnet18: 'right' })
  const mixed = { ...NARROW_PLAN, precision: 'mixed' } as const
  await engine.load(net('deit'), new Map(), mixed)
  await engine.load(net('resnet18'), new Map(), mixed)
  expect(said).toEqual(['card loads deit', 'card loads resnet18 mixed'])
})

it('stays on the processor where the card does not come back, and asks for it again', async () => {
  let isThere = false
  const { engine, said } = engines({ resnet18: 'right', vit: 'wrong' }, async (kind) => {
    if (kind === 'card' && !isThere) throw new Error('no adapter')
  })
  await engine.load(net('vit'), new Map(), NARROW_PLAN)
  await engine.load(net('resnet18'), new Map(), NARROW_PLAN)
  isThere = true
  await engine.load(net('resnet18'), new Map(), NARROW_PLAN)
  expect(said).toEqual(['card goes', 'processor loads vit', 'processor loads resnet18', 'processor goes', 'card loads resnet18'])
})

it('changes engines once where two ask at once', async () => {
  const { engine, said } = engines({ vit: 'wrong' })
  await Promise.all([1, 2].map(() => engine.prove(net('vit'), NARROW_PLAN)))
  expect(said).toEqual(['card goes'])
})
