import { expect, test } from 'vitest'
import { Problem } from '../../workers/protocol'
import { testStore } from '../testing/testStore'

test('where the chosen device is not here any more the page does not look for it for ever, and another choice is taken', async () => {
  let isThere = true
  const device = { backend: 'webgpu', device: 'Acme Rocket', software: false, why: 'chosen', threads: 0 } as const
  const store = testStore({
    'devices.offer': async () => {
      if (!isThere) throw new Problem('no-webgpu', {})
      return { device, others: [] }
    },
  })
  const said = () => [store.getState().deviceOffer?.device.device ?? null, store.getState().hasNoDevice]
  expect(said()).toEqual([null, false])
  await store.getState().refreshDevice()
  expect(said()).toEqual(['Acme Rocket', false])
  isThere = false
  await store.getState().refreshDevice()
  expect(said()).toEqual([null, true])
  expect(store.getState().problems).toMatchObject([{ problem: { code: 'no-webgpu' } }])
  isThere = true
  await store.getState().refreshDevice()
  expect(said()).toEqual(['Acme Rocket', false])
  expect(store.getState().problems).toEqual([])
})
