/** A device that takes no kernel, under an engine whose kernels were chosen by time, and under one whose were not. */
import { expect, it } from 'vitest'
import { generated, network, noise, pixelBatch, plan } from '../fixtures/narrow'
import { openDevice } from './device'
import { WebGpuEngine } from './engine'
import { WITHIN } from './testing/all-shapes'
import { around } from './testing/counting-device'
import { nodeGpu } from './testing/node-gpu'

/** @param refuses by the pipeline's label */
async function engineOn(refuses: (label: string) => boolean, failed?: (refused: boolean) => boolean) {
  const opened = await openDevice(nodeGpu())
  const device = around(opened.device, {
    createComputePipelineAsync: async (descriptor) => {
      const asked = descriptor as GPUComputePipelineDescriptor
      if (refuses(asked.label ?? '')) throw new Error('the driver does not compile')
      return {}
    },
    // What is bound is of no interest, since nothing is run.
    createBindGroup: () => ({}),
  })
  return new WebGpuEngine({ ...opened, device }, failed ? { failed } : {})
}

it('is opened anew where a kernel is refused and others can be taken, and fails as before where none can', {
  timeout: WITHIN,
}, async () => {
  const spec = network()
  const said: boolean[] = []
  const timed = await engineOn(
    () => true,
    (refused) => said.push(refused) === 1,
  )
  await expect(timed.load(spec, generated(spec), plan())).rejects.toMatchObject({ name: 'EngineLostError', reason: 'validation' })
  expect(said[0]).toBe(true)
  await timed.dispose()
  const plain = await engineOn(() => true)
  await expect(plain.load(spec, generated(spec), plan())).rejects.toMatchObject({ name: 'KernelError' })
  await plain.dispose()
})

it('is opened anew also where that is only found out by an answer', { timeout: WITHIN }, async () => {
  const spec = network()
  let isStrict = false
  const engine = await engineOn(
    () => isStrict,
    () => true,
  )
  await engine.load(spec, generated(spec), plan())
  isStrict = true
  await expect(engine.evaluate(pixelBatch(noise(1, 1, 32), 1))).rejects.toMatchObject({ name: 'EngineLostError', reason: 'validation' })
  await engine.dispose()
})
