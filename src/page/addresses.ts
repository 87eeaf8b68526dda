/** The places of the page and their addresses: hash routes, so that Back works and a reload stays where it was. */
import { useSyncExternalStore } from 'react'
import { OPTIONS, type OptionName } from '../../workers/protocol'

export const PLACES = ['data', 'train', 'results', 'use', 'runs'] as const
export type Place = (typeof PLACES)[number]

/** The place that a hash names ("#/train"); Data for anything else. */
export function placeOf(hash: string): Place {
  const name = hash.replace(/^#\/?/, '').split('/')[0]
  return PLACES.find((place) => place === name) ?? 'data'
}

export const addressOf = (place: Place, within?: 'capture'): string => (within ? `#/${place}/${within}` : `#/${place}`)

/** The address of one setting of the recipe ("#/train/balance"): the Train place opens what it is folded under and leads to it. */
export const addressOfSetting = (name: OptionName): string => `#/train/${name}`

/** The setting that a hash names; null for none. */
export function settingOf(hash: string): OptionName | null {
  const [place, name = ''] = hash.replace(/^#\/?/, '').split('/')
  return place === 'train' && Object.hasOwn(OPTIONS, name) ? (name as OptionName) : null
}

const subscribe = (listener: () => void) => {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

/** What an address names within its place: "capture" in "#/data/capture"; empty where it names the place only. */
export const useWithin = (): string => useSyncExternalStore(subscribe, () => location.hash).split('/')[2] ?? ''

/** The place that the address bar names now. */
export const usePlace = (): Place => placeOf(useSyncExternalStore(subscribe, () => location.hash))

/** The setting that the address bar names now. */
export const useSetting = (): OptionName | null => settingOf(useSyncExternalStore(subscribe, () => location.hash))
