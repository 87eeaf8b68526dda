import { expect, test } from 'vitest'
import type { PictureMap, WeakSpots } from '../../../workers/protocol'
import { otherWork } from '../../model/networkUse'
import { testStore } from '../../testing/testStore'

const MAP = { fingerprint: '00', runId: 'run-1' } as PictureMap
const FOUND: WeakSpots = { pictures: 0, compared: 0, wrong: 0, spots: [] }
const never = () => new Promise<never>(() => {})

test('a map tells what is done for it; while it is arranged a run may begin', async () => {
  const seen: unknown[] = []
  const store = testStore({
    async 'map.lay'(onProgress) {
      for (const phase of ['looking', 'comparing', 'arranging'] as const) {
        onProgress({ phase, done: 1, of: 5 })
        seen.push([store.getState().lookPhase, otherWork(store.getState())])
      }
      return MAP
    },
  })
  await store.getState().layMap()
  expect(seen).toEqual([
    ['looking', 'pictures'],
    ['comparing', null],
    ['arranging', null],
  ])
  expect(store.getState()).toMatchObject({ pictureMap: { status: 'done', map: MAP }, pictureLook: null })
})

test('the pictures most like one are shown alone, itself first, until all are asked for', async () => {
  const store = testStore({
    'map.alike': async (of) => ({
      of,
      pictures: [
        { id: 9, distance: 0.1 },
        { id: 2, distance: 0.3 },
      ],
    }),
  })
  await store.getState().findAlike(5)
  expect(store.getState().among).toEqual({ why: { kind: 'alike', of: 5 }, ids: [5, 9, 2], opening: store.getState().openings, number: 1 })
  store.getState().showAmong({ kind: 'chosen' }, [5])
  expect(store.getState().among?.number, 'another is told by its number').toBe(2)
  store.getState().showAll()
  expect(store.getState().among).toBeNull()
})

test('a look ends another, and what is cancelled is neither shown nor reported', async () => {
  let cancelled = 0
  const store = testStore({ 'map.lay': never, 'map.alike': never, 'map.cancel': async () => void cancelled++ })
  // Begun and at once followed by another, it does not begin.
  void store.getState().findWeak('run-1')
  void store.getState().layMap()
  await expect.poll(() => store.getState().pictureMap.status).toBe('working')
  expect(store.getState().weakLook.status).toBe('idle')
  void store.getState().findAlike(1)
  await expect.poll(() => store.getState().alikeLook.status).toBe('working')
  expect(store.getState().pictureMap.status).toBe('cancelled')
  expect(otherWork(store.getState())).toBe('pictures')
  await store.getState().cancelLook()
  expect(store.getState()).toMatchObject({ alikeLook: { status: 'cancelled' }, pictureLook: null, problems: [], among: null })
  expect(cancelled).toBe(2)
})

test('a look that fails is reported, and the network is free', async () => {
  const store = testStore({ 'map.weakSpots': () => Promise.reject(new Error('no')) })
  await store.getState().findWeak('run-1')
  expect(store.getState()).toMatchObject({ weakLook: { status: 'idle' }, pictureLook: null })
  expect(store.getState().problems).toHaveLength(1)
})

test('a map and where it fails keep of which opening their ids are, and what an edit meanwhile makes old', async () => {
  const store = testStore({
    'map.lay': async () => MAP,
    async 'map.weakSpots'() {
      store.setState({ datasetVersion: 8 })
      return FOUND
    },
  })
  store.setState({ openings: 3, datasetVersion: 7 })
  await store.getState().layMap()
  await store.getState().findWeak('run-1')
  expect(store.getState().pictureMap).toEqual({ status: 'done', map: MAP, opening: 3, version: 7 })
  expect(store.getState().weakLook).toEqual({ status: 'done', found: FOUND, runId: 'run-1', opening: 3, version: 7 })
})
