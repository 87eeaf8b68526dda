/** The page's state over a fake trainer, for unit tests. */
import type { Death, TrainerClient } from '../../workers/client'
import { createAppStore } from '../app/store'
import { type FakeCalls, fakeTrainer } from './fakeTrainer'

export function testStore(overrides: FakeCalls = {}, crash?: (listener: (problem: Death) => void) => void) {
  const client: TrainerClient = {
    api: fakeTrainer(overrides),
    onCrash(listener) {
      crash?.(listener)
      return () => {}
    },
    terminate: () => {},
  }
  return createAppStore(client)
}
