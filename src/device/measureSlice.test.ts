/** Measuring as the page has it: nothing else has the network meanwhile, and what is known is kept when it ends. */
import { expect, test } from 'vitest'
import type { Measured, MeasureProgress } from '../../workers/protocol'
import { otherWork } from '../model/networkUse'
import { testStore } from '../testing/testStore'

const part: Measured = {
  date: '2026-11-26T12:00:00.000Z',
  environment: 'Rocket/1',
  rates: [],
  ceilings: [],
  parity: [],
  passes: [],
  isWhole: false,
}

test('keeps the network to itself until it has ended, and shows what is known on the way', async () => {
  let tell: (progress: MeasureProgress) => void = () => {}
  let end: (measured: Measured) => void = () => {}
  const store = testStore({
    'devices.measure'(_backend: string, onProgress: (progress: MeasureProgress) => void) {
      tell = onProgress
      return new Promise<Measured>((resolve) => {
        end = resolve
      })
    },
  })
  const measuring = store.getState().measureDevice()
  expect(store.getState().measuringDevice).toBe(0)
  expect(otherWork(store.getState())).toBe('device')
  tell({ share: 0.5, measured: part })
  expect(store.getState()).toMatchObject({ measuringDevice: 0.5, measured: { isWhole: false } })
  end({ ...part, isWhole: true })
  await measuring
  tell({ share: 0.6, measured: part })
  expect(store.getState()).toMatchObject({ measuringDevice: null, measured: { isWhole: true } })
  expect(otherWork(store.getState())).toBeNull()
})

test('says beside the button why it cannot be measured, and is ready for another try', async () => {
  let fails = true
  const store = testStore({ 'devices.measure': () => (fails ? Promise.reject(new Error('no memory')) : Promise.resolve(part)) })
  await store.getState().measureDevice()
  // The page's list of problems is behind the dialog.
  expect(store.getState()).toMatchObject({
    measuringDevice: null,
    measureProblem: { values: { detail: 'Error: no memory' } },
    problems: [],
  })
  fails = false
  await store.getState().measureDevice()
  expect(store.getState()).toMatchObject({ measureProblem: null, measured: part })
})
