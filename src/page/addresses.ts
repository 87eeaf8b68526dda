/** The places of the page and their addresses: hash routes, so that Back works and a reload stays where it was. */
import { useSyncExternalStore } from 'react'
import { OPTIONS, type OptionName } from '../../workers/protocol'

export const PLACES = ['data', 'train', 'results', 'use', 'runs'] as const
export type Place = (typeof PLACES)[number]

/** "#/results/curves" as its parts; an empty text for what is not there. */
function partsOf(hash: string): readonly [place: string, within: string] {
  const [place = '', within = ''] = hash.replace(/^#\/?/, '').split('/')
  return [place, within]
}

/** The place that a hash names ("#/train"); Data for anything else. */
export function placeOf(hash: string): Place {
  const [name] = partsOf(hash)
  return PLACES.find((place) => place === name) ?? 'data'
}

/** The address of a place, or of something within it: a tab, a setting, the capture of pictures. */
export const addressOf = (place: Place, within?: string): string => (within ? `#/${place}/${within}` : `#/${place}`)

/** The address of one setting of the recipe ("#/train/balance"): the Train place opens what it is folded under and leads to it. */
export const addressOfSetting = (name: OptionName): string => addressOf('train', name)

/** The setting that a hash names; null for none. */
export function settingOf(hash: string): OptionName | null {
  const [place, name] = partsOf(hash)
  return place === 'train' && Object.hasOwn(OPTIONS, name) ? (name as OptionName) : null
}

/**
 * The tab that a hash names in its place ("#/results/curves"); the first where it names none, or one that is not there.
 *
 * @param moved where the content of a tab that there was is now
 */
export function tabOf<Tab extends string>(hash: string, tabs: readonly [Tab, ...Tab[]], moved: Readonly<Record<string, Tab>> = {}): Tab {
  const [, name] = partsOf(hash)
  return tabs.find((tab) => tab === name) ?? (Object.hasOwn(moved, name) ? moved[name] : undefined) ?? tabs[0]
}

const subscribe = (listener: () => void) => {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}
const useHash = (): string => useSyncExternalStore(subscribe, () => location.hash)

/** Whether the address bar names this within its place: "capture" in "#/data/capture". */
export const useIsWithin = (name: string): boolean => partsOf(useHash())[1] === name

/** The place that the address bar names now. */
export const usePlace = (): Place => placeOf(useHash())

/** The setting that the address bar names now. */
export const useSetting = (): OptionName | null => settingOf(useHash())

/** What Mantine's Tabs need for each tab of a place to have an address: Back, Forward and a reload lead to the tab that was open. */
export function useTabs<Tab extends string>(place: Place, tabs: readonly [Tab, ...Tab[]], moved?: Readonly<Record<string, Tab>>) {
  const value = tabOf(useHash(), tabs, moved)
  const onChange = (tab: string | null) => {
    if (tab !== null && tab !== value) location.hash = addressOf(place, tab)
  }
  return { value, onChange }
}
