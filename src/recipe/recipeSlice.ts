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
  STAYING,
} from '../../workers/protocol'
import type { SliceContext } from '../page/slice'

/** What follows weights, pictures and device beside the recipe that was chosen. */
export interface Fit {
  /** In force, of options that nobody set by hand. */
  readonly values: Partial<RunConfig>
  /** What the same options are without it. */
  readonly instead: Partial<RunConfig>
}

export interface RecipeSlice {
  readonly config: RunConfig
  /** Options that the person set, by hand or by the preset that they took: defaults that follow something else (the weights' best size) leave these alone. */
  readonly touched: ReadonlySet<OptionName>
  /** What changes are counted from: the defaults, with what was suggested since, or the preset that was taken last. */
  readonly base: RunConfig
  /** Null where nothing is fitted. Fitted options are no changes, and neither make nor unmake a preset. */
  readonly fit: Fit | null
  /** Whether the recipe was taken whole, as a run had it: then nothing of it follows anything. */
  readonly isAsGiven: boolean
  /** Puts fitted values in force in place of those fitted before, where the person set nothing by hand; none takes them back. */
  fitConfig(values: Partial<RunConfig>): void
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
  /** As remembered from an earlier visit: the recipe was taken whole then. */
  rememberAsGiven(): void
}

export function createRecipeSlice({ set, get }: SliceContext<RecipeSlice>): RecipeSlice {
  let suggested: Partial<RunConfig> = {}
  return {
    config: DEFAULT_CONFIG,
    touched: new Set(),
    base: DEFAULT_CONFIG,
    fit: null,
    isAsGiven: false,
    fitConfig(values) {
      const before = get()
      const { config, base } = plainRecipe(before)
      const byHand = setByHand(before)
      const free = OPTION_NAMES.filter((name) => name in values && values[name] !== base[name] && !byHand.has(name))
      const pick = (from: Partial<RunConfig>) => Object.fromEntries(free.map((name) => [name, from[name]]))
      const of = (plain: RunConfig) => parseConfig({ ...plain, ...pick(values) }).config
      const fitted = of(base)
      const fit = free.length > 0 ? { values: pick(fitted), instead: pick(base) } : null
      if (fit === null && before.fit === null) return
      set({ config: of(config), base: fitted, fit })
    },
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
      const own = presetOptions(get())
      const follows = (name: OptionName) => values[name] === followed[name] || values[name] === base[name]
      const isFree = (name: OptionName) => name in values && follows(name) && !own.has(name)
      set({ touched: new Set([...touched].filter((name) => !isFree(name))) })
    },
    suggestConfig(partial) {
      // What was fitted to what is not suggested any more goes with it.
      const { config, base } = plainRecipe(get())
      const isOfDefaults = changedIn(base, parseConfig({ ...suggested }).config).size === 0
      suggested = { ...suggested, ...partial }
      const free = Object.entries(suggested).filter(([name]) => !get().touched.has(name as OptionName))
      const taken = Object.fromEntries(free)
      // What a reset would give, whatever the person set; a preset's keeps what it was taken with.
      const followed = isOfDefaults ? suggested : taken
      set({ config: parseConfig({ ...config, ...taken }).config, base: parseConfig({ ...base, ...followed }).config, fit: null })
    },
    resetConfig() {
      const { config } = parseConfig({ ...suggested })
      set({ config, touched: new Set(), base: config, fit: null, isAsGiven: false })
    },
    countFromPreset() {
      const { config, fit } = get()
      if (presetOf(config, fit) !== null) set({ base: config })
    },
    takePreset(name) {
      const { touched, config: before } = get()
      const stay = STAYING.filter((option) => touched.has(option))
      const kept = Object.fromEntries(stay.map((option) => [option, before[option]]))
      const config = presetConfig(name, parseConfig({ ...suggested, ...kept }).config)
      set({ config, touched: new Set([...stay, ...changesOf(name)]), base: config, fit: null, isAsGiven: false })
    },
    takeConfig(config) {
      const base = parseConfig({ ...suggested }).config
      set({ config, touched: changedIn(config, base), base, fit: null, isAsGiven: true })
    },
    rememberAsGiven: () => set({ isAsGiven: true }),
  }
}

const changesOf = (preset: PresetName): OptionName[] => OPTION_NAMES.filter((name) => name in PRESETS[preset].changes)

/** What of the state says what the recipe is, and why. */
type Recipe = Pick<RecipeSlice, 'config' | 'base' | 'touched' | 'fit'>

/** The options that the preset sets which changes are counted from; none where that is none. */
function presetOptions({ base, fit }: Pick<Recipe, 'base' | 'fit'>): ReadonlySet<OptionName> {
  const preset = presetOf(base, fit)
  return new Set(preset ? changesOf(preset) : [])
}

/** The options that the person set, other than by taking a preset. */
export function setByHand({ config, base, touched, fit }: Recipe): ReadonlySet<OptionName> {
  const own = presetOptions({ base, fit })
  return new Set([...touched].filter((name) => !(own.has(name) && config[name] === base[name])))
}

/** `config` without what was fitted, where it is still so. */
function withoutFit(config: RunConfig, fit: Fit | null, except: ReadonlySet<OptionName> = new Set()): RunConfig {
  const names = fittedIn(config, fit).filter((name) => !except.has(name))
  return { ...config, ...Object.fromEntries(names.map((name) => [name, fit?.instead[name]])) }
}

/** The options that are as they were fitted: what was changed since no longer is. */
export const fittedIn = (config: RunConfig, fit: Fit | null): OptionName[] =>
  OPTION_NAMES.filter((name) => fit && name in fit.values && config[name] === fit.values[name])

/** The recipe and what its changes are counted from as they are without what was fitted. */
export function plainRecipe(recipe: Recipe): Pick<Recipe, 'config' | 'base'> {
  const { config, base, fit } = recipe
  return { config: withoutFit(config, fit, setByHand(recipe)), base: withoutFit(base, fit) }
}

const changedIn = (config: RunConfig, from: RunConfig): Set<OptionName> =>
  new Set(OPTION_NAMES.filter((name) => config[name] !== from[name]))

/** The options that are in force and have another value than `base`, in the table's order. */
export const changesFrom = ({ config, base }: Pick<RecipeSlice, 'config' | 'base'>): OptionName[] =>
  OPTION_NAMES.filter((name) => inForce(name, config) && config[name] !== base[name])

/** The preset that this recipe is, whatever its seed, its device, and what of it was fitted; null when it is none. */
export function presetOf(config: RunConfig, fit: Fit | null = null): PresetName | null {
  const plain = withoutFit(config, fit)
  const names = Object.keys(PRESETS) as PresetName[]
  return names.find((name) => changedIn(plain, presetConfig(name, plain)).size === 0) ?? null
}

/** The options of a section of the form that are in force, in the table's order. */
export function optionsOf(section: Section, config: RunConfig): OptionName[] {
  return OPTION_NAMES.filter((name) => OPTIONS[name].section === section && inForce(name, config))
}
