/** An engine from before, given to a run that wants its kernels chosen by time, or not. */
import { expect, it } from 'vitest'
import type { TrainingEngine } from '../../engine/engine'
import { NARROW_PLAN } from '../../engine/webgpu/self-test/cases'
import type { ModelSpec } from '../../model/spec'
import { ToyEngine } from '../testing/toyEngine'
import { CardEngine } from './card'
import { Spare } from './spare'

const webgpu = (tune?: TrainingEngine['tune']) => {
  const info = { ...new ToyEngine().info, backend: 'webgpu' as const }
  return Object.assign(new ToyEngine(), { info, ...(tune ? { tune } : {}) })
}
const tune = async () => {}

it('is not used by a run that wants its kernels chosen otherwise, and then freed', async () => {
  for (const [engine, timed] of [
    [webgpu(tune), false],
    [webgpu(), true],
  ] as const) {
    expect(await new Spare(engine).takeFor(timed)).toBeNull()
    expect(engine.disposed).toBe(true)
  }
  for (const [engine, timed] of [
    [webgpu(tune), true],
    [webgpu(), false],
    [new ToyEngine(), true],
  ] as const) {
    expect(await new Spare(engine).takeFor(timed)).toBe(engine)
    expect(engine.disposed).toBe(false)
  }
})

it('is no engine for the processor where it is a graphics card that is wrong for one network: the next would be computed by the card', async () => {
  const card = new CardEngine(webgpu(), {
    prove: async ({ arch }) => (arch === 'vit' ? 'wrong' : 'right'),
    make: async (kind) => (kind === 'card' ? webgpu() : new ToyEngine()),
  })
  const spare = new Spare(card)
  expect(spare.backend).toBe('webgpu')
  await card.prove({ arch: 'vit' } as ModelSpec, NARROW_PLAN)
  expect(card.info.backend).toBe(new ToyEngine().info.backend)
  expect(spare.backend).toBeNull()
  await card.prove({ arch: 'resnet18' } as ModelSpec, NARROW_PLAN)
  expect(spare.backend).toBe('webgpu')
})
