/** A picture's thumbnail by its id, asked for while something on the page shows it; one cache for the whole page. */
import { useCallback, useSyncExternalStore } from 'react'
import type { StoreApi } from 'zustand'
import { trainer } from '../page/trainer'
import { type DatasetState, useAppStore } from './state'
import { Thumbnails } from './thumbnails'

/** Longest side in pixels: a tile's on a screen with two pixels to the point, nearly. */
const SIZE = 200

const caches = new WeakMap<StoreApi<DatasetState>, Thumbnails>()

type Held = Pick<DatasetState, 'dataset' | 'openings'>

/** Whether ids may be of other pictures: the same are listed otherwise by another reading, and what was added is gone where that is taken back. */
export const haveOtherIds = (now: Held, past: Held): boolean =>
  now.openings !== past.openings || now.dataset?.fingerprint !== past.dataset?.fingerprint

/** The cache of the pictures that the store has open: emptied when those are others. */
function cacheOf(store: StoreApi<DatasetState>): Thumbnails {
  const known = caches.get(store)
  if (known) return known
  const made = new Thumbnails(
    async (id) => (await trainer.api.dataset.thumbnails([id], SIZE))[0] ?? null,
    (thrown) => store.getState().report(thrown),
  )
  store.subscribe((now, past) => {
    if (haveOtherIds(now, past)) made.clear()
  })
  caches.set(store, made)
  return made
}

const NOTHING = () => () => {}

/**
 * An object URL; null where the picture cannot be shown, undefined while it is on its way.
 *
 * @param id null for a picture that is not open: it cannot be shown
 */
export function useThumbnail(id: number | null): string | null | undefined {
  const cache = cacheOf(useAppStore())
  const subscribe = useCallback((onChange: () => void) => (id === null ? NOTHING() : cache.want(id, onChange)), [cache, id])
  return useSyncExternalStore(subscribe, () => (id === null ? null : cache.url(id)))
}
