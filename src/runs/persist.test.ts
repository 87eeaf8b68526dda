import { expect, test, vi } from 'vitest'
import { fakeRun } from '../testing/fakeTrainer'
import { testStore } from '../testing/testStore'

const drawn = { kind: 'drawn', count: 10, seed: 1 } as const

test('the browser is asked to keep runs once, and only when the first is saved', async () => {
  const persist = vi.fn(() => Promise.resolve(true))
  vi.stubGlobal('navigator', { storage: { persisted: () => Promise.resolve(false), persist } })
  let saves = 0
  const store = testStore({
    'training.train'(config, onEvent) {
      const { events, summary } = fakeRun(config)
      for (const event of events) {
        if (event.type === 'epoch')
          for (let i = 0; i < saves; i++)
            onEvent({ type: 'note', note: { code: 'checkpoint-saved', epoch: event.record.epoch + 1, step: 0 } })
        onEvent(event)
      }
      return Promise.resolve(summary)
    },
  })
  await store.getState().openDataset(drawn)
  await store.getState().train()
  expect(persist).not.toHaveBeenCalled()
  saves = 2
  await store.getState().train()
  expect(persist).toHaveBeenCalledOnce()
  vi.unstubAllGlobals()
})
