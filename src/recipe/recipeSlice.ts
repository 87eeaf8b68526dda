/** The recipe that the next run is made from: every option's value, and which of them the person set. */
import {
  DEFAULT_CONFIG,
  inForce,
  OPTION_NAMES,
  OPTIONS,
  type OptionFault,
  type OptionName,
  PRESETS,
  type PresetName,
  parseConfig,
  presetConfig,
  type RunConfig,
  type Section,
} from '../../workers/protocol'
import type { SliceContext } from '../page/slice'

export interface RecipeSlice {
  readonly config: RunConfig
  /** Options that the person set, by hand or by the preset that they took: defaults that follow something else (the weights' best size) leave these alone. */
  readonly touched: ReadonlySet<OptionName>
  /** What changes are counted from: the defaults, with what was suggested since, or the preset that was taken last. */
  readonly base: RunConfig
  /** Takes what is valid and returns the rest as faults; nothing invalid ever enters `config`. */
  setConfig(partial: Readonly<Record<string, unknown>>): readonly OptionFault[]
  /** Takes values of before back: those that are what was suggested, and of no preset, count as set by nobody again, and follow. */
  goBack(values: Partial<RunConfig>): void
  /** A default that was found out later; yields to what the person set. */
  suggestConfig(partial: Partial<RunConfig>): void
  resetConfig(): void
  /** Counts changes from the preset that the recipe is, where it is one: one that was put together from what was remembered. */
  countFromPreset(): void
  /** Takes a ready-made recipe, which sets what it changes; picture size, seed and device that the person set stay, and all else follows what is suggested. */
  takePreset(name: PresetName): void
  /** Takes a whole recipe, as a run had it. */
  takeConfig(config: RunConfig): void
}

export function createRecipeSlice({ set, get }: SliceContext<RecipeSlice>): RecipeSlice {
  let suggested: Partial<RunConfig> = {}
  return {
    config: DEFAULT_CONFIG,
    touched: new Set(),
    base: DEFAULT_CONFIG,
    setConfig(partial) {
      const { faults } = parseConfig(partial)
      const bad = new Set(faults.map((fault) => fault.option))
      const good = Object.entries(partial).filter(([name, value]) => value !== undefined && !bad.has(name))
      if (good.length > 0) {
        const { config } = parseConfig({ ...get().config, ...Object.fromEntries(good) })
        set({ config, touched: new Set([...get().touched, ...good.map(([name]) => name as OptionName)]) })
      }
      return faults
    },
    goBack(values) {
      if (get().setConfig(values).length > 0) return
      const { touched, base } = get()
      const followed = parseConfig({ ...suggested }).config
      const own = setIn(base)
      const isFree = (name: OptionName) => name in values && values[name] === followed[name] && !own.has(name)
      set({ touched: new Set([...touched].filter((name) => !isFree(name))) })
    },
    suggestConfig(partial) {
      const { base } = get()
      const isOfDefaults = changedIn(base, parseConfig({ ...suggested }).config).size === 0
      suggested = { ...suggested, ...partial }
      const free = Object.entries(suggested).filter(([name]) => !get().touched.has(name as OptionName))
      const taken = Object.fromEntries(free)
      // What a reset would give, whatever the person set; a preset's keeps what it was taken with.
      const followed = isOfDefaults ? suggested : taken
      set({ config: parseConfig({ ...get().config, ...taken }).config, base: parseConfig({ ...base, ...followed }).config })
    },
    resetConfig() {
      const { config } = parseConfig({ ...suggested })
      set({ config, touched: new Set(), base: config })
    },
    countFromPreset() {
      const { config } = get()
      if (presetOf(config) !== null) set({ base: config })
    },
    takePreset(name) {
      const { config: before, base, touched } = get()
      const left = setIn(base)
      // What came with the preset that is left goes with it.
      const stay = STAYING.filter((option) => touched.has(option) && !(left.has(option) && before[option] === base[option]))
      const kept = Object.fromEntries(stay.map((option) => [option, before[option]]))
      const config = presetConfig(name, parseConfig({ ...suggested, ...kept }).config)
      set({ config, touched: new Set([...stay, ...changesOf(name)]), base: config })
    },
    takeConfig(config) {
      const base = parseConfig({ ...suggested }).config
      set({ config, touched: changedIn(config, base), base })
    },
  }
}

/** What a preset leaves as the person set it. */
const STAYING = ['imageSize', 'seed', 'backend'] as const satisfies readonly OptionName[]

const changesOf = (preset: PresetName): OptionName[] => OPTION_NAMES.filter((name) => name in PRESETS[preset].changes)

/** The options that the preset sets which `base` is; none where it is none. */
function setIn(base: RunConfig): ReadonlySet<OptionName> {
  const preset = presetOf(base)
  return new Set(preset ? changesOf(preset) : [])
}

const changedIn = (config: RunConfig, from: RunConfig): Set<OptionName> =>
  new Set(OPTION_NAMES.filter((name) => config[name] !== from[name]))

/** The options that are in force and have another value than `base`, in the table's order. */
export const changesFrom = ({ config, base }: Pick<RecipeSlice, 'config' | 'base'>): OptionName[] =>
  OPTION_NAMES.filter((name) => inForce(name, config) && config[name] !== base[name])

/** The preset that this recipe is, whatever its seed and device; null when it is none. */
export function presetOf(config: RunConfig): PresetName | null {
  const names = Object.keys(PRESETS) as PresetName[]
  return names.find((name) => changedIn(config, presetConfig(name, config)).size === 0) ?? null
}

/** The options of a section of the form that are in force, in the table's order. */
export function optionsOf(section: Section, config: RunConfig): OptionName[] {
  return OPTION_NAMES.filter((name) => OPTIONS[name].section === section && inForce(name, config))
}
