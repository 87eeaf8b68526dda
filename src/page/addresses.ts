/** The places of the page and their addresses: hash routes, so that Back works and a reload stays where it was. */
import { type KeyboardEvent, useRef, useSyncExternalStore } from 'react'
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

/** What happens with eyes and keyboard as one address follows another: `top` of the place, the `panel` of a tab that something led to, or nothing. */
type Arrival = 'top' | 'panel' | null

/**
 * Where a person is put by a new address: at the top, as by a page that is loaded; where it names a tab at the tab's panel. Within Train what is named has a way of its
 * own to be led to; grid and map are two ways to look at the same.
 */
export function arrivalAt(before: string, now: string): Arrival {
  if (before === now) return null
  const place = placeOf(now)
  if (isPictures(before) && isPictures(now)) return null
  if ((place === 'results' || place === 'use') && partsOf(now)[1] !== '') return 'panel'
  return place === 'train' && placeOf(before) === 'train' ? null : 'top'
}

/** Whether a hash names the pictures of the Data place: as a grid, which is the place itself, or as a map. */
function isPictures(hash: string): boolean {
  const [, within] = partsOf(hash)
  return placeOf(hash) === 'data' && (within === '' || within === 'map')
}

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
/** The address bar's hash, as it is now. */
export const useHash = (): string => useSyncExternalStore(subscribe, () => location.hash)

/** Whether the address bar names this within its place: "capture" in "#/data/capture". */
export const useIsWithin = (name: string): boolean => partsOf(useHash())[1] === name

/** The place that the address bar names now. */
export const usePlace = (): Place => placeOf(useHash())

/** The setting that the address bar names now. */
export const useSetting = (): OptionName | null => settingOf(useHash())

/**
 * What Mantine's Tabs need for each tab of a place to have an address: Back, Forward and a reload lead to the tab that was open. Those that arrow keys pass
 * by on the way to another are none to go back to.
 */
export function useTabs<Tab extends string>(place: Place, tabs: readonly [Tab, ...Tab[]], moved?: Readonly<Record<string, Tab>>) {
  const value = tabOf(useHash(), tabs, moved)
  const passes = useRef(false)
  const onKeyDownCapture = ({ key }: Pick<KeyboardEvent, 'key'>) => {
    passes.current = PASSING_KEYS.includes(key)
  }
  const onPointerDownCapture = () => {
    passes.current = false
  }
  const onChange = (tab: string | null) => {
    // By the address as it is now: what was drawn last may be a tab that quick keys have left again.
    if (tab === null || tab === tabOf(location.hash, tabs, moved)) return
    // Unlike the history's own call this tells everybody who listens to the address.
    if (passes.current) location.replace(addressOf(place, tab))
    else location.hash = addressOf(place, tab)
  }
  return { value, onChange, onKeyDownCapture, onPointerDownCapture }
}

/** Keys by which Mantine's Tabs open the next tab as it gets the focus. */
const PASSING_KEYS: readonly string[] = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End']
