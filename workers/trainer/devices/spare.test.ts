/** An engine from before, given to a run that wants its kernels chosen by time, or not. */
import { expect, it } from 'vitest'
import type { TrainingEngine } from '../../engine/engine'
import { ToyEngine } from '../testing/toyEngine'
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
